#include "follow/route.hpp"

#include <doctest/doctest.h>

#include "unit/follow/world.hpp"

using namespace restante;
using namespace restante::follow;
using namespace restante::tests;

namespace {

/// A history of commits named by their subjects, and the routes in it.
struct Map {
    /// On the current branch, with `file` as given.
    void commit(const std::string& name, const std::string& text) {
        ids[name] = git.commit({{"file", text}}, name);
    }
    void merge(const std::string& name, const std::string& other,
               const std::vector<std::string>& options = {}) {
        std::vector<std::string> arguments{"merge", "-q", "--no-ff", "-m", name};
        arguments.insert(arguments.end(), options.begin(), options.end());
        arguments.push_back(other);
        git.git(arguments);
        ids[name] = git.git({"rev-parse", "HEAD"});
    }
    CommitNumber operator[](const std::string& name) {
        if (!following) following.emplace(git.root());
        return *following->history->commit(id_of(ids.at(name)));
    }
    Route route(const std::string& from, const std::string& to) {
        const auto a = (*this)[from];
        return {*following->history, a, (*this)[to]};
    }
    std::string name(CommitNumber number) {
        for (const auto& [name, id] : ids)
            if (following->history->node(number).id.hex() == id) return name;
        return "?";
    }
    /// "a>b c>d": parent and child of each change, newest first.
    std::string chain(const Route& route, const std::string& top, const std::string& base) {
        const auto t = (*this)[top];
        const auto found = route.chain(t, (*this)[base], "file");
        REQUIRE(found);
        std::string out;
        for (const auto& step : *found)
            out += (out.empty() ? "" : " ") + name(step.parent) + ">" + name(step.child);
        return out;
    }

    GitRepository git;
    std::map<std::string, std::string> ids;
    std::optional<Following> following;
};

}  // namespace

TEST_CASE("along one line the changes of the file are listed, and only they") {
    Map map;
    map.commit("a", "1");
    map.commit("b", "2");
    map.commit("c", "2");
    map.commit("d", "3");
    const auto route = map.route("a", "d");
    CHECK(route.relation() == Relation::after);
    CHECK(map.name(*route.base()) == "a");
    CHECK(map.chain(route, "d", "a") == "c>d a>b");
    CHECK(map.chain(route, "b", "a") == "a>b");
    const auto back = map.route("d", "a");
    CHECK(back.relation() == Relation::before);
    CHECK(map.chain(back, "d", "a") == "c>d a>b");
    CHECK(map.route("b", "b").relation() == Relation::same);
    CHECK_FALSE(route.cut());
}

TEST_CASE("at a merge the way goes along the side that has the same file") {
    Map map;
    map.commit("a", "1");
    map.git.git({"switch", "-q", "-c", "side"});
    map.commit("s", "side");
    map.git.git({"switch", "-q", "main"});
    map.git.commit({{"unrelated", "x"}});
    map.merge("m", "side");
    map.commit("z", "last");
    CHECK(map.chain(map.route("a", "z"), "z", "a") == "m>z a>s");
}

TEST_CASE("a change that a merge dropped is not on the way") {
    Map map;
    map.commit("a", "1");
    map.git.git({"switch", "-q", "-c", "side"});
    map.commit("s", "side");
    map.git.git({"switch", "-q", "main"});
    map.git.commit({{"unrelated", "x"}});
    map.merge("m", "side", {"-s", "ours"});
    CHECK(map.chain(map.route("a", "m"), "m", "a").empty());
}

TEST_CASE("from a commit of the side branch the way leads through the side branch") {
    Map map;
    map.commit("a", "1\n2\n3\n4\n5\n6\n7\n");
    map.git.git({"switch", "-q", "-c", "side"});
    map.commit("s", "1\n2\n3\n4\n5\n6\nside\n");
    map.git.git({"switch", "-q", "main"});
    map.commit("b", "main\n2\n3\n4\n5\n6\n7\n");
    map.merge("m", "side");
    const auto route = map.route("s", "m");
    CHECK(route.relation() == Relation::after);
    CHECK(map.chain(route, "m", "s") == "s>m");
}

TEST_CASE("two branches are beside each other, from where they parted") {
    Map map;
    map.commit("a", "1");
    map.commit("b", "2");
    map.git.git({"switch", "-q", "-c", "side"});
    map.commit("s", "3");
    map.git.git({"switch", "-q", "main"});
    map.commit("m", "4");
    const auto route = map.route("s", "m");
    CHECK(route.relation() == Relation::beside);
    CHECK(map.name(*route.base()) == "b");
    CHECK(map.chain(route, "s", "b") == "b>s");
    CHECK(map.chain(route, "m", "b") == "b>m");
}

TEST_CASE("histories that share nothing are unrelated") {
    Map map;
    map.commit("a", "1");
    map.git.git({"switch", "-q", "--orphan", "other"});
    map.commit("b", "2");
    const auto route = map.route("a", "b");
    CHECK(route.relation() == Relation::unrelated);
    CHECK_FALSE(route.base());
}

TEST_CASE("clocks that went wrong change no relation") {
    Map map;
    const auto dated = [&](const std::string& name, const std::string& text, const std::string& date) {
        write_file(map.git.path("file"), text);
        map.git.git({"add", "-A"});
        const auto tree = map.git.git({"write-tree"});
        std::string commit = "tree " + tree + "\n";
        if (!map.ids.empty()) commit += "parent " + map.git.git({"rev-parse", "HEAD"}) + "\n";
        commit += "author A <a> 1 +0000\ncommitter A <a> " + date + " +0000\n\n" + name + "\n";
        map.ids[name] = map.git.git({"hash-object", "-t", "commit", "-w", "--stdin"}, commit);
        map.git.git({"reset", "-q", "--hard", map.ids[name]});
    };
    dated("a", "1", "9000000000");
    dated("b", "2", "5");
    dated("c", "3", "8000000000");
    dated("d", "4", "1");
    const auto route = map.route("a", "d");
    CHECK(route.relation() == Relation::after);
    CHECK(map.chain(route, "d", "a") == "c>d b>c a>b");
    CHECK(map.route("c", "b").relation() == Relation::before);
    CHECK(map.route("d", "a").relation() == Relation::before);
}

TEST_CASE("where parents are missing, the route says that it is cut") {
    Map map;
    map.commit("a", "1");
    map.commit("b", "2");
    map.commit("c", "3");
    map.git.git({"switch", "-q", "-c", "side", map.ids["a"]});
    map.commit("s", "side");
    const auto clone = map.git.around() / "clone";
    map.git.git({"clone", "-q", "--depth=1", "--no-single-branch", "file://" + map.git.root(), clone});
    map.following.emplace(clone);
    const auto route = map.route("c", "s");
    CHECK(route.relation() == Relation::unrelated);
    CHECK(route.cut());
}
