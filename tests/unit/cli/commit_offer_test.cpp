// What a commit changes, and what its author is offered.
#include "clients/cli/commit_offer.hpp"

#include <doctest/doctest.h>

using namespace restante::cli;

TEST_CASE("the changed lines of a diff are those of the new side") {
    const auto lines = changed_lines(
        "diff --git src/a.c src/a.c\n--- src/a.c\n+++ src/a.c\n@@ -3,2 +3,2 @@ int f()\n-old\n-++ "
        "b\n+new\n+++ c\n"
        "@@ -9 +9,0 @@\n-gone\n@@ -0,0 +1,3 @@\n+a\n+b\n+c\n"
        "diff --git gone.c gone.c\n--- gone.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
        "diff --git \"a\\303\\244.c\" \"a\\303\\244.c\"\n--- /dev/null\n+++ \"a\\303\\244.c\"\n@@ -0,0 +1 "
        "@@\n+x\n"
        "--- /dev/null\n+++ with blank.c\t\n@@ -0,0 +1 @@\n+x\n");
    REQUIRE(lines.size() == 5);
    CHECK(lines[0] == ChangedLines{"src/a.c", 2, 3});
    CHECK(lines[1] == ChangedLines{"src/a.c", 8, 8});
    CHECK(lines[2] == ChangedLines{"src/a.c", 0, 2});
    CHECK(lines[3] == ChangedLines{"aä.c", 0, 0});
    CHECK(lines[4] == ChangedLines{"with blank.c", 0, 0});
}

TEST_CASE("what is no diff has no lines, and a large one is cut") {
    CHECK(changed_lines("").empty());
    CHECK(changed_lines("+++ a\n@@ nonsense\n@@ -x +y @@\n").empty());
    std::string large = "+++ a\n";
    for (int i = 0; i < 1000; ++i)
        large += "@@ -1 +1 @@\n-a\n+b\n";
    CHECK(changed_lines(large).size() == changed_lines_max);
}

TEST_CASE("offers are comments above git's own") {
    const auto out =
        with_offers("\n# Please enter the commit message\n#\n", {{"Decided-by: ADR-12", "Use boats"}}, "#");
    CHECK(out ==
          "\n\n# Restante: the lines that you changed are about these. To name one in the commit,\n"
          "# remove the \"# \" before it.\n# Decided-by: ADR-12 (Use boats)\n"
          "# Please enter the commit message\n#\n");
    CHECK(with_offers("Subject", {{"Decided-by: ADR-12", "x"}}, ";").starts_with("Subject\n\n; Restante"));
}

TEST_CASE("a message stays as it is when there is nothing to offer, or it is named already") {
    CHECK(with_offers("A\n", {}, "#") == "A\n");
    CHECK(with_offers("A\n\nDecided-by: ADR-12\n", {{"Decided-by: ADR-12", "x"}}, "#") ==
          "A\n\nDecided-by: ADR-12\n");
}
