// Records together: who is meant, and what is wrong between them.
#include "decisions/graph.hpp"
#include "decisions/pick.hpp"
#include "reading.hpp"

using namespace restante::decisions;
using namespace restante::decisions::tests;

namespace {

File nygard(const std::string& number, const std::string& title, const std::string& status) {
    return {"adr/" + number + "-x.md", "# " + number + ". " + title + "\n\n## Status\n\n" + status +
                                           "\n\n## Context\n\nText.\n\n## Decision\n\nText.\n"};
}

}  // namespace

TEST_CASE("a record is meant by its path, slug, title, address or number") {
    const auto records = read_all(
        {{"adr/20200926-numbers.md", "# Use numbers\n\n- Status: superseded by [slugs](20201016-slugs.md)\n"},
         {"adr/20201016-slugs.md", "# Use slugs\n\n- Status: accepted\n- Supersedes: Use numbers\n"},
         {"keps/168-views/kep.yaml",
          "title: V\nstatus: replaced\nsuperseded-by: [\"https://example.org/keps/170-w\"]\n"},
         {"keps/170-w/kep.yaml",
          "title: W\nkep-number: 171\nstatus: implemented\nreplaces:\n  - /keps/168-views\n"}});
    CHECK(shown(records[0]) == "- | Use numbers | superseded | - | superseded by 20201016-slugs");
    CHECK(shown(records[1]) == "- | Use slugs | accepted | - | supersedes 20200926-numbers");
    CHECK(shown(records[2]) == "168 | V | superseded | - | superseded by 171");
    CHECK(shown(records[3]) == "171 | W | implemented | - | supersedes 168");
    CHECK(problems(records[0]).empty());
    CHECK(problems(records[3]).empty());
}

TEST_CASE("what one side says alone is kept, told, and not put into the other's mouth") {
    const auto records = read_all({nygard("0014", "Old", "Accepted"),
                                   nygard("0025", "New", "Accepted\n\nSupercedes [14. Old](0014-x.md)")});
    CHECK(shown(records[0]) == "14 | Old | accepted | -");
    CHECK(shown(records[1]) == "25 | New | accepted | - | supersedes 14");
    CHECK(problems(records[1]) == "reference-one-sided");
    CHECK(records[1].problems.front().text == "it supersedes 14, which does not say so");
    CHECK(records[1].problems.front().line == 7);
}

TEST_CASE("circles, a record that replaces itself, and references to nothing are problems") {
    const auto records = read_all({nygard("0001", "A", "Superseded by [2. B](0002-x.md)"),
                                   nygard("0002", "B", "Superseded by [3. C](0003-x.md)"),
                                   nygard("0003", "C", "Superseded by [1. A](0001-x.md)"),
                                   nygard("0004", "D", "Accepted\n\nSupersedes ADR-0004"),
                                   nygard("0005", "E", "Superseded by ADR-0099")});
    for (std::size_t i = 0; i < 3; ++i)
        CHECK(problems(records[i]).find("supersession-cycle") != std::string::npos);
    CHECK(problems(records[3]) == "supersedes-itself");
    CHECK(records[3].supersedes == std::vector<std::string>{"4"});
    CHECK(problems(records[4]) == "reference-dangling mention-dangling");
    CHECK(records[4].superseded_by == std::vector<std::string>{"99"});
}

TEST_CASE("two records with one number tell of each other, in one folder only") {
    const auto records = read_all({{"a/adr/0001-x.md", "# X\n\nStatus: accepted\n"},
                                   {"a/adr/0001-y.md", "# Y\n\nStatus: accepted\n"},
                                   {"b/adr/0001-z.md", "# Z\n\nStatus: accepted\n"}});
    CHECK(problems(records[0]) == "number-duplicate");
    CHECK(records[1].problems.front().text == "its number 1 is also that of a/adr/0001-x.md");
    CHECK(problems(records[2]).empty());
}

TEST_CASE("a number means the record of the same folder") {
    const auto records = read_all({{"a/adr/0001-x.md", "# X\n\nStatus: accepted\n"},
                                   {"b/adr/0001-z.md", "# Z\n\nStatus: accepted\n"},
                                   {"b/adr/0002-y.md", "# Y\n\nStatus: accepted\nSupersedes: ADR-1\n"}});
    CHECK(records[2].problems.front().text == "it supersedes 1, which does not say so");
    const auto edges = edges_of(records);
    REQUIRE(edges.size() == 1);
    CHECK(edges[0].to == 1);
}

TEST_CASE("mentions of records that are not there are told, but not IETF's RFCs") {
    const auto records = read_all({{"adr/0001-x.md",
                                    "# X\n\nStatus: accepted\n\n## Context\n\nSee ADR-1, ADR 7 and RFC 2119; "
                                    "[ADR-8](https://example.org).\n\n```\nADR-9\n```\n"}});
    CHECK(problems(records[0]) == "mention-dangling");
    CHECK(records[0].problems.front().text == "it mentions ADR 7, which does not exist");
}

