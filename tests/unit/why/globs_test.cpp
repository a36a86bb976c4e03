#include "why/globs.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace restante::why;

TEST_CASE("a pattern is of the paths that a shell and a .gitignore would take it for") {
    struct Row {
        const char* pattern;
        const char* path;
        int depth;  // -1: none
    };
    for (const auto& [pattern, path, depth] : {
             Row{"src/a.c", "src/a.c", 2},
             {"src/a.c", "src/a.cpp", -1},
             {"src/a.c", "x/src/a.c", -1},
             {"src", "src/net/a.c", 0},
             {"src/", "src/net/a.c", 1},
             {"/src", "src/net/a.c", 1},
             {"./src/net", "src/net/a.c", 2},
             {"src/net", "src/network/a.c", -1},
             {"src/*", "src/net/a.c", 1},
             {"src/*.c", "src/net/a.c", -1},
             {"src/*.c", "src/a.c", 1},
             {"src/**", "src/net/a.c", 1},
             {"src/**/a.c", "src/a.c", 1},
             {"src/**/a.c", "src/x/y/a.c", 1},
             {"src/**/a.c", "src/x/y/ba.c", -1},
             {"**/net/*.c", "a/b/net/x.c", 0},
             {"**/net/*.c", "net/x.c", 0},
             {"*.tf", "deep/down/a.tf", 0},
             {"*.tf", "deep/down/a.tfx", -1},
             {"**", "a/b", 0},
             {"*", "a/b", 0},
             {"src/?.c", "src/a.c", 1},
             {"src/?.c", "src/ab.c", -1},
             {"src/[ab].c", "src/b.c", 1},
             {"src/[!ab].c", "src/b.c", -1},
             {"src/[a-c]x.c", "src/bx.c", 1},
             {"src/[", "src/[", 1},
             {"src/{a,b}.{c,h}", "src/b.h", 1 + 1},
             {"src/{a,b}.{c,h}", "src/c.h", -1},
             {"", "a", -1},
             {"/", "a", -1},
         }) {
        const auto found = match_glob(pattern, path);
        CHECK_MESSAGE((found ? static_cast<int>(*found) : -1) == depth, pattern << " on " << path);
    }
}

TEST_CASE("no pattern takes long") {
    std::string stars;
    for (int i = 0; i < 100; ++i)
        stars += "**/*";
    CHECK_FALSE(match_glob(stars + "x", std::string(4000, 'a')));
    std::string braces;
    for (int i = 0; i < 60; ++i)
        braces += "{a,b}";
    CHECK_FALSE(match_glob(braces, "a"));
    CHECK_FALSE(match_glob(std::string(100'000, '*'), "a"));
    CHECK_FALSE(match_glob("a", std::string(100'000, 'a')));
    CHECK_FALSE(match_glob("{{{{", "a"));
}
