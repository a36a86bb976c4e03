// Places anchors in texts, and records new ones: what of that needs git or a file happens on the git worker,
// what was placed before is answered at once. Owned by the daemon, loop thread; bounded caches.
//
// A large file's bytes are read on the worker; a stat says whether the last answer still holds.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "anchor/place.hpp"
#include "core/thread.hpp"
#include "daemon/executor.hpp"
#include "daemon/git_worker.hpp"
#include "daemon/tracker.hpp"
#include "daemon/workspace.hpp"
#include "rpc/loop.hpp"

namespace restante::daemon {

/// One anchor to place; `op` is what recorded it, and names it in the cache. `known` is where it was followed
/// to: without it, or when that is not this file, the anchor is placed by its own text alone.
struct Wanted {
    ThreadId thread;
    OpId op;
    anchor::Anchor anchor;
    std::optional<Known> known = {};
};

/// A thread, with where it was followed to.
struct Followed {
    core::Thread thread;
    std::optional<Known> known;
};

struct Placements {
    std::vector<anchor::Placement> each;       // as many as were wanted, in order
    std::shared_ptr<const anchor::Text> text;  // what they are places in; null when that was not needed
    std::string blob;                          // the id of that text; empty when it was not needed
};

class Placer {
  public:
    static constexpr std::int64_t read_in_place_max = 256 * 1024;  // bytes
    static constexpr std::size_t files_max = 32'768;
    static constexpr std::size_t placements_max = 16'384;

    Placer(rpc::Loop& loop, GitWorker& git, std::size_t file_bytes_max)
        : loop_(loop), git_(git), file_bytes_max_(file_bytes_max) {}

    /// In a text that is at hand (an open document). Always answers on a later turn of the loop.
    void in_text(const Location& where, std::vector<Wanted> wanted, std::shared_ptr<const anchor::Text> text,
                 const std::function<void(Placements)>& done);

    /// In the file as it is on disk. Answers at once when all is known. A file that is gone is no error: its
    /// threads are orphaned, with that reason.
    void in_file(const Location& where, const std::vector<Followed>& threads,
                 const std::function<void(Placements)>& done);

    /// The blob id of the file, as long as finding it out does not keep the loop: when it looks as it did the
    /// last time, or is small. Else nothing, as when there is no file.
    [[nodiscard]] std::optional<std::string> blob_of_file(const Location& where);

    /// What to put into an op about `range` of this text. `text` null: of the file on disk.
    struct Recorded {
        anchor::Anchor anchor;
        std::shared_ptr<const anchor::Text> text;
    };
    using RangeOf = std::function<Result<anchor::Range>(const anchor::Text&)>;
    void record(const Location& where, std::shared_ptr<const anchor::Text> text, RangeOf range,
                const std::function<void(Result<Recorded>)>& done);

  private:
    struct FileState {
        std::int64_t mtime_ns = 0;
        std::int64_t size = 0;
        std::uint64_t inode = 0;
        std::string blob;
        [[nodiscard]] bool looks_like(const FileState& now) const {
            return mtime_ns == now.mtime_ns && size == now.size && inode == now.inode;
        }
    };
    static FileState state_of(const struct stat& info);
    struct Key {
        OpId op;
        std::string blob;
        std::uint64_t known = 0;  // what it was placed by
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const {
            return std::hash<OpId>{}(key.op) ^ std::hash<std::string>{}(key.blob) ^ key.known;
        }
    };
    /// What was placed before, as far as it can be told without the text.
    [[nodiscard]] std::optional<anchor::Placement> remembered(const Location& where, const Followed& followed,
                                                              const std::string& blob) const;
    void remember_file(const std::string& path, FileState state, std::string blob);
    void remember(const std::vector<Wanted>& wanted, const Placements& placements);

    rpc::Loop& loop_;
    GitWorker& git_;
    std::size_t file_bytes_max_;
    std::unordered_map<std::string, FileState> files_;
    std::unordered_map<Key, anchor::Placement, KeyHash> placements_;
};

/// The answer for an anchor whose whole text is in front of us unchanged: no diff, no git. PURE.
[[nodiscard]] anchor::Placement unchanged(const anchor::Anchor& anchor);

}  // namespace restante::daemon
