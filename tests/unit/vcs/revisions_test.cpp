#include "vcs/revisions.hpp"

#include <doctest/doctest.h>

#include "support/git_repository.hpp"

using namespace restante;
using namespace restante::vcs;
using restante::tests::GitRepository;

namespace {

GitOptions options() {
    GitOptions options;
    options.deadline = std::chrono::seconds(60);
    options.environment = {"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null"};
    return options;
}

std::string shown(const Result<ObjectId>& id) {
    return id ? id->hex() : std::string(to_string(id.error().code));
}

}  // namespace

TEST_CASE("a commit is known by every name that git knows it by") {
    const GitRepository git;
    const auto first = git.commit({{"a", "1"}});
    git.git({"tag", "-a", "v1", "-m", "A tag"});
    git.git({"branch", "topic/one"});
    const auto second = git.commit({{"a", "2"}});
    Revisions revisions(*discover(git.root()), options());
    for (const auto& name :
         {std::string("v1"), std::string("topic/one"), std::string("HEAD~1"),
          std::string("refs/heads/topic/one"), first.substr(0, 10), first, git.git({"rev-parse", "v1"})}) {
        CAPTURE(name);
        CHECK(shown(revisions.commit(name)) == first);
    }
    CHECK(shown(revisions.commit("HEAD")) == second);
}

TEST_CASE("what is no commit is not found, and what cannot be a name is wrong") {
    const GitRepository git;
    git.commit({{"a", "1"}});
    Revisions revisions(*discover(git.root()), options());
    for (const auto& name :
         {std::string("nowhere"), std::string("HEAD:a"), std::string("HEAD^{tree}"), std::string(40, '7'),
          std::string("-h"), std::string("--all"), std::string(" ")}) {
        CAPTURE(name);
        CHECK(shown(revisions.commit(name)) == "not_found");
    }
    CHECK(shown(revisions.commit("")) == "invalid_argument");
    CHECK(shown(revisions.commit("HEAD\nflush")) == "invalid_argument");
    CHECK(shown(revisions.commit(std::string("HEAD\0", 5))) == "invalid_argument");
}

TEST_CASE("before the first commit there is no HEAD") {
    const GitRepository git;
    Revisions revisions(*discover(git.root()), options());
    CHECK(shown(revisions.commit("HEAD")) == "not_found");
}

TEST_CASE("without git, that it is missing is told") {
    const GitRepository git;
    auto no_git = options();
    no_git.program = "no-such-git";
    Revisions revisions(*discover(git.root()), no_git);
    CHECK(shown(revisions.commit("HEAD")) == "unavailable");
}
