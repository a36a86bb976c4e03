// What nobody should write, and somebody will: each is an answer, and a quick one.
#include <chrono>

#include "decisions/source.hpp"
#include "decisions/yaml.hpp"
#include "reading.hpp"

using namespace restante::decisions;
using namespace restante::decisions::tests;

namespace {

Record record_of(std::string_view path, std::string_view text) {
    auto read = read_record(path, text);
    REQUIRE(std::holds_alternative<Reading>(read));
    return std::get<Reading>(std::move(read)).record;
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i)
        out += text;
    return out;
}

}  // namespace

TEST_CASE("of a huge record the beginning is read, and that is told") {
    const auto record =
        record_of("adr/0001-x.md", "# X\n\nStatus: accepted\n\n" + repeated("A line of text.\n", 3'200'000));
    CHECK(shown(record) == "1 | X | accepted | -");
    CHECK(problems(record) == "too-large");
}

TEST_CASE("bytes that are not UTF-8 are replaced, a binary file is not read, an empty one is a record") {
    const auto latin = record_of("adr/0001-x.md", "# Caf\xE9\n\nStatus: accepted\n");
    CHECK(latin.title == "Caf\xEF\xBF\xBD");
    CHECK(problems(latin) == "not-text");
    CHECK(problems(record_of("adr/0001-x.md", std::string("\x7F"
                                                          "ELF\0\0",
                                                          6))) == "not-text");
    CHECK(record_of("adr/0001-x.md", "").number == "1");
}

TEST_CASE("broken YAML is read line by line") {
    const auto record =
        record_of("docs/decisions/0001-x.md",
                  "---\nstatus: accepted\ndate: 2024-01-02\ntitle: \"half\nother: [\n---\n# X\n");
    CHECK(record.status == Status::accepted);
    CHECK(record.date == "2024-01-02");
    CHECK(problems(record).find("broken-yaml") == 0);
    CHECK(record.problems.front().line == 2);
}

