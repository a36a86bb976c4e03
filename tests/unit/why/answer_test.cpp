#include "why/answer.hpp"

#include <doctest/doctest.h>

#include "unit/why/records.hpp"
#include "why/successors.hpp"
#include "why/weights.hpp"

using namespace restante;
using namespace restante::why;
using decisions::Record;
using decisions::Status;

namespace {

std::vector<Record> some() {
    return tests::records(
        {"docs/adr/0001-a-b.md", "docs/adr/0002-c-d.md", "docs/adr/0003-e-f.md", "docs/adr/0004-g-h.md"});
}

/// "1 0.97 mention, symbol; 2 …"
std::string shown(const Known& known, const std::vector<Record>& records) {
    const Names names(records);
    std::string out;
    for (const auto& decision : answer(known, names, records)) {
        out += fmt::format("{}{} {:.2f}", out.empty() ? "" : "; ", *records[decision.record].number,
                           decision.score);
        for (const auto& evidence : decision.evidence)
            out += fmt::format(" {}", to_string(evidence.kind));
    }
    return out;
}

/// What the text says of the line that begins with '>'.
std::string of_text(std::string text, const std::string& path = "src/a.c") {
    const auto mark = text.find('>');
    REQUIRE(mark != std::string::npos);
    text.erase(mark, 1);
    const anchor::Text whole(text);
    const auto line = whole.position(static_cast<std::uint32_t>(mark)).line;
    Known known;
    known.path = path;
    known.lines = {{line, std::string(whole.line(line))}};
    known.nearby = nearby_lines(whole, {line, line}, path);
    return shown(known, some());
}

}  // namespace

TEST_CASE("the line's own words come before those around it") {
    CHECK(of_text(">x(); // ADR-1\n") == "1 0.97 mention");
    CHECK(of_text("// ADR-2\n>x(); // ADR-1\n") == "1 0.97 mention; 2 0.75 comment");
    CHECK(of_text("int y;\n// ADR-2 says so,\n// and so it is.\n>x();\n") == "2 0.75 comment");
    CHECK(of_text("int y;\n// >It is so, as\n// ADR-2 says.\nx();\n") == "2 0.75 comment");
    CHECK(of_text("int y;\n// ADR-2\n\nint z;\n>x();\n").empty());
}

TEST_CASE("what people said of the lines comes first, and adds to what the text says") {
    Known known;
    known.path = "src/a.c";
    known.lines = {{4, "x(); // ADR-2"}};
    known.told = {
        {0, {EvidenceKind::anchored, weights::anchored, "Ann said so", {}, 5}},
        {2, {EvidenceKind::thread, weights::grew_from_thread, "it grew out of a thread here", {}, 0}}};
    CHECK(shown(known, some()) == "1 0.98 anchored; 2 0.97 mention; 3 0.80 thread");
}

TEST_CASE("what holds the line speaks for it, the nearer the more") {
    CHECK(of_text("int y;\n// By ADR-2.\nvoid f() {\n    a();\n    >b();\n}\n") == "2 0.55 symbol");
    CHECK(of_text("int y;\n// By ADR-2.\nclass A {\n    // By ADR-1.\n    void f() {\n        a();\n        "
                  ">b();\n    }\n}\n") == "1 0.55 symbol; 2 0.44 symbol");
    CHECK(of_text("int y;\n// By ADR-2.\n@Override\nvoid f() {\n    >b();\n}\n") == "2 0.55 symbol");
    CHECK(of_text("// All of this is by ADR-2.\n\nint y;\n\n>int z;\n") == "2 0.40 file");
}

TEST_CASE("prose is not spoken for by what stands around") {
    CHECK(of_text("# ADR-2\n\n  * [ADR-1](x)\n  * >[ADR-3](y)\n  * z\n", "docs/SUMMARY.md") ==
          "3 0.97 mention");
}

TEST_CASE("a comment that lists more than three records is about none of them") {
    CHECK(of_text("int y;\n// ADR-1 ADR-2 ADR-3\n>x();\n") ==
          "1 0.75 comment; 2 0.75 comment; 3 0.75 comment");
    CHECK(of_text("int y;\n// ADR-1 ADR-2\n// ADR-3 ADR-4\n>x();\n").empty());
    CHECK(of_text("int y;\n>x(); // ADR-1 ADR-2 ADR-3 ADR-4\n").substr(0, 14) == "1 0.97 mention");
}

TEST_CASE("a record that says what it applies to is found for all of that") {
    auto records = some();
    records[0].applies_to = {"src/a.c"};
    records[1].applies_to = {"src/**", "lib"};
    records[2].applies_to = {"*.c"};
    records[3].applies_to = {"**"};
    Known known;
    known.path = "src/a.c";
    CHECK(shown(known, records) ==
          "1 0.95 applies-to; 2 0.85 applies-to; 3 0.60 applies-to; 4 0.25 applies-to");
    known.path = "doc/x.md";
    CHECK(shown(known, records) == "4 0.25 applies-to");
}

