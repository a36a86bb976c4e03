// Which lines of a text name records, and which name what is not there.
#include "why/marks.hpp"

#include <doctest/doctest.h>

#include "records.hpp"

using namespace restante;
using namespace restante::why;

namespace {

const std::vector<decisions::Record> adrs =
    tests::records({"docs/adr/0001-use-boats.md", "docs/adr/0012-use-ships.md"});

std::string marked(const std::string& text, const std::string& path = "src/a.cpp") {
    const anchor::Text in(text);
    std::string out;
    for (const auto& mark : marks_in(in, Names(adrs), path))
        out += fmt::format("{}{}:{}", out.empty() ? "" : " ", mark.line,
                           in.line(mark.line).substr(mark.first, mark.last - mark.first));
    return out;
}

std::string dangling(const std::string& text, const std::string& path = "src/a.cpp") {
    std::string out;
    for (const auto& name : dangling_names_in(anchor::Text(text), Names(adrs), path))
        out += fmt::format("{}{}:{}+{}", out.empty() ? "" : " ", name.line, name.text, name.first);
    return out;
}

}  // namespace

TEST_CASE("comments that name a record are marked where they name it") {
    CHECK(marked("int a;\n// see ADR-0012\nint b;  // ADR-1: boats\n") == "1:ADR-0012 2:ADR-1");
    CHECK(marked("# docs/adr/0001-use-boats.md\n") == "0:docs/adr/0001-use-boats.md");
    CHECK(marked("x = 1 # ADR-12\n", "a.py") == "0:ADR-12");
    CHECK(marked("  * As ADRs 1 and 12 say.\n") == "0:ADRs 1 0:12");
}

TEST_CASE("code, addresses and a record's own text are not marked") {
    CHECK(marked("auto x = \"ADR-0012\";\n").empty());
    CHECK(marked("load(\"http://example.org/ADR-12\");\n").empty());
    CHECK(marked("As ADR-12 says\n", "docs/adr/0012-use-ships.md").empty());
    CHECK(marked("As ADR-12 says\n", "docs/guide.md") == "0:ADR-12");
    CHECK(marked("// " + std::string(5000, 'x') + " ADR-12\n").empty());
}

TEST_CASE("a name like ours with a number that none of ours has is dangling") {
    CHECK(dangling("// see ADR-0099, and ADR 12\n") == "0:ADR-0099+7");
    CHECK(dangling("int x; // ADR-99.\n") == "0:ADR-99+10");
    CHECK(dangling("See ADR-99\n", "README.md") == "0:ADR-99+4");
}

TEST_CASE("what may be of others, or of something else, is left alone") {
    CHECK(dangling("// RFC 9110 and PEP 8, BIP-39, and KEP-1234\n").empty());
    CHECK(dangling("auto x = \"ADR-99\";\n").empty());
    CHECK(dangling("// [ADR-99](https://example.org/adr/99)\n").empty());
    CHECK(dangling("// https://example.org/ADR-99\n").empty());
    CHECK(dangling("// THE_ADR-99 MYADR-99 adr-99 ADR-99x ADR-99-2 ADR-9.9 ADR-12345678 ADR_99\n").empty());
    CHECK(dangling("// other/docs/ADR-99\n").empty());
}

TEST_CASE("where a line's comment begins") {
    CHECK(comment_begin("  // x") == 2);
    CHECK(comment_begin("a; // x") == 3);
    CHECK(comment_begin("u = \"http://x\"; /* y */") == 16);
    CHECK(comment_begin("u = \"http://x\"") == std::string_view::npos);
    CHECK(comment_begin("a -- x") == 1);
    CHECK(comment_begin("") == std::string_view::npos);
}

TEST_CASE("records that say that they apply to a file govern it, the nearest first") {
    auto records = tests::records({"docs/adr/0001-a.md", "docs/adr/0002-b.md", "docs/adr/0003-c.md"});
    records[0].applies_to = {"src/**"};
    records[1].applies_to = {"src/net/a.cpp"};
    records[2].applies_to = {"**/*"};
    const Names names(records);
    CHECK(governing("src/net/a.cpp", names, records) == std::vector<std::size_t>{1, 0});
    CHECK(governing("lib/b.cpp", names, records).empty());
}

TEST_CASE("a record is called what its project calls it") {
    CHECK(name_of(adrs[1]) == "ADR-0012");
    CHECK(name_of(tests::record("keps/sig-a/168-2-views/kep.yaml")) == "KEP-168-2");
    CHECK(name_of(tests::record("rfcs/text/0042-x.md")) == "RFC-0042");
    CHECK(name_of(tests::record("docs/adr/use-boats.md")) == "use-boats.md");
}