TEST_CASE("YAML bombs are no more than their bytes") {
    std::string bomb = "---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 30; ++i)
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" +
                repeated("*a" + std::to_string(i - 1) + ", ", 9) + "x]\n";
    CHECK(record_of("adr/0001-x.md", bomb + "status: accepted\n---\n# X\n").status == Status::accepted);
    const auto deep =
        record_of("adr/0001-x.md", "---\ndeep: " + repeated("[", 5000) + "\nstatus: accepted\n---\n# X\n");
    CHECK(deep.status == Status::accepted);
    CHECK(deep.problems.front().text ==
          "its YAML was read line by line, because it is nested deeper than 32 levels");
    CHECK_FALSE(read_yaml(repeated("a: b\n", 60'000)));
    CHECK_FALSE(read_yaml(repeated("- a\n", 30'000)));
}

TEST_CASE("keys that are no text, and documents that are no mapping") {
    CHECK(read("adr/0001-x.md",
               "---\n&a b: 1\n*a : [c]\n[d, e]: [f]\n{g: h}: i\nstatus: accepted\n---\n# X\n") ==
          "1 | X | accepted | -");
    CHECK(read("adr/0001-x.md", "---\n*a : [c]\n---\n# X\n") == "1 | X | unknown | -");
    CHECK(read("adr/0001-x.md", "---\n- status: accepted\n- [a]\n---\n# X\n") == "1 | X | unknown | -");
    CHECK(read("adr/0001-x.md", "---\n---\n# X\n") == "1 | X | unknown | -");
    CHECK(read("keps/1-x/kep.yaml", "just text") == "1 | - | unknown | -");
}

TEST_CASE("front matter without an end, fences without an end, comments without an end") {
    CHECK(read("adr/0001-x.md", "---\nstatus: accepted\n") == "1 | - | accepted | -");
    CHECK(read("adr/0001-x.md", "# X\n\nStatus: accepted\n\n```\n## Status\n\nRejected\n") ==
          "1 | X | accepted | -");
    CHECK(read("adr/0001-x.md", "# X\n\n<!-- Status: rejected\n\nStatus: accepted\n") ==
          "1 | X | unknown | -");
    CHECK(read("adr/0001-x.adoc", "= X\n\n|===\n| Status\n| Accepted\n") == "1 | X | accepted | -");
}

TEST_CASE("line ends of every kind") {
    for (const auto* end : {"\n", "\r\n", "\r"}) {
        std::string text;
        for (const auto* line : {"# X", "", "* Status: accepted", "* Date: 2020-01-02", ""})
            text.append(line).append(end);
        CHECK(read("adr/0001-x.md", text) == "1 | X | accepted | 2020-01-02");
    }
}

TEST_CASE("no text takes longer than its length asks for") {
    // Each is what a careless reader would look at again and again.
    const std::vector<std::string> texts{repeated("[", 500'000),
                                         repeated("(", 500'000),
                                         "# " + repeated("*", 300'000),
                                         repeated("| a ", 250'000),
                                         repeated("`", 500'000),
                                         repeated("<!--", 200'000),
                                         repeated("> ", 300'000),
                                         repeated("Status: accepted\n", 60'000),
                                         "## Status\n" + repeated("superseded by ", 60'000),
                                         repeated("- Supersedes: ADR-1\n", 40'000),
                                         repeated("ADR-1 ", 150'000),
                                         repeated("a|b\n", 150'000),
                                         repeated("# H\n", 150'000),
                                         "# X\n\nStatus: " + repeated("accepted ", 100'000),
                                         repeated("x\n=\n", 100'000),
                                         repeated("[a](", 150'000),
                                         repeated("<a", 300'000),
                                         "<table>" + repeated("<td", 200'000),
                                         "Status: a " + repeated("| Status: a ", 50'000),
                                         "## Changelog\n\n- " + repeated("a - ", 150'000)};
    for (const auto& ending : {".md", ".rst", ".adoc", ".mediawiki"})
        for (const auto& text : texts) {
            const auto start = std::chrono::steady_clock::now();
            CHECK(std::holds_alternative<Reading>(read_record(std::string("adr/0001-x") + ending, text)));
            // A sanitizer's build on a busy machine; quadratic would be minutes.
            CHECK_MESSAGE(std::chrono::steady_clock::now() - start < std::chrono::seconds(20),
                          text.substr(0, 20));
        }
}

TEST_CASE("a long chain and a large set of records are resolved without recursion") {
    std::vector<Reading> readings;
    for (int i = 0; i < 20'000; ++i) {
        auto read = read_record("adr/" + std::to_string(i) + "-x.md",
                                "# X\n\nStatus: accepted\nSupersedes: ADR-" + std::to_string(i + 1) + "\n");
        readings.push_back(std::get<Reading>(std::move(read)));
    }
    CHECK(resolve(std::move(readings)).size() == 20'000);
}

TEST_CASE("a circle of very many records is told to each of them in a few words") {
    constexpr int many = 5'000;
    std::vector<Reading> readings;
    for (int i = 0; i < many; ++i) {
        auto read = read_record("adr/" + std::to_string(i) + "-x.md",
                                "# X\n\nStatus: accepted\nSupersedes: ADR-" + std::to_string((i + 1) % many) +
                                    "\nSuperseded by: ADR-" + std::to_string((i + many - 1) % many) + "\n");
        readings.push_back(std::get<Reading>(std::move(read)));
    }
    int told = 0;
    std::size_t longest = 0;
    for (const auto& record : resolve(std::move(readings)))
        for (const auto& problem : record.problems)
            if (problem.kind == ProblemKind::supersession_cycle) {
                ++told;
                longest = std::max(longest, problem.text.size());
            }
    CHECK(told == many);
    CHECK(longest < 200);
}

TEST_CASE("UTF-16 with its mark is read, whichever way round") {
    const std::string text = "# Ein Boot\n\nDate: 2020-01-02\n\n## Status\n\nAccepted\n";
    std::string little = "\xFF\xFE";
    std::string big = "\xFE\xFF";
    for (const char c : text) {
        little += {c, '\0'};
        big += {'\0', c};
    }
    CHECK(read("adr/0001-a.md", little) == "1 | Ein Boot | accepted | 2020-01-02");
    CHECK(read("adr/0001-a.md", big + "x") == "1 | Ein Boot | accepted | 2020-01-02");
    // A pair, and a half of one.
    const std::string_view pairs("\xFF\xFE#\0 \0\x3D\xD8\xE2\xDE\x3D\xD8!\0", 14);
    CHECK(read("adr/0001-a.md", pairs) == "1 | \xF0\x9F\x9B\xA2\xEF\xBF\xBD! | unknown | -");
    CHECK(read("adr/0001-a.md", "\xFF\xFE") == "1 | - | unknown | -");
}

TEST_CASE("a path that is not UTF-8 names a record all the same") {
    CHECK(record_of("adr/0007-caf\xE9.md", "# Y\n\nStatus: accepted\n").number == "7");
}
