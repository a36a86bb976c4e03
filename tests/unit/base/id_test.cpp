#include "base/id.hpp"

#include <doctest/doctest.h>

#include <random>

#include "base/clock.hpp"
#include "support/fakes.hpp"

using namespace restante;

namespace {

OpId random_id(std::mt19937_64& random) {
    OpId id;
    for (auto& byte : id.bytes)
        byte = static_cast<std::uint8_t>(random());
    return id;
}

}  // namespace

TEST_CASE("an id and its text are two forms of the same thing") {
    const std::uint64_t seed = 20231;
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 1000; ++i) {
        const auto id = random_id(random);
        const auto text = to_text(id);
        CHECK(text.size() == 26);
        CHECK(id_from_text<OpId>(text) == id);
    }
}

TEST_CASE("ids sort as their texts do") {
    const std::uint64_t seed = 20232;
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 1000; ++i) {
        const auto a = random_id(random);
        auto b = a;
        b.bytes[random() % 16] ^= static_cast<std::uint8_t>(1U << (random() % 8));
        CHECK((a < b) == (to_text(a) < to_text(b)));
        CHECK(to_text(a) != to_text(b));
    }
}

TEST_CASE("the nil id and the largest id have the texts one expects") {
    OpId largest;
    largest.bytes.fill(0xff);
    CHECK(to_text(OpId{}) == "00000000000000000000000000");
    CHECK(to_text(largest) == "7zzzzzzzzzzzzzzzzzzzzzzzzz");
    CHECK(OpId{}.is_nil());
    CHECK_FALSE(largest.is_nil());
}

TEST_CASE("no other text is an id") {
    for (const auto* text : {"", "0", "0000000000000000000000000", "000000000000000000000000000",
                             "8zzzzzzzzzzzzzzzzzzzzzzzzz",  // more than 128 bits
                             "0000000000000000000000000A",  // capitals would be a second text
                             "0000000000000000000000000l",  // i, l, o and u are not digits
                             "0000000000000000000000000-", "0000000000000000000000000\xc3"}) {
        CAPTURE(text);
        CHECK_FALSE(id_from_text<OpId>(text));
    }
}

TEST_CASE("an id carries the time it was made at") {
    tests::FakeIdSource ids;
    CHECK(time_ms(make_id<OpId>(ids, 1'700'000'000'123)) == 1'700'000'000'123);
    CHECK(time_ms(make_id<OpId>(ids, 0)) == 0);
}

TEST_CASE("the short text is the end of the long one") {
    tests::FakeIdSource ids;
    const auto id = make_id<ThreadId>(ids, 1);
    CHECK(to_text(id).ends_with(short_text(id)));
    CHECK(short_text(id).size() == 7);
}

TEST_CASE("the same bits can be read as another kind of id") {
    tests::FakeIdSource ids;
    const auto id = make_id<OpId>(ids, 1);
    CHECK(id.as<ThreadTag>().bytes == id.bytes);
    CHECK(std::hash<OpId>{}(id) == std::hash<ThreadId>{}(id.as<ThreadTag>()));
}
