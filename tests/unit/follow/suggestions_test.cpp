// Where lost code may be, for a person to choose from: what is offered, in which order, and with what reason.
#include "follow/suggestions.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "anchor/verdict.hpp"
#include "unit/follow/world.hpp"

using namespace restante;
using namespace restante::follow;
using namespace restante::tests;

namespace {

using Lines = std::vector<std::string>;

std::shared_ptr<const anchor::Text> text_of(const Lines& lines) {
    return std::make_shared<const anchor::Text>(joined(lines));
}

/// The function `load_settings` of the sample.
Spot last_seen() {
    Spot out;
    out.path = "src/settings.cpp";
    out.text = text_of(sample);
    out.range = {{7, 0}, {14, 0}};
    return out;
}

Field field(const std::string& path, const Lines& lines) {
    return {path, text_of(lines), nullptr};
}

/// "src/a.cpp:3-5", best first.
Lines places(const std::vector<Suggestion>& found) {
    Lines out;
    for (const auto& one : found) {
        const auto lines = anchor::lines_of_range(one.range);
        CHECK(lines.last < one.text->line_count());
        CHECK(one.probability > 0);
        CHECK(one.probability <= 1);
        CHECK_FALSE(one.reason.empty());
        out.push_back(fmt::format("{}:{}-{}", one.path, lines.first + 1, lines.last + 1));
    }
    CHECK(std::ranges::is_sorted(found, std::greater<>{}, &Suggestion::probability));
    CHECK(found.size() <= suggestions_max);
    return out;
}

std::vector<Suggestion> suggested(const std::vector<Field>& fields) {
    return suggest(last_seen(), fields, anchor::judge);
}

const Lines rewritten{
    "Settings load_settings(const UserId& id, Store& store) {",
    "    Settings settings = defaults();",
    "    store.each(id, [&](auto& row) { settings.set(row.key, row.value); });",
    "    return settings;",
    "}",
};

const Lines nothing_alike{"<html>", "  <p lang=\"de\">Guten Tag</p>", "</html>"};

anchor::Anchor anchored() {
    const auto last = last_seen();
    return anchor::record({"r1", last.path, {}, std::string(40, 'a')}, *last.text, last.range);
}

Lines function_of_sample() {
    return {sample.begin() + 7, sample.begin() + 14};
}

}  // namespace

TEST_CASE("a function that was rewritten in its file comes first, with what is left of it") {
    auto now = without(sample, 8, 14);
    now.insert(now.begin() + 7, rewritten.begin(), rewritten.end());
    const auto found = suggested({field("src/settings.cpp", now)});
    REQUIRE_FALSE(found.empty());
    CHECK(places(found).front() == "src/settings.cpp:8-12");
    CHECK(holds(found.front().reason, "the same name"));
    CHECK(holds(found.front().reason, "3 of 7 lines equal"));
}

TEST_CASE("a function that was rewritten into another file is found there") {
    const auto gone = field("src/settings.cpp", without(sample, 8, 15));
    auto other = other_sample;
    other.insert(other.end(), rewritten.begin(), rewritten.end());
    const auto found = suggested({gone, field("src/other.py", other_sample), field("src/load.cpp", other)});
    const auto at = std::ranges::find(found, "src/load.cpp", &Suggestion::path);
    REQUIRE(at != found.end());
    CHECK(places({*at}) == Lines{"src/load.cpp:9-13"});
    CHECK(holds(at->reason, "the same name"));
}

TEST_CASE("what another file had already when the code was last seen is not what the code became") {
    const Field there{"src/load.cpp", text_of(rewritten), text_of(rewritten)};
    CHECK(places(suggested({there})).empty());
    const auto found = places(suggested({field("src/load.cpp", rewritten)}));
    REQUIRE_FALSE(found.empty());
    CHECK(found.front() == "src/load.cpp:1-5");
}

TEST_CASE("where nothing speaks for any place nothing is offered") {
    CHECK(suggested({}).empty());
    CHECK(places(suggested({field("a.html", nothing_alike)})).empty());
    CHECK(suggest_by_quote(anchored(), {}).empty());
    CHECK(places(suggest_by_quote(anchored(), {field("a.html", nothing_alike), field("empty", {})})).empty());
}

