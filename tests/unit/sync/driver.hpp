// An engine with a clock in hand: feeds inputs and picks out the actions that a case is about.
#pragma once

#include <doctest/doctest.h>

#include "sync/engine.hpp"

namespace restante::sync::tests {

inline const std::string epoch_a(26, 'a');
inline const std::string epoch_b(26, 'b');
inline std::string cursor_of(const std::string& epoch, std::uint64_t seq) {
    return fmt::format("{}.{}.0123456789abcdef", epoch, seq);
}

inline OpId op_id(std::uint8_t n) {
    OpId id;
    id.bytes[15] = n;
    return id;
}

inline Failure http(int status, std::optional<std::uint32_t> retry_after = {}) {
    return {FailureKind::http, status, retry_after, Errc::unavailable, fmt::format("HTTP {}", status)};
}
inline Failure offline() {
    return {FailureKind::offline, 0, {}, Errc::unavailable, "cannot reach the hub"};
}

struct Driver {
    Engine engine;
    TimeMs now = 1'000'000;
    std::uint64_t random = 0;  // 0: every backoff is as short as it may be
    std::vector<Action> actions;

    explicit Driver(EngineOptions options = {}) : engine(options) {}

    Driver& feed(Input input) {
        actions = engine.step(std::move(input), {now, random});
        return *this;
    }
    template <class T>
    [[nodiscard]] std::optional<T> find() const {
        for (const auto& action : actions)
            if (const auto* found = std::get_if<T>(&action)) return *found;
        return std::nullopt;
    }
    template <class T>
    [[nodiscard]] T need() const {
        auto found = find<T>();
        REQUIRE(found);
        return *found;
    }
    [[nodiscard]] SyncState state() const { return engine.status().state; }

    Driver& start(std::string cursor = {}, OutboxCounts outbox = {}) {
        return feed(Started{std::move(cursor), outbox, Link::ready});
    }
    /// Answers the pull of the last actions with nothing new; what follows is in `actions`.
    Driver& pulled_nothing(const Pull& pull, std::string cursor) {
        feed(PullProgress{pull.request, {"", 0, std::move(cursor), false}});
        if (const auto store = find<StoreOps>()) {
            feed(PullAnswered{pull.request, {}});
            return feed(Saved{store->job, engine_counts()});
        }
        return feed(PullAnswered{pull.request, {}});
    }
    [[nodiscard]] OutboxCounts engine_counts() const {
        return {engine.status().pending, engine.status().rejected};
    }
    /// A started engine that is at `cursor`, with a long poll open; that is returned.
    Pull settle(const std::string& cursor) {
        start(cursor);
        const auto first = need<Pull>();
        pulled_nothing(first, cursor);
        return need<Pull>();
    }
    Driver& push_answer(const Push& push, std::vector<OpId> sent, tl::expected<PushAnswer, Failure> answer,
                        bool more = false) {
        const auto count = sent.size();
        return feed(PushAnswered{push.request, std::move(answer), std::move(sent), count * 100,
                                 push.after + count, more});
    }
};

inline PushAnswer accepted(const std::string& epoch, std::vector<std::pair<OpId, std::uint64_t>> ops) {
    PushAnswer answer{epoch, {}};
    for (const auto& [id, seq] : ops)
        answer.results.push_back({id, PushVerdict::accepted, seq, {}, {}});
    return answer;
}

}  // namespace restante::sync::tests
