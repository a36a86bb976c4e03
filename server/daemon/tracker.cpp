#include "daemon/tracker.hpp"

#include <algorithm>
#include <chrono>

namespace restante::daemon {
namespace {

/// Git writes several times for one checkout, and a rebase for each commit.
constexpr std::chrono::milliseconds head_settles{80};
constexpr std::chrono::milliseconds asked_again{2};
/// What was read of histories is given back after so long without a question.
constexpr std::chrono::seconds rest_after{60};

}  // namespace

Tracker::Tracker(rpc::Loop& loop, GitWorker& git, Writer& writer, store::Reader& reader, Log& log)
    : loop_(loop),
      git_(git),
      writer_(writer),
      reader_(reader),
      log_(log),
      watch_(
          loop,
          [this](const std::string& root, bool fetched) {
              if (auto* state = find(root); state != nullptr && fetched) state->may_have_more = true;
              clone_may_differ(root);
              git_wrote_(root);
          },
          [this](const std::string& root) { clone_is_gone(root); }) {}

Tracker::State* Tracker::find(const std::string& root) {
    const auto found = states_.find(root);
    return found == states_.end() ? nullptr : found->second.get();
}

void Tracker::seen(const Location& where) {
    auto& state = states_[where.root];
    if (state && state->repository == where.repository) return;
    state = std::make_unique<State>();
    state->root = where.root;
    state->repository = where.repository;
    if (auto known = reader_.clone(where.root); known && *known) {
        state->no = (*known)->no;
        state->head = (*known)->head;
    }
    if (auto repository = vcs::discover(where.root)) watch_.add(*repository);
    check(*state);
}

/// What is known of it is of no other clone, though one may be made at its place: that is seen anew.
void Tracker::clone_is_gone(const std::string& root) {
    auto* state = find(root);
    if (state == nullptr) return;
    Location where;
    where.root = root;
    where.repository = state->repository;
    states_.erase(root);
    if (vcs::discover(root)) seen(where);
}

void Tracker::clone_may_differ(const std::string& root) {
    auto* state = find(root);
    if (state == nullptr) return;
    state->may_differ = true;
    state->checks_soon = loop_.after(head_settles, [this, root] { files_may_differ(root); });
}

void Tracker::when_settled(const std::string& root, bool with_files, std::function<void()> done) {
    auto* state = find(root);
    if (state == nullptr) return done();
    // Asking git takes two processes: not where it would have been told.
    watch_.poll();
    if (state->may_differ || !watch_.watches(root)) check(*state);
    if (with_files) look(*state);
    waits_.push_back({root, std::chrono::steady_clock::now() + settle_max, std::move(done)});
    call_settled();
}

void Tracker::call_settled() {
    const auto now = std::chrono::steady_clock::now();
    const auto over = std::stable_partition(waits_.begin(), waits_.end(), [&](const Wait& wait) {
        const auto* state = find(wait.root);
        return state != nullptr && state->busy() && now < wait.until;
    });
    std::vector<Wait> due(std::make_move_iterator(over), std::make_move_iterator(waits_.end()));
    waits_.erase(over, waits_.end());
    // What is being worked out ends in a dozen places: it is asked about, for as long as somebody waits.
    if (!waits_.empty()) waits_soon_ = loop_.after(asked_again, [this] { call_settled(); });
    for (auto& wait : due)
        wait.done();
}

bool Tracker::may_be_carried(const std::string& root, const std::string& path,
                             const std::optional<std::string>& blob) {
    const auto* state = find(root);
    if (state == nullptr || !state->no || !state->uncommitted.empty() || !blob) return true;
    const auto known = reader_.whereabouts_in(*state->no, path);
    return !known || std::none_of(known->each.begin(), known->each.end(),
                                  [&](const store::Whereabouts& at) { return at.blob == *blob; });
}

void Tracker::check(State& state) {
    state.may_differ = false;
    if (std::exchange(state.checking, true)) {
        state.check_again = true;
        return;
    }
    const bool anew = std::exchange(state.may_have_more, false);
    const bool accepted = git_.executor().post([this, root = state.root, before = state.head, anew] {
        if (anew) git_.forget(root);
        Result<std::optional<vcs::ObjectId>> head = std::optional<vcs::ObjectId>();
        Move move;
        auto clone = git_.clone(root);
        if (!clone) {
            head = tl::unexpected(std::move(clone).error());
        } else if (auto now = (*clone)->git().head(); !now) {
            head = tl::unexpected(std::move(now).error());
        } else if (now->commit) {
            head = vcs::ObjectId::parse(*now->commit);
            const auto old = vcs::ObjectId::parse(before);
            if (*head && old && **head == *old)
                move.changed.emplace();
            else if (*head && old)
                move = {(*clone)->changed_paths(*old, **head), (*clone)->descends(**head, *old)};
        }
        loop_.post([this, root, head = std::move(head), move = std::move(move), anew]() mutable {
            if (auto* later = find(root)) checked(*later, head, std::move(move), anew);
        });
    });
    if (accepted) return;
    state.checking = false;
    state.may_have_more = state.may_have_more || anew;
}

void Tracker::checked(State& state, const Result<std::optional<vcs::ObjectId>>& head, Move move, bool anew) {
    state.checking = false;
    if (!head) log_.warning("follow.head", to_string(head.error()));
    if (std::exchange(state.check_again, false)) return check(state);
    if (!head || !*head) return;  // no commit yet: threads are placed by their own text
    const auto now = (*head)->hex();
    if (now == state.head && state.no && !anew) return pass(state);
    state.checking = true;  // until the store has it
    writer_.run_idle(
        [root = state.root, now, move = std::move(move)](store::Store& store) {
            return store.clone_is_at(root, now, move.changed, move.onward);
        },
        [this, root = state.root, now](const Result<std::int64_t>& no) {
            auto* later = find(root);
            if (later == nullptr) return;
            later->checking = false;
            if (!no) return log_.error("follow.clone", to_string(no.error()));
            later->no = *no;
            later->head = now;
            pass(*later);
            if (std::exchange(later->check_again, false)) check(*later);
        });
}

std::optional<std::int64_t> Tracker::number_of(const std::string& root) {
    const auto* state = find(root);
    return state == nullptr ? std::nullopt : state->no;
}

std::optional<Known> Tracker::of(const std::string& root, const core::Thread& thread) {
    const auto* state = find(root);
    if (state == nullptr || !state->no) return std::nullopt;
    if (const auto carried = state->uncommitted.find(thread.id);
        carried != state->uncommitted.end() && carried->second.at.anchor_op == thread.anchor_op)
        return carried->second;
    auto at = reader_.whereabouts_of(*state->no, thread.id);
    if (!at || !*at || (*at)->anchor_op != thread.anchor_op) return std::nullopt;
    return Known{std::move(**at), nullptr};
}

KnownInFile Tracker::in_file(const std::string& root, const std::string& path) {
    KnownInFile out;
    const auto* state = find(root);
    if (state == nullptr || !state->no) return out;
    auto known = reader_.whereabouts_in(*state->no, path);
    if (!known) {
        log_.error("follow.read", to_string(known.error()));
        return out;
    }
    out.come = std::move(known->come);
    out.each.reserve(known->each.size() + state->uncommitted.size());
    for (auto& at : known->each)
        if (!state->uncommitted.contains(at.thread)) out.each.push_back({std::move(at), nullptr});
    for (const auto& [thread, carried] : state->uncommitted) {
        out.each.push_back(carried);
        const bool listed = std::any_of(out.come.begin(), out.come.end(),
                                        [id = thread](const core::Thread& one) { return one.id == id; });
        if (carried.at.path != path || carried.at.anchor_path == path || listed) continue;
        if (auto there = reader_.thread(thread); there && *there) out.come.push_back(std::move(**there));
    }
    std::sort(out.each.begin(), out.each.end(),
              [](const Known& a, const Known& b) { return a.at.thread < b.at.thread; });
    return out;
}

const Known* KnownInFile::of(const core::Thread& thread) const {
    const auto found =
        std::lower_bound(each.begin(), each.end(), thread.id,
                         [](const Known& known, ThreadId wanted) { return known.at.thread < wanted; });
    const bool same =
        found != each.end() && found->at.thread == thread.id && found->at.anchor_op == thread.anchor_op;
    return same ? &*found : nullptr;
}

void Tracker::rest_later() {
    rest_ = loop_.after(rest_after, [this] {
        for (const auto& [root, state] : states_)
            if (state->passing || state->looking) return rest_later();
        (void)git_.executor().post_idle([this] { git_.rest(); });
    });
}

bool Tracker::busy() const {
    return std::any_of(states_.begin(), states_.end(),
                       [](const auto& entry) { return entry.second->busy(); });
}

}  // namespace restante::daemon