TEST_CASE("which number is the day is learned from the other records of the folder") {
    const auto records = read_all({{"adr/0001-x.md", "# X\n\nDate: 03/04/2021\nStatus: accepted\n"},
                                   {"adr/0002-y.md", "# Y\n\nDate: 25/12/2020\nStatus: accepted\n"},
                                   {"b/adr/0001-z.md", "# Z\n\nDate: 03/04/2021\nStatus: accepted\n"}});
    CHECK(records[0].date == "2021-04-03");
    CHECK(records[1].date == "2020-12-25");
    CHECK_FALSE(records[2].date);
    CHECK(problems(records[2]) == "date-unknown");
}

TEST_CASE("the heading and the file disagree: the file's number counts, and it is told") {
    const auto records = read_all({{"adr/0033-ranges.md", "# 3. Outline\n\n## Status\n\nPending\n"}});
    CHECK(shown(records[0]) == "33 | Outline | proposed | -");
    CHECK(problems(records[0]) == "number-mismatch");
}

TEST_CASE("what a template left standing is told") {
    CHECK(
        problems(read_all({{"adr/0003-x.md",
                            "# [short title of solved problem and solution]\n\n* Status: accepted\n"}})[0]) ==
        "template-in-use no-title");
    CHECK(problems(read_all({{"adr/0003-x.md", "# X\n\n* Status: {proposed | accepted | rejected}\n"}})[0]) ==
          "status-unfilled");
    CHECK(problems(read_all({{"adr/0003-x.md", "---\nstatus: {proposed | accepted}\n---\n# X\n"}})[0]) ==
          "status-unfilled");
}

TEST_CASE("templates, lists of records and signposts are no records") {
    CHECK(read("docs/adr/template.md", "# Title\n") == "no record: template");
    CHECK(read("adr/0000-template.md", "# Title\n") == "no record: template");
    CHECK(read("rfcs/NNNN-name.md", "# Title\n") == "no record: template");
    CHECK(read("docs/adr/README.md", "# ADRs\n\nStatus: fine\n") == "no record: index");
    CHECK(read("docs/adr/how-we-work.md", "# How\n\nWe write.\n", Place::likely) == "no record: other");
    CHECK(read("text/2071-old.md", "Moved to [2071-new.md](2071-new.md).\n") == "no record: redirect");
    CHECK(read("docs/adr/0012-use-a-template-engine.md", "# Use a template engine\n\nStatus: accepted\n") ==
          "12 | Use a template engine | accepted | -");
}

TEST_CASE("a person picks a record by number, path, slug or words of its title") {
    const auto records = read_all(
        {nygard("0001", "Use big boats", "Accepted"), nygard("0012", "Use small boats", "Accepted")});
    const auto picked = [&](std::string_view said) {
        std::string out;
        for (const auto i : pick(records, said))
            out += records[i].number.value_or("-") + " ";
        return out;
    };
    CHECK(picked("12") == "12 ");
    CHECK(picked("ADR-0012") == "12 ");
    CHECK(picked("#1") == "1 ");
    CHECK(picked("adr/0001-x.md") == "1 ");
    CHECK(picked("0001-x") == "1 ");
    CHECK(picked("small bo") == "12 ");
    CHECK(picked("boats") == "1 12 ");
    CHECK(picked("trains").empty());
    CHECK(picked("").empty());
}

TEST_CASE("all words must be found, and the title counts more") {
    const auto records = read_all({nygard("0001", "Use boats", "Accepted")});
    const std::string text = "# 1. Use boats\n\nWater everywhere.\n";
    const auto hit = match(records[0], text, {"water", "boat"});
    REQUIRE(hit);
    CHECK(hit->line == 1);
    CHECK(hit->excerpt == "# 1. Use boats");
    CHECK(match(records[0], text, {"boat"})->score > match(records[0], text, {"water"})->score);
    CHECK_FALSE(match(records[0], text, {"boat", "train"}));
}

TEST_CASE("the graph has the newest on top, and ends in a circle, too") {
    const auto records = read_all({nygard("0001", "A", "Superseded by ADR-0002"),
                                   nygard("0002", "B", "Accepted\n\nSupersedes ADR-0001"),
                                   nygard("0003", "C", "Superseded by ADR-0004"),
                                   nygard("0004", "D", "Superseded by ADR-0003")});
    const auto edges = edges_of(records);
    REQUIRE(edges.size() == 3);
    CHECK(edges[0].both_say_so);
    const auto lines = tree_of(records, edges);
    REQUIRE(lines.size() == 5);
    CHECK(records[lines[0].record].number == "2");
    CHECK(lines[1].depth == 1);
    CHECK(lines.back().again);
    CHECK(to_dot(records, edges).find("n1 -> n0 [label=supersedes];") != std::string::npos);
}
