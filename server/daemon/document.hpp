// A text that one editor has open: its bytes in step with the editor's, and where the threads of its file are
// in it, at every keystroke. PURE but for its being mutable; owned by a session, loop thread. Placing an
// anchor for the first time is somebody else's job (daemon/placer.hpp); carrying it along is done here.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "anchor/live.hpp"
#include "anchor/position.hpp"
#include "core/thread.hpp"
#include "daemon/workspace.hpp"
#include "protocol/cpp/lsp.hpp"

namespace restante::daemon {

class Document {
  public:
    Document(std::string uri, std::int64_t version, std::string text, anchor::PositionEncoding encoding)
        : uri_(std::move(uri)), version_(version), text_(std::move(text)), encoding_(encoding) {}

    [[nodiscard]] const std::string& uri() const { return uri_; }
    [[nodiscard]] std::int64_t version() const { return version_; }
    [[nodiscard]] const anchor::Text& text() const { return text_; }

    /// Applies all changes or, at the first that does not fit, stops being in step: invalid_argument naming
    /// the change and why. True when some thread's place may have changed.
    [[nodiscard]] Result<bool> change(const protocol::DidChangeTextDocumentParams& params,
                                      std::size_t bytes_max);
    /// False after a change that did not fit: nothing is answered for this text until it is opened again.
    [[nodiscard]] bool in_step() const { return in_step_; }

    /// The text as it is now, for a job on another thread, and the mark by which its answer is carried
    /// forward.
    struct Snapshot {
        std::shared_ptr<const anchor::Text> text;
        std::uint64_t edit = 0;
        std::shared_ptr<const char> outstanding;  // as long as one is held, edits are written down
    };
    [[nodiscard]] Snapshot snapshot();
    /// False for a snapshot of an earlier opening of the same file.
    [[nodiscard]] bool made(const Snapshot& snapshot) const { return snapshot.outstanding == outstanding_; }

    /// Where the threads are. Replaces the list; those that were placed before (same thread, same anchor)
    /// stay.
    void set_threads(std::vector<core::Thread> threads);
    [[nodiscard]] const std::vector<core::Thread>& threads() const { return threads_; }
    /// Indices into threads() of what is to be placed: never placed, or its text vanished since.
    [[nodiscard]] std::vector<std::size_t> unplaced() const;
    /// What a placing job had to go by.
    enum class Basis {
        itself,    // not where the thread was followed to: that was not known yet
        followed,  // where it was followed to, in another version of this text
        committed  // where it was followed to, in this very text
    };
    /// The answer of a placing job that started from `from`; carried through the edits since. Where a thread
    /// is followed in this text already, keystroke by keystroke, nobody knows better, and undo may bring back
    /// what is lost; unless it is the commit's own text. True when the thread's text has just gone from this
    /// buffer, and may be in another file.
    bool set_placement(ThreadId thread, OpId anchor_op, const anchor::Placement& placement,
                       const Snapshot& from, Basis basis = Basis::followed);
    /// It is known anew where the thread was followed to: it is to be placed again.
    void place_again(ThreadId thread);
    /// Threads that have no lines here are to be placed again, when some of theirs are in `among`. True when
    /// there are any.
    bool look_for_lost(std::string_view among);
    /// Absent as long as it was not placed.
    [[nodiscard]] std::optional<anchor::Placement> placement(const core::Thread& thread) const;

    /// From now on a draft is about these lines, through every edit. The draft's own place, where it is known
    /// here, is where this says.
    void follow_draft(DraftId draft, anchor::Range range);
    /// Where those lines are by now. Nothing for a draft that is not followed here.
    struct DraftRange {
        anchor::Range range;
        bool gone = false;  // with all of its text; range is where it stood
    };
    [[nodiscard]] std::optional<DraftRange> draft_range(DraftId draft) const;

    std::optional<Location> location;      // once known
    std::string location_error;            // why it has none, for people
    Errc location_errc = Errc::not_found;  // and whether that could be mended without opening it again
    bool placing = false;                  // a job is under way
    bool threads_known = false;            // set_threads was called since the location is known

  private:
    struct Placed {
        ThreadId thread;
        OpId anchor_op;
        anchor::Placement base;              // as placed
        std::string base_text;               // the lines it had then
        std::optional<anchor::LiveId> live;  // absent when orphaned
        bool tried_again = false;            // searched for after its text vanished, in vain
        bool by_itself = false;              // placed so
        bool again = false;                  // to be placed again
    };
    struct Splice {
        anchor::Span replaced;
        std::uint32_t new_size = 0;
    };
    Placed* placed_of(ThreadId thread, OpId anchor_op);
    [[nodiscard]] const Placed* placed_of(ThreadId thread, OpId anchor_op) const;
    /// Its text is in the buffer, at a place that moves with it.
    [[nodiscard]] bool is_followed(const Placed& placed) const;
    bool apply(const anchor::Edit& edit);
    bool try_vanished_again(const anchor::Edit& edit);
    [[nodiscard]] std::string lines_of(anchor::Range range) const;

    std::string uri_;
    std::int64_t version_;
    anchor::Text text_;
    anchor::PositionEncoding encoding_;
    bool in_step_ = true;
    std::vector<core::Thread> threads_;
    std::vector<Placed> placed_;
    anchor::LiveAnchors live_;
    struct FollowedDraft {
        anchor::LiveId live = 0;
        bool is_line = false;  // no text was pointed at but the whole line
    };
    std::map<DraftId, FollowedDraft> drafts_;
    // Edits since the first of the snapshots that may still be answered.
    std::vector<Splice> journal_;
    std::shared_ptr<const char> outstanding_ = std::make_shared<const char>('\0');
    std::weak_ptr<const anchor::Text>
        latest_;  // the text of the newest snapshot, to be shared while it is true
    std::uint64_t latest_edit_ = 0;
};

}  // namespace restante::daemon
