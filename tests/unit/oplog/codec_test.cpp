#include "oplog/codec.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

#include "oplog/scanner.hpp"
#include "unit/oplog/sample_op.hpp"

using namespace restante;
using namespace restante::oplog;
using tests::numbered;
using tests::replaced;
using tests::sample_bytes;
using tests::sample_op;

namespace {

/// The sample with one part replaced is refused, and the message names the member.
void check_refused(std::string_view from, std::string_view to, std::string_view member) {
    const auto bytes = replaced(sample_bytes, from, to);
    CAPTURE(bytes);
    REQUIRE(bytes != sample_bytes);
    const auto op = decode(bytes);
    REQUIRE_FALSE(op);
    CHECK(op.error().code == Errc::corrupt);
    CHECK(op.error().message.find(fmt::format("\"{}\"", member)) != std::string::npos);
}

void check_round_trip(const Op& op) {
    const auto bytes = encode(op);
    CAPTURE(bytes);
    const auto again = decode(bytes);
    REQUIRE(again);
    CHECK(*again == op);
    CHECK(encode(*again) == bytes);
}

std::string nested(int depth) {
    std::string text(static_cast<std::size_t>(depth - 1), '[');
    return R"({"a":)" + text + std::string(static_cast<std::size_t>(depth - 1), ']') + "}";
}

}  // namespace

TEST_CASE("an op's bytes are these, and no others") {
    CHECK(encode(sample_op()) == sample_bytes);
    const auto op = decode(sample_bytes);
    REQUIRE(op);
    CHECK(*op == sample_op());
}

TEST_CASE("an op's bytes are canonical JSON") {
    CHECK(canonical(sample_bytes) == sample_bytes);
}

TEST_CASE("ops at their bounds pass through the codec unchanged") {
    auto op = sample_op();
    op.parents.clear();
    op.body = "{}";
    check_round_trip(op);

    op.lamport = lamport_max;
    op.at = -json_integer_max;
    op.space = std::string(space_bytes_max, 's');
    op.kind = "k" + std::string(kind_bytes_max - 1, '_');
    for (std::uint8_t i = 0; i < op_parents_max; ++i)
        op.parents.push_back(numbered<OpId>(static_cast<std::uint8_t>(10 + i)));
    op.body = nested(json_depth_max);
    check_round_trip(op);
}

TEST_CASE("a body keeps every member, whatever the kind") {
    auto op = sample_op();
    op.kind = "vote.cast_2";
    op.body = R"({"a":[1,-2,true,false,null,{}],"b":{"":"","\n":"\u0001\u001f","é":"日本"},"c":"\"\\/"})";
    check_round_trip(op);
}

TEST_CASE("a member that is malformed is named") {
    check_refused("00000000000000000000000003", "0000000000000000000000000U", "actor");
    check_refused("00000000000000000000000003", "0", "actor");
    check_refused("1700000000000", "1.5", "at");
    check_refused("1700000000000", "9007199254740992", "at");
    check_refused("1700000000000", "-0", "at");
    check_refused("1700000000000", "\"now\"", "at");
    check_refused(R"({"text":"why?"})", "[]", "body");
    check_refused(R"({"text":"why?"})",
                  R"({"text":"why?"})"
                  " ",
                  "device");
    check_refused("00000000000000000000000004", "80000000000000000000000004", "device");
    check_refused("00000000000000000000000002", "", "entity");
    check_refused("00000000000000000000000001", "000000000000000000000000011", "id");
    for (const auto* kind : {"", "Comment", "1st", "comment-add", "comment add", ".add"})
        check_refused("comment.add", kind, "kind");
    check_refused("comment.add", std::string(kind_bytes_max + 1, 'k'), "kind");
    for (const auto* lamport : {"0", "-1", "007", "9007199254740992", "99999999999999999999", "\"7\""})
        check_refused(":7,", fmt::format(":{},", lamport), "lamport");
    for (const auto* space : {"", "Team", "-team", "te/am", "team\\n"})
        check_refused("team-1", space, "space");
    check_refused("team-1", std::string(space_bytes_max + 1, 's'), "space");
    for (const auto* version : {"0", "-1", "\"1\"", "1.0"})
        check_refused(R"("v":1})", fmt::format("\"v\":{}}}", version), "v");
}

