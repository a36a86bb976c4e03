// What people type stays what they typed, and does not become a part of the file around it.
#include "scribe/prose.hpp"

#include <doctest/doctest.h>

using namespace restante::scribe;

TEST_CASE("headings in a text become headings below its section") {
    CHECK(nested("# A\n\ntext\n\n## B\n", 3) == "### A\n\ntext\n\n#### B");
    CHECK(nested("Boats\n=====\nSub\n---\ntext", 3) == "### Boats\n#### Sub\ntext");
    CHECK(nested("###### deep", 3) == "### deep");
    CHECK(nested("# A\n###### B", 3) == "### A\n###### B");
}

TEST_CASE("a heading that would be a field of the record is no heading any more") {
    CHECK(nested("# Status\nRejected\n# Why", 3) == "**Status**\n\nRejected\n### Why");
}

TEST_CASE("what only looks like a heading stays as it is") {
    CHECK(nested("#hashtag\n    # code\n\n---\n", 3) == "#hashtag\n    # code\n\n---");
    CHECK(nested("```sh\n# comment\n---\n```\n# A", 3) == "```sh\n# comment\n---\n```\n### A");
    CHECK(nested("| a |\n---\n", 3) == "| a |\n---");
    CHECK(nested("~~~\n```\n# in\n~~~\n", 3) == "~~~\n```\n# in\n~~~");
    CHECK(nested("<!--\n# in\n-->\n# A", 3) == "<!--\n# in\n-->\n### A");
}

TEST_CASE("a fence or comment that is left open swallows nothing behind it") {
    CHECK(nested("````\n```\nx", 3) == "````\n```\nx\n````");
    CHECK(nested("a <!-- b", 3) == "a <!-- b\n-->");
    CHECK(nested("a <!-- b --> c <!-- d --> e", 3) == "a <!-- b --> c <!-- d --> e");
}

TEST_CASE("line ends are one kind, and blank lines around a text go") {
    CHECK(nested("\r\n\n a\r\nb\rc\n\n", 3) == " a\nb\nc");
    CHECK(nested(" \n\t\n", 3).empty());
    CHECK(one_line(" a\n\tb  c ") == "a b c");
}

TEST_CASE("a scalar is quoted where YAML would read something else") {
    CHECK(yaml_scalar("Ann Lee") == "Ann Lee");
    CHECK(yaml_scalar("src/a.c") == "src/a.c");
    CHECK(yaml_scalar("2026-11-27") == "2026-11-27");
    CHECK(yaml_scalar("*.c") == "\"*.c\"");
    CHECK(yaml_scalar("a: b") == "\"a: b\"");
    CHECK(yaml_scalar("say \"x\\y\"") == "\"say \\\"x\\\\y\\\"\"");
    CHECK(yaml_scalar("No") == "\"No\"");
    CHECK(yaml_scalar("12") == "\"12\"");
    CHECK(yaml_scalar("") == "\"\"");
    CHECK(yaml_scalar("a: \x01z") == "\"a: \\x01z\"");
}

TEST_CASE("a link leads from one file to the other, whatever their names hold") {
    CHECK(link_target("docs/adr/5.md", "docs/adr/3.md") == "3.md");
    CHECK(link_target("docs/adr/5.md", "adr/3.md") == "../../adr/3.md");
    CHECK(link_target("5.md", "docs/3.md") == "docs/3.md");
    CHECK(link_target("docs/adr/5.md", "docs/adr/old ones/3 (x).md") == "old%20ones/3%20%28x%29.md");
}
