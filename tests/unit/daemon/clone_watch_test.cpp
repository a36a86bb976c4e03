#include "daemon/clone_watch.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <set>

#include "support/git_repository.hpp"

using namespace restante;
using namespace restante::daemon;
using restante::tests::GitRepository;
using namespace std::chrono_literals;

namespace {

/// What was told about clones, in a loop.
struct Desk {
    void add(const std::string& folder) {
        const auto repository = vcs::discover(folder);
        REQUIRE(repository);
        watch.add(*repository);
    }
    /// True when just this clone is told about after the command.
    bool told(const std::string& root) {
        const bool came = loop.run_until([&] { return roots.contains(root); }, 10s);
        const bool only = roots.size() == 1;
        roots.clear();
        return came && only;
    }
    /// All that had come so far is read: another clone's event arrives behind it.
    bool silent_before(const GitRepository& other) {
        other.commit({{"later", "x"}});
        const bool alone = told(other.root());
        other.git({"reset", "-q", "--hard", "HEAD~1"});
        return told(other.root()) && alone;
    }

    rpc::Loop loop;
    std::set<std::string> roots;
    std::set<std::string> gone;
    std::set<std::string> fetched;
    CloneWatch watch{loop,
                     [this](const std::string& root, bool more) {
                         roots.insert(root);
                         if (more) fetched.insert(root);
                     },
                     [this](const std::string& root) { gone.insert(root); }};
};

}  // namespace

TEST_CASE(
    "a commit, a switch, a reset and an amended commit of a watched clone are told, each with its root") {
    const GitRepository one;
    const GitRepository two;
    one.commit({{"a", "1"}});
    two.commit({{"a", "1"}});
    Desk desk;
    desk.add(one.root());
    desk.add(two.root());
    one.commit({{"a", "2"}});
    CHECK(desk.told(one.root()));
    one.git({"switch", "-q", "-c", "other"});
    CHECK(desk.told(one.root()));
    two.git({"commit", "-q", "--amend", "-m", "Said better"});
    CHECK(desk.told(two.root()));
    one.git({"reset", "-q", "--hard", "HEAD~1"});
    CHECK(desk.told(one.root()));
}

TEST_CASE("files that are checked out, stashed or renamed are told") {
    const GitRepository one;
    one.commit({{"a", "1"}});
    Desk desk;
    desk.add(one.root());
    one.git({"mv", "a", "b"});
    CHECK(desk.told(one.root()));
    one.git({"stash", "-q"});
    CHECK(desk.told(one.root()));
    one.write("a", "2");
    one.git({"checkout", "-q", "."});
    CHECK(desk.told(one.root()));
}

TEST_CASE("that a clone has fetched is told, and other changes are no fetch") {
    const GitRepository one;
    const GitRepository other;
    one.commit({{"a", "1"}});
    other.commit({{"a", "2"}});
    Desk desk;
    desk.add(one.root());
    one.commit({{"a", "3"}});
    CHECK(desk.told(one.root()));
    CHECK(desk.fetched.empty());
    one.git({"fetch", "-q", other.root(), "HEAD"});
    CHECK(desk.told(one.root()));
    CHECK(desk.fetched.contains(one.root()));
}

TEST_CASE("what changes no file of the work tree is not told") {
    const GitRepository one;
    const GitRepository other;
    one.commit({{"a", "1"}});
    other.commit({{"a", "1"}});
    Desk desk;
    desk.add(one.root());
    desk.add(other.root());
    one.git({"branch", "unused"});
    one.git({"tag", "unused"});
    CHECK(desk.silent_before(other));
}

TEST_CASE("a linked work tree has a HEAD of its own") {
    const GitRepository main;
    const GitRepository other;
    main.commit({{"a", "1"}});
    const auto linked = main.around() / "linked";
    main.git({"worktree", "add", "-q", linked, "-b", "linked"});
    Desk desk;
    desk.add(main.root());
    desk.add(linked);
    const auto root = vcs::discover(linked)->root;
    tests::git(linked, {"commit", "-q", "--allow-empty", "-m", "There"});
    CHECK(desk.told(root));
    main.git({"commit", "-q", "--allow-empty", "-m", "Here"});
    CHECK(desk.told(main.root()));
}

TEST_CASE("a clone whose git folder is gone does no harm, to others either") {
    const GitRepository gone;
    const GitRepository other;
    gone.commit({{"a", "1"}});
    other.commit({{"a", "1"}});
    Desk desk;
    const auto repository = vcs::discover(gone.root());
    REQUIRE(repository);
    desk.watch.add(*repository);
    desk.add(other.root());
    std::filesystem::remove_all(gone.path(".git"));
    CHECK(desk.loop.run_until([&] { return desk.gone.contains(gone.root()); }, 10s));
    CHECK_FALSE(desk.watch.watches(gone.root()));
    desk.watch.add(*repository);
    other.commit({{"a", "2"}});
    REQUIRE(desk.loop.run_until([&] { return desk.roots.contains(other.root()); }, 10s));
    CHECK(desk.gone.size() == 1);
}
