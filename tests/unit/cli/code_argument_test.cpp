#include "clients/cli/code_argument.hpp"

#include <doctest/doctest.h>

using namespace restante;
using namespace restante::cli;

namespace {

std::string shown(const Result<CodeArgument>& code) {
    if (!code) return std::string(to_string(code.error().code));
    auto text = fmt::format("{} {} {}-{}", code->revision, code->path, code->lines.first, code->lines.last);
    if (code->columns) text += fmt::format(" {}-{}", code->columns->first, code->columns->last);
    return text;
}

}  // namespace

TEST_CASE("code of a commit is read as people type it") {
    for (const auto& [typed, meant] : std::vector<std::pair<const char*, const char*>>{
             {"HEAD:src/a.cpp:7", "HEAD src/a.cpp 7-7"},
             {"HEAD:src/a.cpp:7-9", "HEAD src/a.cpp 7-9"},
             {"v1.0~2:a:7:3-8", "v1.0~2 a 7-7 3-8"},
             {"HEAD:a:7-9:3-2", "HEAD a 7-9 3-2"},  // from column 3 of the first to column 2 of the last line
             {"topic/x:a b:1", "topic/x a b 1-1"},
             // Paths may hold colons: what is read as numbers is read from the right.
             {"HEAD:a:b:7", "HEAD a:b 7-7"},
             {"HEAD:a:5:7", "HEAD a:5 7-7"},
             {"HEAD:a:5:7:2-3", "HEAD a:5 7-7 2-3"},
             {"HEAD:a:b:7-9", "HEAD a:b 7-9"},
             {"HEAD::7", "invalid_argument"},
             {"HEAD:7:3-4", "HEAD 7 3-4"},
             {"HEAD::x:1", "HEAD :x 1-1"},
         }) {
        CAPTURE(typed);
        CHECK(shown(parse_code(typed)) == meant);
    }
}

TEST_CASE("what is no place in a commit is told so") {
    for (const auto* typed : {"", ":", "HEAD", "HEAD:", "HEAD:a", "HEAD:a:", "HEAD:a:0", "HEAD:a:x",
                              "HEAD:a:7-", "HEAD:a:-7", "HEAD:a:9-7", "HEAD:a:7:8-3", ":a:7",
                              "HEAD:a:99999999999", "HEAD:a:1-2-3", "HEAD:a:+1", "HEAD:a: 1"}) {
        CAPTURE(typed);
        CHECK(shown(parse_code(typed)) == "invalid_argument");
    }
}