TEST_CASE("parents are ascending, without duplicates, bounded, and never the op itself") {
    const std::string two = R"(["00000000000000000000000005","00000000000000000000000006"])";
    check_refused(two, R"(["00000000000000000000000006","00000000000000000000000005"])", "parents");
    check_refused(two, R"(["00000000000000000000000005","00000000000000000000000005"])", "parents");
    check_refused(two, R"(["00000000000000000000000001"])", "parents");
    check_refused(two, "null", "parents");
    check_refused(two, "[5]", "parents");
    check_refused(two, R"(["00000000000000000000000005",])", "parents");
    auto op = sample_op();
    op.parents.clear();
    for (std::uint8_t i = 0; i <= op_parents_max; ++i)
        op.parents.push_back(numbered<OpId>(static_cast<std::uint8_t>(10 + i)));
    CHECK(decode(encode(op)).error().code == Errc::corrupt);
}

TEST_CASE("white space, another key order, a missing and an extra member are refused") {
    check_refused("{\"actor\"", "{ \"actor\"", "actor");
    check_refused(",\"at\"", ", \"at\"", "at");
    check_refused(R"("lamport":7,)", "", "lamport");
    check_refused(R"("kind":"comment.add","lamport":7)", R"("lamport":7,"kind":"comment.add")", "kind");
    check_refused(R"("lamport":7,)", R"("lamport":7,"mood":1,)", "parents");
    for (const auto& bytes : {sample_bytes + "\n", sample_bytes + sample_bytes, " " + sample_bytes,
                              replaced(sample_bytes, R"("v":1})", R"("v":1,"w":2})")}) {
        CAPTURE(bytes);
        CHECK(decode(bytes).error().code == Errc::corrupt);
    }
}

TEST_CASE("a body that is JSON but not canonical is refused") {
    for (const auto* body : {R"({ "text":"why?"})",
                             R"({"b":1,"a":2})",
                             R"({"a":1,"a":2})",
                             R"({"a":1.0})",
                             R"({"a":1e3})",
                             R"({"a":01})",
                             R"({"a":-0})",
                             R"({"a":9007199254740992})",
                             R"({"a":"\/"})",
                             R"({"a":"\u0041"})",
                             R"({"a":"\u000A"})",
                             R"({"a":"\u000a"})",
                             R"({"a":"\u001F"})",
                             R"({"a":"\ud83d\ude00"})",
                             "{\"a\":\"\t\"}",
                             R"({"a":tru})",
                             R"({"\u001f":1,"\n":2})",
                             R"({"a":1,})",
                             R"({"a"})",
                             R"({"a":})",
                             "{\"a\":\"\xff\"}",
                             "{\"a\":\"plain words before \xed\xa0\x80\"}",
                             R"({"a":"unfinished})"}) {
        CAPTURE(body);
        check_refused(R"({"text":"why?"})", body, "body");
    }
    check_refused(R"({"text":"why?"})", nested(json_depth_max + 1), "body");
}

TEST_CASE("nesting without end is refused without following it") {
    const auto bytes = replaced(sample_bytes, R"({"text":"why?"})", R"({"a":)" + std::string(200'000, '['));
    CHECK(decode(bytes).error().code == Errc::corrupt);
}

TEST_CASE("bytes cut at any place are corrupt, never a crash") {
    for (std::size_t size = 0; size < sample_bytes.size(); ++size) {
        CAPTURE(size);
        const std::string cut = sample_bytes.substr(0, size);  // its own allocation, so that a sanitizer sees
        CHECK(decode(cut).error().code == Errc::corrupt);
    }
}

TEST_CASE("any byte changed gives a refusal or another op, and what is accepted is canonical") {
    const std::uint64_t seed = 4711;
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 5000; ++i) {
        auto bytes = sample_bytes;
        bytes[random() % bytes.size()] = static_cast<char>(random());
        CAPTURE(bytes);
        if (const auto op = decode(bytes)) CHECK(encode(*op) == bytes);
    }
}

TEST_CASE("an op over the bound is too large, one at the bound is not") {
    auto op = sample_op();
    op.body = R"({"text":")" + std::string(op_bytes_max - encode(op).size() + 4, 'x') + R"("})";
    REQUIRE(encode(op).size() == op_bytes_max);
    CHECK(decode(encode(op)));
    op.body.insert(9, "x");
    CHECK(decode(encode(op)).error().code == Errc::too_large);
}

TEST_CASE("an op of a newer format is told apart from a corrupt one") {
    CHECK(decode(replaced(sample_bytes, R"("v":1)", R"("v":2)")).error().code == Errc::unsupported_version);
    CHECK(decode(R"({"a":[],"signature":"…","v":17})").error().code == Errc::unsupported_version);
    CHECK(decode(R"({"a":[],"v":17)").error().code == Errc::corrupt);
    CHECK(decode(R"({"a":[],"v":"17"})").error().code == Errc::corrupt);
    CHECK(decode(R"({"a":{"v":17}})").error().code == Errc::corrupt);
    CHECK(decode("17").error().code == Errc::corrupt);
}
