#include <doctest/doctest.h>

#include "anchor/alignment.hpp"
#include "anchor/columns.hpp"
#include "anchor/line_diff.hpp"
#include "anchor/myers.hpp"
#include "anchor/refine.hpp"
#include "generator.hpp"

using namespace restante::anchor;
using restante::anchor::tests::Generator;

namespace {

std::vector<std::string_view> patched(const Text& old_text, const Text& new_text, const Hunks& hunks) {
    const auto old_lines = lines_of(old_text);
    const auto new_lines = lines_of(new_text);
    std::vector<std::string_view> out;
    std::uint32_t at = 0;
    for (const auto& h : hunks) {
        out.insert(out.end(), old_lines.begin() + at, old_lines.begin() + h.old_start);
        out.insert(out.end(), new_lines.begin() + h.new_start, new_lines.begin() + h.new_end());
        at = h.old_end();
    }
    out.insert(out.end(), old_lines.begin() + at, old_lines.end());
    return out;
}

void check_diff(const Text& old_text, const Text& new_text) {
    const LineMap map(diff_lines(old_text, new_text));
    // What compares bytes first finds what is found by lines alone.
    REQUIRE(map.hunks() == diff_lines(lines_of(old_text), lines_of(new_text)));
    REQUIRE(patched(old_text, new_text, map.hunks()) == lines_of(new_text));
    std::optional<std::uint32_t> last;
    for (std::uint32_t line = 0; line < old_text.line_count(); ++line) {
        const auto to = map.new_line(line);
        REQUIRE(to.has_value() == (map.hunk_of(line) == nullptr));
        if (!to) continue;
        REQUIRE(old_text.line(line) == new_text.line(*to));
        REQUIRE((!last || *last < *to));
        REQUIRE(map.old_line(*to) == line);
        last = to;
    }
}

std::string repeated(std::string_view line, int count) {
    std::string out;
    for (int n = 0; n < count; ++n)
        out += line;
    return out;
}

std::string numbered(std::string_view line, int count, int step = 1) {
    std::string out;
    for (int n = 0; n < count; ++n)
        out += fmt::format("{}{}\n", line, n * step);
    return out;
}

}  // namespace

TEST_CASE("a diff's hunks turn the old text into the new one") {
    for (std::uint32_t seed = 1; seed <= 600; ++seed) {
        CAPTURE(seed);
        Generator random(seed);
        const auto kinds = 1 + random.below(40);
        Text old_text{random.lines(60, kinds)};
        Text new_text = old_text;
        if (random.below(4) == 0) new_text = Text{random.lines(60, kinds)};
        for (auto n = random.below(6); n > 0; --n)
            new_text.apply({new_text.range(random.span(new_text)), random.lines(4, kinds)});
        check_diff(old_text, new_text);
    }
}

TEST_CASE("texts at the edges have a diff") {
    const std::vector<std::string> texts{"", "\n", "a", "a\n", "a\r\nb", "b\na\n", "a\nb\nc\n"};
    for (const auto& a : texts)
        for (const auto& b : texts)
            check_diff(Text{a}, Text{b});
    CHECK(diff_lines(Text{"a\nb\n"}, Text{"a\r\nb\r\n"}).empty());
}

TEST_CASE("unique lines hold a diff together where the shortest script would match braces") {
    const Text old_text{"void a() {\n  x();\n}\n\nvoid b() {\n  y();\n}\n"};
    const Text new_text{"void a() {\n  x();\n}\n\nvoid c() {\n  z();\n}\n\nvoid b() {\n  y();\n}\n"};
    const LineMap map(diff_lines(old_text, new_text));
    CHECK(map.new_line(0) == 0U);
    CHECK(map.new_line(4) == 8U);
    CHECK(map.new_line(5) == 9U);
}

TEST_CASE("a common subsequence is as long as the table of all prefixes says") {
    for (std::uint32_t seed = 1; seed <= 300; ++seed) {
        CAPTURE(seed);
        Generator random(seed);
        std::vector<std::uint32_t> a(random.below(25));
        std::vector<std::uint32_t> b(random.below(25));
        for (auto* list : {&a, &b})
            for (auto& item : *list)
                item = random.below(5);
        std::vector<std::vector<std::size_t>> longest(a.size() + 1,
                                                      std::vector<std::size_t>(b.size() + 1, 0));
        for (std::size_t i = 0; i < a.size(); ++i)
            for (std::size_t j = 0; j < b.size(); ++j)
                longest[i + 1][j + 1] =
                    a[i] == b[j] ? longest[i][j] + 1 : std::max(longest[i][j + 1], longest[i + 1][j]);
        DiffBudget budget;
        const auto pairs = common_subsequence(a, b, budget);
        REQUIRE(pairs.size() == longest[a.size()][b.size()]);
        for (std::size_t n = 0; n < pairs.size(); ++n) {
            REQUIRE(a[pairs[n].first] == b[pairs[n].second]);
            if (n > 0)
                REQUIRE((pairs[n - 1].first < pairs[n].first && pairs[n - 1].second < pairs[n].second));
        }
    }
}

