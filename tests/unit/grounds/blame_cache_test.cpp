// Git's answers, kept by the file's content.
#include "grounds/blame_cache.hpp"

#include <doctest/doctest.h>

using namespace restante::grounds;

namespace {

BlameQuestion about(std::uint32_t first, std::uint32_t last, const std::string& blob = "b1") {
    BlameQuestion out;
    out.path = "a.c";
    out.blob = blob;
    out.first = first;
    out.last = last;
    return out;
}

Blamed touched(const std::string& commit, std::vector<BlamedLine> lines) {
    Blamed out;
    out.commit = commit;
    out.path = "a.c";
    out.lines = std::move(lines);
    return out;
}

std::string shown(const std::optional<std::vector<Blamed>>& answer) {
    if (!answer) return "unknown";
    std::string out;
    for (const auto& one : *answer) {
        out += one.commit + ":";
        for (const auto& line : one.lines)
            out += std::to_string(line.line) + "<" + std::to_string(line.original) + " ";
    }
    return out;
}

}  // namespace

TEST_CASE("answers about pieces of a file are put together") {
    BlameCache cache;
    CHECK(shown(cache.of(about(0, 0))) == "unknown");
    cache.keep(about(2, 3), {touched("x", {{2, 7}}), touched("y", {{3, 1}})});
    cache.keep(about(4, 4), {touched("x", {{4, 9}})});
    CHECK(shown(cache.of(about(2, 4))) == "x:2<7 4<9 y:3<1 ");
    CHECK(shown(cache.of(about(3, 3))) == "y:3<1 ");
    CHECK(shown(cache.of(about(1, 2))) == "unknown");
    CHECK(shown(cache.of(about(4, 5))) == "unknown");
}

TEST_CASE("another content, path or list of ignored commits is another question") {
    BlameCache cache;
    cache.keep(about(0, 0), {touched("x", {{0, 0}})});
    CHECK(shown(cache.of(about(0, 0, "b2"))) == "unknown");
    auto other = about(0, 0);
    other.path = "b.c";
    CHECK(shown(cache.of(other)) == "unknown");
    other = about(0, 0);
    other.ignored = {"z"};
    CHECK(shown(cache.of(other)) == "unknown");
}

TEST_CASE("the files that were not asked about for the longest go first") {
    BlameCache cache;
    for (std::size_t i = 0; i <= BlameCache::files_max; ++i) {
        cache.keep(about(0, 0, std::to_string(i)), {touched("x", {{0, 0}})});
        (void)cache.of(about(0, 0, "0"));
    }
    CHECK(shown(cache.of(about(0, 0, "0"))) != "unknown");
    CHECK(shown(cache.of(about(0, 0, "1"))) == "unknown");
}
