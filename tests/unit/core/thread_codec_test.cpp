#include "core/thread_codec.hpp"

#include <doctest/doctest.h>

#include <random>

#include "unit/core/desk.hpp"

using namespace restante;
using namespace restante::core;
using namespace restante::tests;

namespace {

/// A thread that has every member in use.
Thread full_thread() {
    Talk talk(ada, "Title");
    const auto seen = talk.thread;
    const auto kept = talk.reply(bob, "kept");
    const auto gone = talk.reply(ada, "gone");
    talk.edit(bob, kept, "kept and edited");
    talk.edit(ada, gone, "going");
    talk.redact(ada, gone);
    talk.add(make_title(talk.desk.stamp(bob), talk.thread, "Other title"));
    talk.add(make_resolve(talk.desk.stamp(bob), talk.thread));
    talk.add(make_comment(talk.desk.stamp(ada), seen, "unseen"));
    return talk.thread;
}

/// A decision that has every member in use.
Thread full_decision() {
    auto talk = Talk::about_decision();
    talk.reply(bob, "said");
    DecisionChanges changes;
    changes.title = {"Bound it"};
    changes.texts[0] = {"It grows."};
    changes.texts[5] = {"2027-01-01"};
    talk.add(make_decision_edit(talk.desk.stamp(bob), talk.thread, changes));
    talk.add(make_position(talk.desk.stamp(bob), talk.thread, Stand::objection, "no"));
    talk.add(make_status(talk.desk.stamp(ada), talk.thread, DecisionStatus::accepted, "yes"));
    talk.add(make_link(talk.desk.stamp(ada), talk.thread, LinkRel::commit, {LinkType::commit, "0123abc"}));
    talk.thread.decision->number = 12;
    return talk.thread;
}

void check_round_trip(const Thread& thread) {
    const auto bytes = encode_thread(thread);
    const auto again = decode_thread(bytes);
    REQUIRE(again);
    CHECK(*again == thread);
    CHECK(encode_thread(*again) == bytes);
}

}  // namespace

TEST_CASE("a thread passes through its bytes unchanged") {
    check_round_trip(full_thread());
    check_round_trip(Thread{});
    check_round_trip(full_decision());
    check_round_trip(Talk::about_place().thread);
    auto thread = full_thread();
    thread.anchor.commit.reset();
    thread.anchor.enclosing.reset();
    thread.anchor.range = {{0xffffffff, 0}, {0xffffffff, 0xffffffff}};
    thread.updated_at = std::numeric_limits<TimeMs>::min();
    thread.opened_at = std::numeric_limits<TimeMs>::max();
    thread.last.lamport = std::numeric_limits<std::uint64_t>::max();
    check_round_trip(thread);
}

TEST_CASE("another version is told apart from damage") {
    auto bytes = encode_thread(full_thread());
    bytes[0] = 3;
    CHECK(decode_thread(bytes).error().code == Errc::unsupported_version);
    CHECK(decode_thread("").error().code == Errc::corrupt);
}

TEST_CASE("bytes cut anywhere or followed by more are corrupt") {
    for (const auto& thread : {full_thread(), full_decision()}) {
        const auto bytes = encode_thread(thread);
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            const std::string cut = bytes.substr(0, size);
            REQUIRE(decode_thread(cut).error().code == Errc::corrupt);
        }
        CHECK(decode_thread(bytes + '\0').error().code == Errc::corrupt);
    }
}

TEST_CASE("a conversation without links has the bytes that it always had, and no others") {
    auto bytes = encode_thread(full_thread());
    CHECK(bytes[0] == 1);
    CHECK(encode_thread(full_decision())[0] == 2);
    bytes[0] = 2;
    CHECK(decode_thread(bytes + std::string(3, '\0')).error().code == Errc::corrupt);
}

TEST_CASE("changed bytes are refused or are another thread's only form") {
    const std::uint64_t seed = 31;
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const std::array good{encode_thread(full_thread()), encode_thread(full_decision())};
    for (std::size_t i = 0; i < 20'000; ++i) {
        auto bytes = good[i % 2];
        for (auto n = 1 + random() % 3; n > 0; --n)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        const auto thread = decode_thread(bytes);
        if (thread) REQUIRE(encode_thread(*thread) == bytes);
    }
}

TEST_CASE("a count that the bytes cannot hold allocates nothing") {
    // Version, id, empty space, opener, time, empty title, no op, author, time, then 2^63 revisions.
    std::string bytes = "\x01" + std::string(16, 'i') + '\0' + std::string(16, 'o') + '\0' + '\0' + '\0' +
                        std::string(16, 'a') + '\0';
    bytes += std::string(9, '\x80') + '\x01' + std::string(64, 'x');
    CHECK(decode_thread(bytes).error().code == Errc::corrupt);
}