TEST_CASE("a line that names its own record is less about the others of its commit") {
    Known known;
    known.path = "src/a.c";
    known.lines = {{0, "// ADR-1"}};
    Commit commit;
    commit.subject = "ADR-1 and ADR-2";
    commit.lines = {{0, LineKind::code, Fate::written}};
    known.commits = {commit};
    CHECK(shown(known, some()) == "1 1.00 mention commit-subject; 2 0.43 commit-subject");
}

TEST_CASE("independent evidence adds up") {
    auto records = some();
    records[1].applies_to = {"src/**"};
    Known known;
    known.path = "src/a.c";
    known.lines = {{0, "x"}};
    Commit commit;
    commit.subject = "Do as ADR-2 says";
    commit.files = 1;
    commit.lines = {{0, LineKind::code, Fate::written}};
    known.commits = {commit, commit};
    CHECK(shown(known, records) == "2 0.98 applies-to commit-subject commit-subject");
}

TEST_CASE("a record that names the file is found, unless many do") {
    Known known;
    known.path = "src/net/a.c";
    const Naming file{EvidenceKind::named_file, 7};
    const Naming folder{EvidenceKind::named_folder, 7};
    known.naming = {{0, file}, {1, folder}};
    CHECK(shown(known, some()) == "1 0.45 named-file");
    known.lines = {{0, "// ADR-2"}};
    CHECK(shown(known, some()) == "2 0.97 mention named-folder; 1 0.45 named-file");
    known.lines.clear();
    known.naming = {{0, file}, {1, file}, {2, file}, {3, file}};
    CHECK(shown(known, some()).empty());
}

TEST_CASE("a record that names a long file means its lines less, and a very long one's not by itself") {
    Known known;
    known.path = "src/api.json";
    known.naming = {{0, {EvidenceKind::named_file, 7}}};
    known.file_lines = 500;
    CHECK(shown(known, some()) == "1 0.45 named-file");
    known.file_lines = 501;
    CHECK(shown(known, some()) == "1 0.27 named-file");
    known.file_lines = 30'000;
    CHECK(shown(known, some()).empty());
    known.lines = {{2, "as ADR-0001 says"}};
    CHECK(shown(known, some()) == "1 0.97 mention named-file");
}

TEST_CASE("paths are named as a whole") {
    const auto named = [](std::string_view text, std::string_view path = "src/net/a.c") -> std::string {
        const auto naming = naming_in(text, path);
        return naming ? fmt::format("{} {}", to_string(naming->kind), naming->line) : "";
    };
    CHECK(named("a\nsee src/net/a.c.\n") == "named-file 2");
    CHECK(named("`/src/net/a.c`") == "named-file 1");
    CHECK(named("src/net/a.cpp").empty());
    CHECK(named("lib/src/net/a.c").empty());
    CHECK(named("all of src/net, that is") == "named-folder 1");
    CHECK(named("all of src/net/") == "named-folder 1");
    CHECK(named("src/net/b.c").empty());
    CHECK(named("src/network").empty());
    CHECK(named("src", "src/a.c").empty());
    CHECK(named("Makefile", "Makefile").empty());
}

TEST_CASE("what was superseded leads to what replaces it, and says so") {
    auto records = some();
    records[0].status = Status::superseded;
    records[0].superseded_by = {"2"};
    records[1].status = Status::superseded;
    records[1].superseded_by = {"3"};
    Known known;
    known.path = "src/a.c";
    known.lines = {{0, "// ADR-1"}};
    CHECK(shown(known, records) == "3 0.97 successor; 1 0.97 mention");
    const Names names(records);
    CHECK(answer(known, names, records).front().evidence.front().text ==
          "it replaces 1 a-b, which is found here");
    known.lines = {{0, "// ADR-1, ADR-3"}};
    CHECK(shown(known, records) == "3 0.97 mention successor; 1 0.97 mention");
}

TEST_CASE("successors are followed whatever circles they form, and a proposed one retires nobody") {
    auto records = some();
    CHECK(living_successors(0, records).empty());
    records[1].supersedes = {"1"};
    records[1].status = Status::proposed;
    CHECK(living_successors(0, records).empty());
    records[1].status = Status::accepted;
    CHECK(living_successors(0, records) == std::vector<std::size_t>{1});
    records[0].supersedes = {"2"};
    records[0].status = Status::superseded;
    CHECK(living_successors(0, records).empty());
    records[2].supersedes = {"1"};
    CHECK(living_successors(0, records) == std::vector<std::size_t>{2});
    records[0].superseded_by = {"99", "0003-e-f"};
    CHECK(living_successors(0, records) == std::vector<std::size_t>{2});
}

TEST_CASE("nothing known is nothing found") {
    CHECK(shown({}, {}).empty());
    CHECK(shown({}, some()).empty());
}
