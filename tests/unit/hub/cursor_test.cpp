#include "hub/cursor.hpp"

#include <doctest/doctest.h>

using namespace restante;
using namespace restante::hub;

namespace {

Sha256 secret(std::uint8_t n) {
    Sha256 bytes{};
    bytes[0] = n;
    return bytes;
}

EpochId epoch(std::uint8_t n) {
    EpochId id;
    id.bytes[15] = n;
    return id;
}

}  // namespace

TEST_CASE("a cursor survives its text, and only its own text") {
    const Cursor cursor{epoch(1), 12'345, next_chain({}, OpId{})};
    const auto text = cursor_text(cursor, secret(1));
    CHECK(cursor_from_text(text, secret(1)) == cursor);
    CHECK_FALSE(cursor_from_text(text, secret(2)));
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto changed = text;
        changed[i] = changed[i] == '0' ? '1' : '0';
        CAPTURE(changed);
        CHECK_FALSE(cursor_from_text(changed, secret(1)));
        CHECK_FALSE(cursor_from_text(text.substr(0, i), secret(1)));
    }
    CHECK_FALSE(cursor_from_text(text + "0", secret(1)));
    for (const auto* bad : {"", ".", "..", "...", "a.b.c", "nonsense"})
        CHECK_FALSE(cursor_from_text(bad, secret(1)));
}

TEST_CASE("a cursor says its epoch and its place in clear text") {
    const auto text = cursor_text({epoch(1), 7, {}}, secret(1));
    CHECK(text.substr(0, 26 + 3 + 16) == to_text(epoch(1)) + ".7.0000000000000000");
}

TEST_CASE("the chain is the first 8 bytes of SHA-256 over the chain before and the op's id") {
    // printf '\0%.0s' {1..24} | sha256sum
    const auto chain = next_chain({}, OpId{});
    CHECK(to_hex({reinterpret_cast<const char*>(chain.data()), chain.size()}) == "9d908ecfb6b256de");
}

TEST_CASE("a cursor fits only where the hub holds what it says") {
    const Chain there = next_chain({}, OpId{});
    const Cursor cursor{epoch(1), 1, there};
    CHECK(judge_cursor(cursor, epoch(1), there) == CursorFit::fits);
    CHECK(judge_cursor(cursor, epoch(2), there) == CursorFit::foreign);
    CHECK(judge_cursor(cursor, epoch(1), Chain{}) == CursorFit::lost);
    CHECK(judge_cursor(cursor, epoch(1), std::nullopt) == CursorFit::lost);
}
