#include "daemon/checks.hpp"

#include <doctest/doctest.h>

#include "base/utf8.hpp"

using namespace restante;
using namespace restante::daemon;
using protocol::CheckLevel;

TEST_CASE("a git is judged by the version that it prints") {
    const auto level = [](std::string_view printed) { return check_git_version(printed).level; };
    CHECK(level("git version 2.39.5\n") == CheckLevel::ok);
    CHECK(level("git version 2.36\n") == CheckLevel::ok);
    CHECK(level("git version 3.0.1 (Apple Git-200)\n") == CheckLevel::ok);
    CHECK(level("git version 2.10.0\n") == CheckLevel::warning);
    CHECK(level("git version 1.99\n") == CheckLevel::warning);
    for (const auto* other : {"", "git version", "git version two\n", "git version 2\n", "hg 6.1\n"})
        CHECK(level(other) == CheckLevel::failed);
    CHECK(check_git_version("git version 2.10.0\n").text == "git version 2.10.0, older than 2.36");
}

TEST_CASE("what is no git at all is told as text, and briefly") {
    const auto garbage = check_git_version(std::string(100'000, '\xff') + '\0');
    CHECK(garbage.level == CheckLevel::failed);
    CHECK(utf8::is_valid(garbage.text));
    CHECK(garbage.text.size() < 400);
    CHECK(garbage.hint);
}
