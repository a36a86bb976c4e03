#include <doctest/doctest.h>

#include "core/ops/decision_number.hpp"
#include "hub/limits.hpp"
#include "hub/op_rules.hpp"
#include "hub/rate_limit.hpp"
#include "hub/token.hpp"
#include "unit/hub/sample_ops.hpp"

using namespace restante;
using namespace restante::hub;
using restante::tests::Author;

TEST_CASE("a push is read line by line, and a bad line spoils no other") {
    Author ann(1);
    Author elsewhere(2, "other");
    const auto good = ann.line();
    const auto foreign = elsewhere.line();
    const auto body = good + "\nnot json\n\n" + foreign + "\n{\"a\": \xff}\n" + ann.line() + "\n";
    const auto lines = read_push(body, "team", 100);
    REQUIRE(lines);
    REQUIRE(lines->size() == 6);
    CHECK((*lines)[0].op.has_value());
    CHECK((*lines)[0].bytes == good);
    CHECK_FALSE((*lines)[1].op.has_value());
    CHECK((*lines)[1].id.is_nil());
    CHECK_FALSE((*lines)[2].op.has_value());
    CHECK((*lines)[3].op.error().code == Errc::invalid_argument);
    CHECK_FALSE((*lines)[3].id.is_nil());
    CHECK((*lines)[4].op.error().code == Errc::corrupt);
    CHECK((*lines)[5].op.has_value());
}

TEST_CASE("the last line needs no line break, an empty body has no lines, too many lines are refused") {
    Author ann(1);
    CHECK(read_push(ann.line(), "team", 1)->size() == 1);
    CHECK(read_push("", "team", 1)->empty());
    CHECK(read_push("a\nb\nc\n", "team", 3)->size() == 3);
    CHECK(read_push("a\nb\nc\nd", "team", 3).error().code == Errc::too_large);
}

TEST_CASE("an op that is valid JSON but not of its kind is refused with the member at fault") {
    Author ann(1);
    auto op = ann.note();
    op.kind = "thread.open";
    const auto text = oplog::encode(op);
    const auto lines = read_push(text, "team", 1);
    REQUIRE(lines);
    CHECK(lines->front().op.error().code == Errc::corrupt);
    CHECK(lines->front().id == op.id);
}

TEST_CASE("an actor's ops come from its user, or from anybody while nobody owns it, or in recovery") {
    struct Case {
        std::optional<std::string> owner;
        bool recovery;
        bool allowed;
    };
    const Case cases[] = {
        {"ann", false, true}, {std::nullopt, false, true}, {"bob", false, false}, {"bob", true, true}};
    for (const auto& c : cases) {
        CAPTURE(c.owner.value_or("-"));
        CAPTURE(c.recovery);
        const auto may = check_actor("ann", c.owner, c.recovery);
        CHECK(may.has_value() == c.allowed);
        if (!may) CHECK(may.error().code == Errc::forbidden);
    }
}

TEST_CASE("nobody pushes as the hub") {
    const auto may = check_author(core::ops::hub_actor);
    REQUIRE_FALSE(may);
    CHECK(may.error().code == Errc::forbidden);
    CHECK(check_author(ActorId{{1}}));
}

TEST_CASE("recovery lasts thirty days from a recovered epoch's beginning, and a first epoch has none") {
    const TimeMs day = 24LL * 3600 * 1000;
    CHECK(in_recovery({{}, 1'000, true}, 1'000));
    CHECK(in_recovery({{}, 1'000, true}, 999 + 30 * day));
    CHECK_FALSE(in_recovery({{}, 1'000, true}, 1'000 + 30 * day));
    CHECK_FALSE(in_recovery({{}, 1'000, false}, 1'000));
}

TEST_CASE("a clock too far ahead of the space's is refused") {
    CHECK(check_lamport(lamport_lead_max, 0));
    CHECK_FALSE(check_lamport(lamport_lead_max + 1, 0));
    CHECK(check_lamport(lamport_lead_max + 1, 1));
}

TEST_CASE("only edits, redactions, profiles and numbers are judged by who wrote them") {
    CHECK(how_judged("comment.edit") == Judged::with_thread);
    CHECK(how_judged("comment.redact") == Judged::with_thread);
    CHECK(how_judged("actor.profile") == Judged::by_itself);
    CHECK(how_judged("decision.number") == Judged::by_itself);
    CHECK(how_judged("comment.add") == Judged::not_at_all);
    CHECK(how_judged("of.tomorrow") == Judged::not_at_all);
}

TEST_CASE("a rate limit gives its burst at once, then so many a second, and says when to come back") {
    RateLimit rate(2, 3, 0);
    for (int i = 0; i < 3; ++i)
        CHECK(rate.take(0) == 0);
    CHECK(rate.take(0) == 1);
    CHECK(rate.take(499) == 1);
    CHECK(rate.take(500) == 0);
    CHECK(rate.take(500) == 1);
    CHECK(rate.take(400) == 1);  // a clock that steps back
    CHECK_FALSE(rate.full(1'000));
    CHECK(rate.full(10'000));
    RateLimit slow(0.01, 1, 0);
    CHECK(slow.take(0) == 0);
    CHECK(slow.take(0) == 60);
}

TEST_CASE("a token has one form, and its digest is that of its text") {
    std::array<std::uint8_t, 32> random{};
    random[31] = 0xff;
    const auto token = token_text(random);
    CHECK(token == "rst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAP8");
    CHECK(token_digest(token) == sha256(token));
    CHECK_FALSE(token_digest(token.substr(1)));
    CHECK_FALSE(token_digest(token + "A"));
    CHECK_FALSE(token_digest("rst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+P8"));
    CHECK(bearer_token("Bearer abc") == "abc");
    CHECK(bearer_token("bearer  abc ") == "abc");
    CHECK_FALSE(bearer_token("Basic abc"));
    CHECK_FALSE(bearer_token("Bearer"));
    CHECK_FALSE(bearer_token(""));
}