TEST_CASE("hostile texts are diffed in bounded time") {
    check_diff(Text{repeated("same\n", 100'000)}, Text{repeated("same\n", 60'000)});
    check_diff(Text{numbered("old ", 50'000)}, Text{numbered("new ", 50'000)});
    check_diff(Text{repeated("a\nb\n", 30'000)}, Text{repeated("b\na\na\n", 20'000)});
    check_diff(Text{numbered("x", 40'000)}, Text{numbered("x", 40'000, 3)});
    Generator random(7);
    std::string a;
    std::string b;
    for (int n = 0; n < 30'000; ++n) {
        a += fmt::format("{}\n", random.below(50));
        b += fmt::format("{}\n", random.below(50));
    }
    check_diff(Text{a}, Text{b});
    check_diff(Text{std::string(10'000'000, 'x')}, Text{std::string(9'999'999, 'x')});
}

TEST_CASE("refined pieces do the same as the edit") {
    for (std::uint32_t seed = 1; seed <= 400; ++seed) {
        CAPTURE(seed);
        Generator random(seed);
        const std::string before = random.below(2) ? random.lines(12, 4) : random.characters(40);
        const auto span = random.span(Text{before});
        const std::string inserted = random.below(2) ? random.lines(8, 4) : random.characters(20);
        std::string expected = before;
        expected.replace(span.start, span.size(), inserted);
        std::string actual = before;
        for (const auto& piece : refine(before, span, inserted))
            actual.replace(piece.replaced.start, piece.replaced.size(), piece.new_text);
        REQUIRE(actual == expected);
    }
}

TEST_CASE("inside a hunk, lines are aligned blind to white space first, then by their tokens") {
    const Text old_text{"start\nif (ready) {\nsend(message, now);\n}\nend\n"};
    const Text new_text{"start\nlog();\n  if (ready)  {\n  send(message, later, retry);\n  }\nend\n"};
    Alignment alignment(old_text, new_text);
    CHECK(alignment.image(0) == LineImage{0, LineFate::equal, 1.0});
    CHECK(alignment.image(1) == LineImage{2, LineFate::space, 1.0});
    const auto sent = alignment.image(2);
    REQUIRE(sent);
    CHECK(sent->line == 3);
    CHECK(sent->fate == LineFate::alike);
    CHECK(sent->similarity > 0.6);
    CHECK_FALSE(alignment.fresh(0));
    CHECK(alignment.fresh(1));
}

TEST_CASE("aligned lines keep their order and are nobody else's") {
    for (std::uint32_t seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        Generator random(seed);
        const Text old_text{random.lines(30, 12)};
        Text new_text = old_text;
        for (int n = 0; n < 4; ++n) {
            const auto span = random.span(new_text);
            new_text.splice(span, random.below(2) ? random.lines(3, 12) : " x");
        }
        Alignment alignment(old_text, new_text);
        std::optional<std::uint32_t> last;
        for (std::uint32_t line = 0; line < old_text.line_count(); ++line) {
            const auto image = alignment.image(line);
            if (!image) continue;
            REQUIRE(image->line < new_text.line_count());
            REQUIRE((!last || *last < image->line));
            REQUIRE((image->fate == LineFate::equal) == !alignment.fresh(image->line));
            last = image->line;
        }
    }
}

TEST_CASE("columns follow their tokens, and a renamed identifier keeps its slot") {
    const std::string_view old_line = "  int total = sum(first, second);";
    const auto part = [&](std::string_view new_line, std::string_view what) {
        const auto at = static_cast<std::uint32_t>(old_line.find(what));
        const auto [start, end] =
            carry_columns(old_line, new_line, at, at + static_cast<std::uint32_t>(what.size()));
        return std::string(new_line.substr(start, end - start));
    };
    CHECK(part("  int total = sum(first, second);", "first") == "first");
    CHECK(part("    auto total  = sum(zeroth, first, second);", "first") == "first");
    CHECK(part("  int grand_total = sum(first, second);", "total") == "grand_total");
    CHECK(part("  int total = sum(first);", "sum(first, second)") == "sum(first)");
    CHECK(part("  int total = sum(first);", ", second") == "");
    CHECK(part("  int total = sum(first);", old_line) == "  int total = sum(first);");
    CHECK(part("", "first") == "");
}
