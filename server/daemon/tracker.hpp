// Keeps, for each clone that was seen, where the code of its repository's threads is in the commit that it is
// at. What is known is answered at once; what another commit, or a new thread, made unknown is worked out
// behind everything that people wait for, kept in the store, and told to whoever shows it. Owned by the
// daemon, loop thread; git and the diffs run on the git worker.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "daemon/clone_watch.hpp"
#include "daemon/git_worker.hpp"
#include "daemon/log.hpp"
#include "daemon/workspace.hpp"
#include "daemon/writer.hpp"
#include "store/reader.hpp"

namespace restante::daemon {

/// Where a thread is in a clone, as far as that is known.
struct Known {
    store::Whereabouts at;
    /// Its file is changed and not committed: the text that `at` is of, which git does not have. Else null.
    std::shared_ptr<const anchor::Text> text;
};

/// What is known of the threads of one file.
struct KnownInFile {
    std::vector<Known> each;         // by thread; those too that were opened on it and are in another now
    std::vector<core::Thread> come;  // in it, and opened on another

    /// Null when it was not worked out, for this anchor.
    [[nodiscard]] const Known* of(const core::Thread& thread) const;
};

class Tracker {
  public:
    /// Threads are somewhere else than was answered, in these files of the clone (those they were in, too).
    using Changed = std::function<void(const std::string& root, const std::vector<std::string>& paths)>;
    /// What editors have open in a clone and may not have saved: laid over what is on disk.
    using Buffers = std::function<std::vector<vcs::OverlayFile>(const std::string& root)>;

    Tracker(rpc::Loop& loop, GitWorker& git, Writer& writer, store::Reader& reader, Log& log);

    void set_callbacks(Changed changed, Buffers buffers) {
        changed_ = std::move(changed);
        buffers_ = std::move(buffers);
    }

    /// Git has written into a clone, and may have changed what is in its work tree.
    void on_git_wrote(std::function<void(const std::string& root)> told) { git_wrote_ = std::move(told); }

    /// A file of the clone was asked about: from now on its threads are followed.
    void seen(const Location& where);
    /// The clone may be at another commit, or its files others: looked at once it is quiet for a moment.
    void clone_may_differ(const std::string& root);
    /// Files were saved, added or removed: code may have been carried from one to another.
    void files_may_differ(const std::string& root);
    /// For who asks once: the clone is looked at, and `done` is called when nothing is being worked out any
    /// more, after settle_max at the latest. `with_files`: what is not committed is looked at, too.
    void when_settled(const std::string& root, bool with_files, std::function<void()> done);
    /// Whether code of this file, or code that is in it now, may have been carried by changes that are not
    /// committed. `blob`: of the file as it is; nothing when there is none.
    [[nodiscard]] bool may_be_carried(const std::string& root, const std::string& path,
                                      const std::optional<std::string>& blob);
    /// Whether the file was another than the commit's when what is not committed was last looked at: then a
    /// thread's place in the commit is not its place in the file.
    [[nodiscard]] bool differs(const std::string& root, const std::string& path) const;
    /// Threads of the repository came, or were re-anchored.
    void threads_came(const std::string& repository);

    /// The clone's number in the store; nothing as long as it has none.
    [[nodiscard]] std::optional<std::int64_t> number_of(const std::string& root);

    /// Nothing when it was not worked out, for this anchor.
    [[nodiscard]] std::optional<Known> of(const std::string& root, const core::Thread& thread);
    /// The same for all threads of a file, by one question to the store.
    [[nodiscard]] KnownInFile in_file(const std::string& root, const std::string& path);

    /// Histories were read for a question: what was kept of them is given back once none is asked for a
    /// while.
    void rest_later();

    /// Something is being worked out.
    [[nodiscard]] bool busy() const;

    static constexpr std::chrono::milliseconds settle_max{2'000};

  private:
    struct State {
        [[nodiscard]] bool busy() const { return passing_soon || passing || checking || looking; }

        std::string root;
        std::string repository;
        std::optional<std::int64_t> no;  // in the store, once it is there
        std::string head;                // hex; as the store has it
        bool checking = false;
        bool check_again = false;
        bool passing_soon = false;
        bool passing = false;
        bool pass_again = false;
        bool looking = false;
        bool look_again = false;
        bool look_after = false;                          // the pass
        std::unordered_map<ThreadId, Known> uncommitted;  // carried to another file, not committed
        std::unordered_set<std::string> differing;        // files that are not as committed, by path
        bool may_differ = false;                          // and was not looked at since
        bool may_have_more = true;                        // objects than when it was looked at
        rpc::Timer checks_soon;
        rpc::Timer passes_soon;
    };
    struct Slice {
        std::vector<core::Thread> threads;
        std::vector<std::vector<anchor::Anchor>> earlier;  // of each; newest first
        std::optional<store::FollowMark> mark;
    };

    /// From one commit to another; see Store::clone_is_at.
    struct Move {
        std::optional<std::vector<std::string>> changed;
        bool onward = true;
    };
    void check(State& state);
    void checked(State& state, const Result<std::optional<vcs::ObjectId>>& head, Move move, bool anew);
    void clone_is_gone(const std::string& root);
    void pass(State& state);
    [[nodiscard]] Slice slice_of(store::Unfollowed found);
    void next_slice(State& state);
    void follow_slice(State& state, const std::shared_ptr<Slice>& slice, std::size_t from);
    void followed(State& state, const std::string& head, std::vector<store::Whereabouts> rows,
                  const std::shared_ptr<Slice>& slice, std::size_t next);
    struct Wait {
        std::string root;
        std::chrono::steady_clock::time_point until;
        std::function<void()> done;
    };
    void call_settled();
    void look(State& state);
    void take(State& state, const std::shared_ptr<std::vector<vcs::OverlayFile>>& files,
              std::vector<store::Whereabouts> from);
    void taken(State& state, std::vector<Clone::Taken> found);
    [[nodiscard]] State* find(const std::string& root);

    rpc::Loop& loop_;
    GitWorker& git_;
    Writer& writer_;
    store::Reader& reader_;
    Log& log_;
    Changed changed_ = [](const std::string&, const std::vector<std::string>&) {};
    std::function<void(const std::string&)> git_wrote_ = [](const std::string&) {};
    Buffers buffers_ = [](const std::string&) { return std::vector<vcs::OverlayFile>(); };
    CloneWatch watch_;
    std::map<std::string, std::unique_ptr<State>>
        states_;  // by root; a clone that was seen is known as long as its folder is there
    rpc::Timer rest_;
    std::vector<Wait> waits_;
    rpc::Timer waits_soon_;
};

}  // namespace restante::daemon
