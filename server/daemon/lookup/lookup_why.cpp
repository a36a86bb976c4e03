// One question's way: what the texts say, then git's answer where it is not known, then all of it.
#include <algorithm>

#include "daemon/lookup/lookup.hpp"

namespace restante::daemon::lookup {
namespace {

/// The clone may move on while git is asked; that often is enough.
constexpr int tries_max = 3;

bool is_same(const WhyQuestion& a, const WhyQuestion& b) {
    return a.path == b.path && a.first == b.first && a.last == b.last && a.revision == b.revision &&
           a.text == b.text && a.told == b.told;
}

}  // namespace

void Lookup::why(const std::string& root, WhyQuestion question, std::stop_token stop,
                 std::function<void(const protocol::WhyResult&)> so_far, Answered done) {
    const auto same = std::find_if(pending_.begin(), pending_.end(), [&](const PendingPtr& pending) {
        return pending->root == root && is_same(pending->question, question) &&
               !pending->stop.stop_requested();
    });
    auto pending = same == pending_.end() ? std::make_shared<Pending>() : *same;
    pending->waiters.push_back({std::move(stop), nullptr, std::move(so_far), std::move(done)});
    auto& waiter = pending->waiters.back();
    waiter.told = std::make_unique<std::stop_callback<std::function<void()>>>(
        waiter.stop, [weak = std::weak_ptr<Pending>(pending)] {
            const auto now = weak.lock();
            if (!now) return;
            const bool wanted = std::any_of(now->waiters.begin(), now->waiters.end(),
                                            [](const Waiter& w) { return !w.stop.stop_requested(); });
            if (!wanted) now->stop.request_stop();
        });
    if (same != pending_.end()) {
        if (pending->part) waiter.so_far(*pending->part);
        return;
    }
    pending->root = root;
    pending->question = std::move(question);
    pending_.push_back(pending);
    first_part(pending);
}

/// Answers those that nobody waits for any more, and is false when all are.
bool Lookup::is_wanted(const PendingPtr& pending) {
    if (!pending->stop.stop_requested()) return true;
    answer(pending, fail(Errc::cancelled, "it was not waited for"));
    return false;
}

void Lookup::answer(const PendingPtr& pending, const Result<protocol::WhyResult>& result) {
    std::erase(pending_, pending);
    for (auto& waiter : std::exchange(pending->waiters, {}))
        waiter.done(result);
}

void Lookup::first_part(const PendingPtr& pending) {
    ask(
        pending->root,
        [question = pending->question, stop = pending->stop.get_token()](Desk& desk) -> Result<Desk::Part> {
            if (stop.stop_requested()) return fail(Errc::cancelled, "it was not waited for");
            return desk.explain(question);
        },
        [this, pending](Result<Desk::Part> part) {
            if (!part) return answer(pending, tl::unexpected(std::move(part).error()));
            if (!part->ask) return answer(pending, std::move(part->result));
            if (!is_wanted(pending)) return;
            if (!pending->part) {
                pending->part = part->result;
                for (const auto& waiter : pending->waiters)
                    waiter.so_far(part->result);
            }
            if (++pending->tries > tries_max) {
                part->result.gaps.push_back({"the clone has moved on while its history was read", {}});
                return answer(pending, std::move(part->result));
            }
            ask_history(pending, std::move(part->result), std::move(*part->ask));
        });
}

void Lookup::ask_history(const PendingPtr& pending, protocol::WhyResult so_far,
                         grounds::BlameQuestion question) {
    question.stop = pending->stop.get_token();
    const bool accepted = history_.post([this, pending, question] {
        const auto repository = vcs::discover(pending->root);
        auto answer = std::make_shared<Result<std::vector<grounds::Blamed>>>(
            repository ? grounds::blame(*repository, question) : tl::unexpected(repository.error()));
        loop_.post([this, pending, question, answer] {
            if (!is_wanted(pending)) return;
            ask(
                pending->root,
                [question, answer](Desk& desk) -> Result<bool> {
                    desk.keep(question, std::move(*answer));
                    return true;
                },
                [](const Result<bool>&) {});
            first_part(pending);
        });
    });
    if (accepted) return;
    so_far.gaps.push_back(
        {"the history of these lines: too many questions are waiting", "ask again in a moment"});
    answer(pending, so_far);
}

}  // namespace restante::daemon::lookup
