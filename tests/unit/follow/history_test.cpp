#include "follow/history.hpp"

#include <doctest/doctest.h>

#include "unit/follow/world.hpp"

using namespace restante;
using namespace restante::follow;
using namespace restante::tests;

namespace {

CommitNumber number(History& history, const std::string& commit) {
    const auto found = history.commit(id_of(commit));
    REQUIRE(found);
    return *found;
}

/// "+added -removed ~changed", by path.
std::string shown(const Result<std::vector<Change>>& changes) {
    REQUIRE(changes);
    std::string out;
    for (const auto& change : *changes)
        out += fmt::format("{}{}{}", out.empty() ? "" : " ",
                           change.before.empty()  ? "+"
                           : change.after.empty() ? "-"
                                                  : "~",
                           change.path);
    return out;
}

}  // namespace

TEST_CASE("the changes of a step are those of files, in all folders") {
    const GitRepository git;
    const auto a = git.commit({{"a", "1"}, {"d/e/f", "1"}, {"d/g", "1"}, {"z", "1"}});
    git.git({"rm", "-q", "z"});
    const auto b = git.commit({{"d/e/f", "2"}, {"d/h", "new"}, {"n/n/n", "new"}});
    Following following(git.root());
    auto& history = *following.history;
    CHECK(shown(history.changes(number(history, a), number(history, b))) == "~d/e/f +d/h +n/n/n -z");
    CHECK(shown(history.changes(number(history, b), number(history, a))) == "~d/e/f -d/h -n/n/n +z");
    CHECK(shown(history.changes(number(history, a), number(history, a))).empty());
    CHECK(shown(history.changes(std::nullopt, number(history, a))) == "+a +d/e/f +d/g +z");
}

TEST_CASE("names that sort differently as files and as folders are still the same names") {
    // Git sorts "a" the folder behind "a.b" and "a-b".
    const GitRepository git;
    const auto a = git.commit({{"a", "1"}, {"a-b", "1"}, {"a.b", "1"}, {"a0", "1"}});
    git.git({"rm", "-q", "a"});
    const auto b = git.commit({{"a/x", "1"}, {"a0", "2"}});
    Following following(git.root());
    auto& history = *following.history;
    const auto forward = shown(history.changes(number(history, a), number(history, b)));
    CHECK((forward == "-a +a/x ~a0" || forward == "+a/x -a ~a0"));
}

TEST_CASE("of one step no more changes are listed than the bound allows") {
    const GitRepository git;
    std::map<std::string, std::string> files;
    for (int i = 0; i < 50; ++i)
        files[fmt::format("f{}/{}", i % 5, i)] = "text";
    const auto a = git.commit({});
    const auto b = git.commit(files);
    HistoryLimits limits;
    limits.changes_max = 20;
    Following following(git.root(), limits);
    auto& history = *following.history;
    CHECK(history.changes(number(history, a), number(history, b))->size() == 20);
}

TEST_CASE("texts are kept within the bound, the last used ones longest") {
    const GitRepository git;
    const auto commit = git.commit({{"a", std::string(600, 'a')},
                                    {"b", std::string(600, 'b')},
                                    {"c", std::string(600, 'c')},
                                    {"big", std::string(2000, 'x')}});
    HistoryLimits limits;
    limits.texts_bytes_max = 1300;
    limits.text_bytes_max = 1999;
    Following following(git.root(), limits);
    auto& history = *following.history;
    const auto text = [&](const char* path) {
        const auto blob = history.blob_at(number(history, commit), path);
        REQUIRE(blob);
        REQUIRE(*blob);
        return history.text(**blob);
    };
    REQUIRE(history.blob_at(number(history, commit), "a"));
    const auto tree = history.bytes_kept();
    CHECK(tree == 4 * (std::string_view("100644 ?").size() + 1 + 20) + 2);  // "big" has two letters more
    const auto a = *text("a");
    const auto b = *text("b");
    CHECK(history.bytes_kept() == tree + 1200);
    CHECK(*text("a") == a);
    (void)text("c");
    CHECK(history.bytes_kept() == tree + 1200);
    CHECK(*text("a") == a);        // the same object: it was kept
    CHECK_FALSE(*text("b") == b);  // read again
    CHECK(b->bytes() == std::string(600, 'b'));
    CHECK(text("big").error().code == Errc::too_large);
}

TEST_CASE("trees are read again once their bound was reached") {
    const GitRepository git;
    const auto commit = git.commit({{"a/b/c/d/e", "1"}, {"f/g", "2"}});
    HistoryLimits limits;
    limits.trees_bytes_max = 1;
    Following following(git.root(), limits);
    auto& history = *following.history;
    for (int i = 0; i < 2; ++i)
        for (const auto* path : {"a/b/c/d/e", "f/g"})
            CHECK(history.blob_at(number(history, commit), path)->has_value());
    CHECK(history.bytes_kept() < 40);  // the last tree alone
}

TEST_CASE("a commit that was missing is found once it is there") {
    const GitRepository git;
    const auto a = git.commit({{"a", "1"}});
    const auto clone = git.around() / "clone";
    git.git({"clone", "-q", git.root(), clone});
    Following following(clone);
    const auto b = git.commit({{"a", "2"}});
    CHECK(following.history->commit(id_of(b)).error().code == Errc::not_found);
    tests::git(clone, {"fetch", "-q"});
    const auto found = following.history->commit(id_of(b));
    REQUIRE(found);
    const auto& node = following.history->node(*found);
    CHECK(node.known);
    REQUIRE(node.parents.size() == 1);
    CHECK(following.history->node(node.parents[0]).id.hex() == a);
}
