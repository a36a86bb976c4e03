// Two people do things at once: whoever's op comes first, everybody ends with the same thread.
#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "core/authorize.hpp"
#include "unit/core/kinds.hpp"
#include "unit/core/replicas.hpp"

using namespace restante;
using namespace restante::core;
using namespace restante::tests;

namespace {

void check_all_arrivals_agree(const Talk& talk, const oplog::Op& one, const oplog::Op& other) {
    auto ops = talk.ops;
    ops.push_back(one);
    ops.push_back(other);
    const auto expected = folded(talk.thread.id, ops);
    REQUIRE_FALSE(expected.empty());
    std::vector<std::size_t> order(ops.size());
    std::iota(order.begin(), order.end(), 0U);
    do {
        std::vector<oplog::Op> arrival;
        for (const auto i : order)
            arrival.push_back(ops[i]);
        arrival.push_back(arrival[1]);  // twice
        const bool same =
            folded(talk.thread.id, arrival) == expected && received(talk.thread.id, arrival) == expected;
        CAPTURE(order);
        REQUIRE(same);
    } while (std::next_permutation(order.begin(), order.end()));
}

bool has_effect(const Talk& talk, std::string_view kind, const Comment& comment) {
    auto desk = talk.desk;
    auto after = talk.thread;
    REQUIRE(fold_next(after, sample_op_of(kind, desk.stamp(bob), talk.thread, comment, "alone")));
    return after.updated_at > talk.thread.updated_at;
}

/// Two that have no effect on this thread have none together: those pairs are left out.
void check_kinds_commute(const Talk& talk) {
    static const Comment none;  // of a place, on which nobody comments
    const auto& comment = talk.thread.comments.empty() ? none : talk.thread.comments.back();
    const auto lamport = talk.desk.lamport() + 1;
    const auto kinds = ops::all_kinds();
    for (std::size_t i = 0; i < kinds.size(); ++i)
        for (std::size_t j = i; j < kinds.size(); ++j) {
            const auto one = kinds[i].name;
            const auto other = kinds[j].name;
            if (!has_effect(talk, one, comment) && !has_effect(talk, other, comment)) continue;
            CAPTURE(one);
            CAPTURE(other);
            for (const auto& [first, second] :
                 {std::pair{ada, bob}, std::pair{bob, ada}, std::pair{bob, bob}})
                for (const std::uint64_t later : {0U, 1U}) {
                    CAPTURE(later);
                    auto desk = talk.desk;
                    check_all_arrivals_agree(
                        talk, sample_op_of(one, desk.stamp(first, lamport), talk.thread, comment, "one"),
                        sample_op_of(other, desk.stamp(second, lamport + later), talk.thread, comment,
                                     "other"));
                }
        }
}

}  // namespace

TEST_CASE("every kind has a sample that is valid, its author may make, and that does something") {
    Talk talk(ada, "Title");
    talk.reply(bob, "mine");
    Talk resolved = talk;
    resolved.add(make_resolve(resolved.desk.stamp(ada), resolved.thread));
    Talk decision = Talk::about_decision(ada);
    decision.reply(bob, "mine");
    Talk linked = decision;
    linked.add(make_link(linked.desk.stamp(ada), linked.thread, LinkRel::url, sample_target));
    for (const auto& kind : ops::all_kinds()) {
        CAPTURE(kind.name);
        REQUIRE(sample_body(kind.name, talk.thread, talk.thread.comments.back(), "word"));
        bool had_effect = false;
        for (auto* on : {&talk, &resolved, &decision, &linked}) {
            const auto op =
                sample_op_of(kind.name, on->desk.stamp(bob), on->thread, on->thread.comments.back(), "word");
            CHECK(validate(op));
            CHECK(authorize(op, &on->thread));
            auto after = on->thread;
            REQUIRE(fold_next(after, op));
            had_effect |= after.updated_at > on->thread.updated_at;
        }
        const bool about_this_thread = kind.start == nullptr && kind.name != "actor.profile";
        CHECK(had_effect == about_this_thread);
    }
}

TEST_CASE("every kind commutes with every kind on an open thread") {
    Talk talk(ada, "Title");
    talk.reply(bob, "mine");
    check_kinds_commute(talk);
}

TEST_CASE("every kind commutes with every kind on a resolved thread") {
    Talk talk;
    talk.add(make_resolve(talk.desk.stamp(bob), talk.thread));
    check_kinds_commute(talk);
}

TEST_CASE("every kind commutes with every kind on a decision") {
    auto talk = Talk::about_decision();
    talk.reply(bob, "mine");
    check_kinds_commute(talk);
}

TEST_CASE("every kind commutes with every kind on a decision with a link") {
    auto talk = Talk::about_decision();
    talk.add(make_link(talk.desk.stamp(ada), talk.thread, LinkRel::url, sample_target));
    check_kinds_commute(talk);
}

TEST_CASE("every kind commutes with every kind on a place that a decision governs") {
    check_kinds_commute(Talk::about_place());
}
