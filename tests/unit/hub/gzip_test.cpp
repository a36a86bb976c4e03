#include "hub/gzip.hpp"

#include <doctest/doctest.h>

using namespace restante;
using namespace restante::hub;

namespace {

std::string pack(std::string_view text) {
    return GzipWriter().write(text, GzipWriter::Last::yes);
}

}  // namespace

TEST_CASE("what is packed in one piece or several unpacks to the same") {
    std::string text;
    for (int i = 0; i < 50'000; ++i)
        text += fmt::format("line {}\n", i * 7919 % 1'000);
    CHECK(gunzip(pack(text), text.size()) == text);
    CHECK(gunzip(pack(""), 0) == "");
    GzipWriter pieces;
    auto packed = pieces.write(text.substr(0, 1'000), GzipWriter::Last::no);
    packed += pieces.write(text.substr(1'000), GzipWriter::Last::no);
    packed += pieces.write("", GzipWriter::Last::yes);
    CHECK(gunzip(packed, text.size()) == text);
    CHECK(gunzip(pack("one") + pack("two"), 10) == "onetwo");
}

TEST_CASE("a bomb is refused at the bound, whatever it would become") {
    const auto packed = pack(std::string(10'000'000, '\0'));
    CHECK(packed.size() < 50'000);
    CHECK(gunzip(packed, 1'000'000).error().code == Errc::too_large);
    CHECK(gunzip(packed, 9'999'999).error().code == Errc::too_large);
    CHECK(gunzip(packed, 10'000'000).has_value());
}

TEST_CASE("what is damaged, cut off or no gzip is refused") {
    const auto packed = pack("a line of text, and another line of text");
    for (std::size_t i = 0; i < packed.size(); ++i) {
        CAPTURE(i);
        CHECK(gunzip(packed.substr(0, i), 1'000).error().code == Errc::invalid_argument);
    }
    CHECK_FALSE(gunzip("plain text", 1'000));
    CHECK_FALSE(gunzip(packed + "rubbish", 1'000));
    auto damaged = packed;
    damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] + 1);  // the checksum
    CHECK_FALSE(gunzip(damaged, 1'000));
}
