#include "vcs/object_id.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace restante::vcs;

TEST_CASE("an object id is 40 or 64 lower-case hexadecimal digits") {
    CHECK(is_object_id(std::string(40, 'a')));
    CHECK(is_object_id("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
    CHECK_FALSE(is_object_id(""));
    CHECK_FALSE(is_object_id("e69de29"));
    CHECK_FALSE(is_object_id(std::string(40, 'A')));
    CHECK_FALSE(is_object_id(std::string(39, 'a') + "\n"));
    CHECK_FALSE(is_object_id(std::string(50, '0')));
}

TEST_CASE("an id read from hexadecimal text is written as the same text") {
    for (const auto* hex : {"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
                            "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"}) {
        const auto id = ObjectId::parse(hex);
        REQUIRE(id);
        CHECK(id->hex() == hex);
        CHECK(id->size == id->hex().size() / 2);
        const std::string raw(reinterpret_cast<const char*>(id->bytes.data()), id->size);
        CHECK(ObjectId::of_bytes(raw) == *id);
    }
    CHECK_FALSE(ObjectId::parse("HEAD"));
    CHECK(ObjectId{}.empty());
    CHECK(ObjectId{}.hex().empty());
}

TEST_CASE("ids of other bytes, or of another length, are other ids") {
    const auto a = *ObjectId::parse(std::string(40, '0'));
    const auto b = *ObjectId::parse(std::string(39, '0') + "1");
    const auto c = *ObjectId::parse(std::string(64, '0'));
    CHECK(std::set<ObjectId>{a, b, c, a}.size() == 3);
}
