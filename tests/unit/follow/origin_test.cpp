// Where text stands in a history that was pointed at before it was committed, or in a commit that is not
// there.
#include "follow/origin.hpp"

#include <doctest/doctest.h>

#include "unit/follow/world.hpp"
#include "vcs/blob_id.hpp"

using namespace restante;
using namespace restante::tests;

namespace {

const std::string path = "src/settings.cpp";
constexpr std::int64_t committed_at = 1'700'000'000;  // of every commit of a GitRepository

/// Lines 8 to 14 of this text, pointed at when it was in no commit.
anchor::Anchor pointed_at(const std::vector<std::string>& lines) {
    const anchor::Text text(joined(lines));
    return anchor::record({"r1", path, std::nullopt, vcs::blob_id(text.bytes())}, text, {{7, 0}, {14, 0}});
}

/// "commit:first-last", or "nowhere"; lines counted from 1.
std::string origin(const GitRepository& git, const anchor::Anchor& anchor,
                   std::int64_t since = committed_at) {
    Following following(git.root());
    const auto head = *following.history->commit(id_of(git.git({"rev-parse", "HEAD"})));
    const auto found = follow::find_origin(*following.history, anchor, since, head);
    REQUIRE(found);
    if (!*found) return "nowhere";
    const auto lines = anchor::lines_of_range((*found)->range);
    return fmt::format("{}:{}-{}", following.history->node((*found)->commit).id.hex(), lines.first + 1,
                       lines.last + 1);
}

}  // namespace

TEST_CASE("text that was committed as it was pointed at is in the first commit that has it") {
    const GitRepository git;
    git.commit({{path, joined(other_sample)}});
    const auto first = git.commit({{path, joined(sample)}});
    git.commit({{"notes", "later"}});
    git.commit({{path, joined(with(sample, 1, three_lines))}});
    CHECK(origin(git, pointed_at(sample)) == first + ":8-14");
}

TEST_CASE("text that was committed with more in its file is found by its quote and surroundings") {
    const GitRepository git;
    git.commit({{path, joined(other_sample)}});
    const auto first = git.commit({{path, joined(with(sample, 1, three_lines))}});
    git.commit({{path, joined(with(sample, 1, {"// alone"}))}});
    CHECK(origin(git, pointed_at(sample)) == first + ":11-17");
}

TEST_CASE("text that no commit has, not even changed, is nowhere yet") {
    const GitRepository git;
    git.commit({{path, joined(other_sample)}});
    CHECK(origin(git, pointed_at(sample)) == "nowhere");
    git.commit({{path, joined(without(sample, 8, 14))}});
    CHECK(origin(git, pointed_at(sample)) == "nowhere");
}

TEST_CASE("a file that is in no commit is nowhere, and one that was away in between is found") {
    const GitRepository git;
    git.commit({{"notes", "first"}});
    CHECK(origin(git, pointed_at(sample)) == "nowhere");
    const auto first = git.commit({{path, joined(sample)}});
    git.git({"rm", "-q", path});
    git.commit({{"notes", "without it"}});
    CHECK(origin(git, pointed_at(sample)) == first + ":8-14");
}

TEST_CASE("no further back is searched than the newest commit from before it was pointed at") {
    const GitRepository git;
    git.commit({{path, joined(sample)}});
    git.commit({{path, joined(other_sample)}});
    CHECK(origin(git, pointed_at(sample), committed_at + 1) == "nowhere");
    CHECK(origin(git, pointed_at(sample), committed_at) != "nowhere");
}
