#include "oplog/op_set.hpp"

#include <doctest/doctest.h>

#include "unit/oplog/sample_op.hpp"

using namespace restante;
using namespace restante::oplog;

TEST_CASE("adding is idempotent and the order of adding does not matter") {
    std::vector<Op> ops;
    for (std::uint8_t i = 1; i <= 6; ++i) {
        auto op = tests::sample_op();
        op.id = tests::numbered<OpId>(i);
        op.actor = tests::numbered<ActorId>(i % 2);
        op.lamport = i / 2 + 1U;
        ops.push_back(op);
    }
    OpSet forward;
    OpSet backward;
    for (const auto& op : ops)
        CHECK(forward.add(op));
    for (auto op = ops.rbegin(); op != ops.rend(); ++op)
        CHECK(backward.add(*op));
    for (const auto& op : ops)
        CHECK_FALSE(forward.add(op));
    CHECK(forward.size() == 6);
    CHECK(forward.ops() == backward.ops());
    CHECK(forward.contains(ops[0].id));
    CHECK_FALSE(forward.contains(tests::numbered<OpId>(99)));
}

TEST_CASE("the total order is lamport, then actor, then id") {
    const OrderKey first{1, tests::numbered<ActorId>(9), tests::numbered<OpId>(9)};
    const OrderKey second{2, tests::numbered<ActorId>(1), tests::numbered<OpId>(9)};
    const OrderKey third{2, tests::numbered<ActorId>(2), tests::numbered<OpId>(1)};
    const OrderKey fourth{2, tests::numbered<ActorId>(2), tests::numbered<OpId>(2)};
    CHECK(first < second);
    CHECK(second < third);
    CHECK(third < fourth);
}

TEST_CASE("the next lamport is one more than the largest seen") {
    OpSet set;
    CHECK(set.next_lamport() == 1);
    CHECK(set.add(tests::sample_op()));
    CHECK(set.next_lamport() == 8);
}
