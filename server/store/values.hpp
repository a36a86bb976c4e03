// The values that the store takes and gives. Plain data, copied freely between threads.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/id.hpp"
#include "core/thread.hpp"

namespace restante::store {

/// Who writes on this machine. Ids are made once; name and email are what the person set.
struct Identity {
    ActorId actor;
    DeviceId device;
    std::string name;   // empty until set
    std::string email;  // may be empty
    bool said = false;  // by the person; else it is what was found on this machine, and may follow it
};

struct Space {
    std::string name;
    std::optional<std::string> hub;     // its URL; none: on this machine only
    std::optional<std::string> cursor;  // none: nothing was pulled yet
};

/// A file as threads name it.
struct FileKey {
    std::string space;
    std::string repository;
    std::string path;
    friend auto operator<=>(const FileKey&, const FileKey&) = default;
};

/// What a write was asked for with, so that what is asked again is not done again. The newest requests_kept
/// are remembered, each in the transaction of its op: a count needs no clock that could jump.
struct Request {
    std::string key;     // the asker's own, for this one thing
    std::string what;    // method, text and so on: a key that comes back with something else is a mistake
    bool draft = false;  // the key is the id of the draft that is sent, which its author may have typed on in
};
inline constexpr std::size_t request_key_bytes_min = 16;  // shorter ones are hardly random
inline constexpr std::size_t request_key_bytes_max = 64;
inline constexpr std::int64_t requests_kept = 10'000;

/// What a local write gave, durable.
struct Committed {
    OpId op;
    core::Thread thread;                   // as it is now
    std::optional<FileKey> previous_file;  // when the thread was moved to another file
    bool repeated = false;                 // the request had been done before: nothing changed
};

/// An op handed to ingest() that could not be kept: `index` is its place in the batch.
struct Refused {
    std::size_t index = 0;
    Error error;
};

struct Ingested {
    std::size_t inserted = 0;
    std::size_t duplicates = 0;
    std::size_t kept_newer = 0;  // of a newer op format: kept, not readable here yet
    std::vector<Refused> refused;
    std::vector<ThreadId> threads;  // that changed, each once
    std::vector<FileKey> files;     // that these threads are, or were, in; each once
};

struct PendingOp {
    OpId id;
    std::string bytes;  // canonical JSON
};

/// A piece of the outbox, oldest first. A position is only good for asking for what comes after it.
struct OutboxBatch {
    struct Item {
        OpId id;
        std::string bytes;  // canonical JSON
        std::uint64_t position = 0;
    };
    std::vector<Item> ops;
    bool more = false;
};

/// Ops of a space that its hub has not shown to us.
struct OutboxCounts {
    std::uint64_t pending = 0;
    std::uint64_t rejected = 0;
    friend bool operator==(const OutboxCounts&, const OutboxCounts&) = default;
};

struct RejectedOp {
    OpId id;
    std::string bytes;
    Errc code = Errc::internal;
    std::string reason;
};

enum class DraftKind { new_thread, reply, edit };

/// Text not sent yet. Private to the user, shared by the user's editors.
struct Draft {
    DraftId id = {};  // nil: give it one
    DraftKind kind = DraftKind::new_thread;
    std::string target = {};  // reply: the thread's id as text; edit: the comment's; new thread: empty
    std::string space = {};
    std::string repository = {};
    std::string path = {};
    std::string anchor = {};  // JSON, opaque here; empty when there is none
    std::string text = {};
    std::int64_t revision = 0;  // counts saves; set by the store
    TimeMs updated_at = 0;      // set by the store
    friend bool operator==(const Draft&, const Draft&) = default;
};

/// A draft that is being sent, with the text that is: what another editor saved in it meanwhile stays.
struct SentDraft {
    DraftId id;
    std::string text;
};

struct SavedDraft {
    DraftId id;
    std::int64_t revision = 0;
    bool forked = false;  // the draft had changed (or gone) meanwhile: this text was saved as a new one, `id`
    std::optional<ThreadId> sent_in;  // the thread that an earlier text of it was sent to
};

struct Progress {
    std::int64_t done = 0;
    std::int64_t total = 0;  // done == total: nothing is left
};

}  // namespace restante::store
