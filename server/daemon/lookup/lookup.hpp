// Answers questions about decisions, away from the loop: records and texts on one thread, git's history on a
// second, and what nobody has asked yet on a third that steps back for all others. Owned by the daemon; loop
// thread. Every queue is bounded; who is not taken is told `unavailable`. It also keeps the records in step
// with the disk, and tells when they are others.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "daemon/executor.hpp"
#include "daemon/log.hpp"
#include "daemon/lookup/desk.hpp"
#include "daemon/record_watch.hpp"
#include "rpc/loop.hpp"
#include "vcs/folder_identity.hpp"

namespace restante::daemon::lookup {

class Lookup {
  public:
    static constexpr std::size_t jobs_max = 256;
    static constexpr std::size_t clones_max = 4;  // the longest unused one is let go beyond that
    /// Behind keys and answers, before code that is followed.
    static constexpr int why_nice = 5;
    static constexpr int history_nice = 10;
    static constexpr int ahead_nice = 19;
    static constexpr std::chrono::seconds rest_after{60};

    Lookup(rpc::Loop& loop, Log& log);
    ~Lookup() { stop(); }

    /// `changed`: the records of the clone are others than they were.
    void on_changed(std::function<void(const std::string& root)> changed) { changed_ = std::move(changed); }

    /// The decisions of the clone's space, for all that is asked of it from now on.
    void set_space(const std::string& root, SpaceShelfPtr space) { states_[root].space = std::move(space); }

    /// `job`: (Desk&) -> Result<T>, on the why thread, once what is known to have changed was looked at.
    /// `done`: (Result<T>) -> void, on the loop.
    template <class Job, class Done>
    void ask(const std::string& root, Job job, Done done) {
        using Outcome = decltype(job(std::declval<Desk&>()));
        auto kept = std::make_shared<Done>(std::move(done));
        const bool accepted = why_.post([this, root, paths = take_hints(root), space = states_[root].space,
                                         job = std::move(job), kept]() mutable {
            const auto desk = desk_at(root, paths);
            if (desk) (*desk)->use(std::move(space));
            auto outcome = desk ? job(**desk) : Outcome(tl::unexpected(desk.error()));
            report(root);
            loop_.post([kept, outcome = std::move(outcome)]() mutable { (*kept)(std::move(outcome)); });
        });
        rest_later();
        if (!accepted) loop_.post([kept] { (*kept)(Outcome(tl::unexpected(busy()))); });
    }

    using Answered = std::function<void(Result<protocol::WhyResult>)>;
    /// `so_far` is called at most once, before `done`, and only when the history must be waited for.
    /// Questions that are the same are worked out once. `stop`: nobody waits for it any more.
    void why(const std::string& root, WhyQuestion question, std::stop_token stop,
             std::function<void(const protocol::WhyResult&)> so_far, Answered done);

    /// A file is open: its history is asked for when nothing else is to be done.
    void opened(const std::string& root, const std::string& path);
    /// The file was saved.
    void saved(const std::string& root, const std::string& path);
    /// The clone may be at another commit, or have files that nobody told of.
    void clone_may_differ(const std::string& root);

    /// Nothing is asked any more; programs that run are ended.
    void stop();

  private:
    struct State {
        SpaceShelfPtr space;
        std::set<std::string> hints;  // paths that may have changed
        std::set<std::string> since;  // the same, since git was asked what differs
        bool known = false;           // its records were read once
        bool looking = false;
        bool look_again = false;
        rpc::Timer looks_soon;
        rpc::Timer hints_soon;
    };
    struct Waiter {
        std::stop_token stop;
        std::unique_ptr<std::stop_callback<std::function<void()>>> told;
        std::function<void(const protocol::WhyResult&)> so_far;
        Answered done;
    };
    struct Pending {
        std::string root;
        WhyQuestion question;
        std::vector<Waiter> waiters;
        std::stop_source stop;
        std::optional<protocol::WhyResult> part;  // for who asks the same while git is asked
        int tries = 0;
    };
    using PendingPtr = std::shared_ptr<Pending>;
    struct Entry {
        std::unique_ptr<Desk> desk;
        std::optional<vcs::FolderIdentity> folder;  // of its git_dir, when it was opened
        std::uint64_t used = 0;
        std::uint64_t told_version = 0;
    };

    static Error busy();
    std::vector<std::string> take_hints(const std::string& root);
    void told(const std::string& root, const std::vector<std::string>& paths, bool folder);
    void rest_later();
    void look(const std::string& root);
    void looked(const std::string& root);

    void first_part(const PendingPtr& pending);
    void ask_history(const PendingPtr& pending, protocol::WhyResult so_far, grounds::BlameQuestion question);
    void answer(const PendingPtr& pending, const Result<protocol::WhyResult>& result);
    [[nodiscard]] bool is_wanted(const PendingPtr& pending);

    // On the why thread.
    Result<Desk*> desk_at(const std::string& root, const std::vector<std::string>& changed_paths);
    void report(const std::string& root);

    rpc::Loop& loop_;
    Log& log_;
    std::function<void(const std::string&)> changed_ = [](const std::string&) {};
    std::map<std::string, State> states_;
    std::vector<PendingPtr> pending_;
    std::set<std::pair<std::string, std::string>> ahead_of_;
    RecordWatch watch_;
    rpc::Timer rest_;
    std::stop_source stopping_;
    std::map<std::string, Entry> desks_;  // by root; why thread only
    std::uint64_t uses_ = 0;
    Executor ahead_;  // last: their threads use what is above
    Executor history_;
    Executor why_;
};

}  // namespace restante::daemon::lookup