TEST_CASE("of twins both are offered, and neither is sure") {
    auto twins = function_of_sample();
    const auto once = twins;
    twins.insert(twins.end(), three_lines.begin(), three_lines.end());
    twins.insert(twins.end(), once.begin(), once.end());
    auto found = suggested({field("src/twins.cpp", twins)});
    REQUIRE(found.size() >= 2);
    auto first_two = places(found);
    first_two.resize(2);
    std::ranges::sort(first_two);
    CHECK(first_two == Lines{"src/twins.cpp:1-7", "src/twins.cpp:11-17"});
    CHECK(holds(found[1].reason, "7 of 7 lines equal"));

    found = suggest_by_quote(anchored(), {field("src/twins.cpp", twins)});
    REQUIRE(found.size() >= 2);
    first_two = places(found);
    first_two.resize(2);
    std::ranges::sort(first_two);
    CHECK(first_two == Lines{"src/twins.cpp:1-7", "src/twins.cpp:11-17"});
    CHECK(found[0].probability <= 0.5);
    CHECK(holds(found[0].reason, "2 places"));
}

TEST_CASE("places that overlap are offered once") {
    auto now = without(sample, 8, 14);
    now.insert(now.begin() + 7, rewritten.begin(), rewritten.end());
    const auto found = suggested({field("src/settings.cpp", now)});
    for (std::size_t i = 0; i < found.size(); ++i)
        for (std::size_t k = 0; k < i; ++k) {
            const auto a = anchor::lines_of_range(found[i].range);
            const auto b = anchor::lines_of_range(found[k].range);
            CHECK_FALSE((a.first <= b.last && b.first <= a.last));
        }
}

TEST_CASE("many places are cut at the best") {
    Lines many;
    for (int i = 0; i < 30; ++i) {
        const auto once = function_of_sample();
        many.insert(many.end(), once.begin(), once.end());
        many.push_back(fmt::format("int number_{} = {};", i, i));
    }
    CHECK(places(suggest_by_quote(anchored(), {field("a.cpp", many)})).size() == suggestions_max);
    CHECK(places(suggested({field("a.cpp", many)})).size() <= suggestions_max);
}

TEST_CASE("by the quote alone, the same text is found, and what is alike") {
    auto moved = other_sample;
    const auto once = function_of_sample();
    moved.insert(moved.end(), once.begin(), once.end());
    auto found = suggest_by_quote(anchored(), {field("b.cpp", moved)});
    REQUIRE_FALSE(found.empty());
    CHECK(places(found).front() == "b.cpp:9-15");
    CHECK(found.front().reason == "the same text");
    CHECK(found.front().probability >= 0.6);

    moved[8] = "Settings read_settings(const std::string& user) {";
    found = suggest_by_quote(anchored(), {field("b.cpp", moved)});
    REQUIRE_FALSE(found.empty());
    CHECK(places(found).front() == "b.cpp:9-15");
    CHECK(holds(found.front().reason, "6 of 7 lines equal"));
}

TEST_CASE("a search that is out of time gives what it has") {
    auto now = without(sample, 8, 14);
    now.insert(now.begin() + 7, rewritten.begin(), rewritten.end());
    int asked = 0;
    const auto at_once = [&] {
        ++asked;
        return true;
    };
    const std::vector<Field> fields{field("src/settings.cpp", now), field("src/a.cpp", rewritten)};
    const auto found = suggest(last_seen(), fields, anchor::judge, at_once);
    CHECK(asked > 0);
    for (const auto& place : places(found))
        CHECK(place.starts_with("src/settings.cpp"));
    CHECK_FALSE(found.empty());
    CHECK(suggest_by_quote(anchored(), fields, at_once).empty());
}

TEST_CASE("a text of one line, and one of none, are looked into as any other") {
    Spot last;
    last.path = "a";
    last.text = std::make_shared<const anchor::Text>("only_line(of, the, file);");
    last.range = {{0, 0}, {0, 25}};
    const Field empty{"a", std::make_shared<const anchor::Text>(""), nullptr};
    CHECK(places(suggest(last, {empty}, anchor::judge)).empty());
    const Field longer{"a", std::make_shared<const anchor::Text>("x = 1\nonly_line(of, a, file);\n"),
                       nullptr};
    const auto found = places(suggest(last, {longer}, anchor::judge));
    REQUIRE_FALSE(found.empty());
    CHECK(found.front() == "a:2-2");
}
