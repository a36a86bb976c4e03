// What becomes of code in the everyday turns of a history, on real repositories.
#include "follow/follower.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "unit/follow/world.hpp"

using namespace restante;
using namespace restante::tests;

namespace {

const std::string path = "src/settings.cpp";

}  // namespace

TEST_CASE("the same commit gives the same place") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}});
    const auto answer = Following(git.root()).follow(a, path, 8, 14, a);
    CHECK(shown(answer) == path + ":8-14 exact");
    CHECK(answer.placement.confidence == 1.0);
}

TEST_CASE("lines above shift it") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}});
    const auto b = git.commit({{path, joined(with(sample, 1, three_lines))}});
    const auto answer = Following(git.root()).follow(a, path, 8, 14, b);
    CHECK(shown(answer) == path + ":11-17 shifted");
    CHECK(answer.placement.confidence > 0.99);
}

TEST_CASE("of two blocks that changed places each keeps its own end") {
    const std::vector<std::string> one{"int parse(Text text) {", "    int value = 0;", "    return value;",
                                       "}"};
    const std::vector<std::string> two{"int size_of(Queue queue) {", "    return queue.last;", "}"};
    const auto source = [](const auto& first, const auto& second) {
        return "#include <string>\n\n" + joined(first) + "\n" + joined(second);
    };
    const GitRepository git;
    const auto a = git.commit({{path, source(two, one)}});
    const auto b = git.commit({{path, source(one, two)}});
    CHECK(shown(Following(git.root()).follow(a, path, 7, 10, b)) == path + ":3-6 shifted");
    CHECK(shown(Following(git.root()).follow(b, path, 3, 6, a)) == path + ":7-10 shifted");
}

TEST_CASE("a line of it that was changed is told with its commit") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}});
    const auto b =
        git.commit({{path, joined(replaced(sample, 9, "    Settings settings = system_defaults();"))}});
    const auto c = git.commit({{"notes", "later"}});
    const auto answer = Following(git.root()).follow(a, path, 8, 14, c);
    CHECK(shown(answer) == path + ":8-14 edited");
    CHECK(holds(answer.placement.reason, short_of(b)));
    CHECK(holds(answer.placement.reason, "6 of 7 lines equal"));
}

TEST_CASE("the pointed-at line itself may be changed") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}});
    const auto b =
        git.commit({{path, joined(replaced(sample, 9, "    Settings settings = system_defaults();"))}});
    CHECK(shown(Following(git.root()).follow(a, path, 9, 9, b)) == path + ":9-9 edited");
}

TEST_CASE("it goes with its file to a new name, changed or not") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}, {"other.py", joined(other_sample)}});
    git.git({"mv", path, "src/config.cpp"});
    const auto b = git.commit({});
    const auto answer = Following(git.root()).follow(a, path, 8, 14, b);
    CHECK(shown(answer) == "src/config.cpp:8-14 moved");
    CHECK(holds(answer.placement.reason, "moved from " + path + " by commit " + short_of(b)));

    git.git({"mv", "src/config.cpp", "src/options.cpp"});
    const auto c =
        git.commit({{"src/options.cpp",
                     joined(replaced(with(sample, 1, three_lines), 12, "    Settings settings = none();"))}});
    CHECK(shown(Following(git.root()).follow(a, path, 8, 14, c)) == "src/options.cpp:11-17 moved");
    // And back in time.
    CHECK(shown(Following(git.root()).follow(c, "src/options.cpp", 11, 17, a)) == path + ":8-14 moved");
}

TEST_CASE("a rename that changes only the letters' case is a rename") {
    const GitRepository git;
    const auto a = git.commit({{"src/settings.cpp", joined(sample)}});
    git.git({"mv", "src/settings.cpp", "src/Settings.cpp"});
    const auto b = git.commit({});
    CHECK(shown(Following(git.root()).follow(a, path, 8, 14, b)) == "src/Settings.cpp:8-14 moved");
}

TEST_CASE("a function that went to another file is found there") {
    const GitRepository git;
    const std::vector<std::string> function(sample.begin() + 6, sample.begin() + 14);
    const std::vector<std::string> store{"#include \"store.hpp\"",
                                         "",
                                         "bool exists(const std::string& user) {",
                                         "    return ::access(path_of(user).c_str(), R_OK) == 0;",
                                         "}",
                                         ""};
    auto grown = store;
    grown.insert(grown.end(), function.begin(), function.end());
    const auto a = git.commit({{path, joined(sample)}, {"src/store.cpp", joined(store)}});
    const auto b = git.commit({{path, joined(without(sample, 7, 15))}, {"src/store.cpp", joined(grown)}});
    CHECK(shown(Following(git.root()).follow(a, path, 8, 14, b)) == "src/store.cpp:8-14 moved");
    CHECK(shown(Following(git.root()).follow(a, path, 11, 11, b)) == "src/store.cpp:11-11 moved");
}

TEST_CASE("what was deleted is gone, with its last place and the commit") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}});
    const auto b = git.commit({{path, joined(with(sample, 1, three_lines))}});
    const auto c = git.commit({{path, joined(without(with(sample, 1, three_lines), 10, 18))}});
    const auto answer = Following(git.root()).follow(a, path, 8, 14, c);
    CHECK(shown(answer) == "orphaned");
    CHECK(holds(answer.placement.reason, "deleted by commit " + short_of(c)));
    REQUIRE(answer.last_good);
    CHECK(answer.last_good->path == path);
    CHECK(answer.last_good->range.start.line == 10);
    CHECK(answer.last_good->commit.hex() == b);
    CHECK(answer.last_good->broken_by.hex() == c);
}

TEST_CASE("with its file deleted, that is the reason") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}, {"other.py", joined(other_sample)}});
    git.git({"rm", "-q", path});
    const auto b = git.commit({});
    const auto answer = Following(git.root()).follow(a, path, 8, 14, b);
    CHECK(shown(answer) == "orphaned");
    CHECK(holds(answer.placement.reason, "file gone: " + path + " was deleted by commit " + short_of(b)));
}

TEST_CASE("after a revert it is found again") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}});
    git.commit({{path, joined(without(sample, 7, 15))}});
    git.git({"revert", "--no-edit", "HEAD"});
    const auto c = git.git({"rev-parse", "HEAD"});
    CHECK(shown(Following(git.root()).follow(a, path, 8, 14, c)) == path + ":8-14 exact");

    git.git({"rm", "-q", path});
    git.commit({});
    git.git({"revert", "--no-edit", "HEAD"});
    CHECK(shown(Following(git.root()).follow(a, path, 8, 14, git.git({"rev-parse", "HEAD"}))) ==
          path + ":8-14 exact");
}

TEST_CASE("in a file that is in the end what it was, it is where it was, whatever became of it meanwhile") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}});
    auto rewritten = without(sample, 8, 14);
    rewritten.insert(rewritten.begin() + 7, {"Settings none() {", "    return {};", "}"});
    git.commit({{path, joined(rewritten)}});
    const auto c = git.commit({{path, joined(sample)}});
    const auto answer = Following(git.root()).follow(a, path, 8, 14, c);
    CHECK(shown(answer) == path + ":8-14 exact");
    CHECK(answer.placement.confidence == 1.0);
}

TEST_CASE("of two moves each is told with where it came from") {
    const GitRepository git;
    const std::vector<std::string> function(sample.begin() + 7, sample.begin() + 14);
    const auto a = git.commit({{path, joined(sample)}, {"src/b.cpp", joined(other_sample)}});
    git.commit(
        {{path, joined(without(sample, 8, 14))}, {"src/b.cpp", joined(with(other_sample, 3, function))}});
    git.git({"mv", "src/b.cpp", "src/c.cpp"});
    const auto c = git.commit({});
    const auto answer = Following(git.root()).follow(a, path, 8, 14, c);
    CHECK(shown(answer) == "src/c.cpp:3-9 moved");
    CHECK(holds(answer.placement.reason, "moved from src/b.cpp by commit " + short_of(c)));
    CHECK(holds(answer.placement.reason, "before that from " + path));
}

TEST_CASE("a merge brings what the side branch did") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}});
    git.git({"switch", "-q", "-c", "side"});
    git.commit({{path, joined(with(sample, 1, three_lines))}});
    git.git({"switch", "-q", "main"});
    git.commit({{path, joined(with(sample, 24, {"void last();"}))}});
    git.git({"merge", "-q", "--no-edit", "side"});
    const auto merged = git.git({"rev-parse", "HEAD"});
    CHECK(shown(Following(git.root()).follow(a, path, 8, 14, merged)) == path + ":11-17 shifted");
    CHECK(shown(Following(git.root()).follow(merged, path, 11, 17, a)) == path + ":8-14 shifted");
}

TEST_CASE("an amended or rebased commit is beside, and followed by one step") {
    const GitRepository git;
    const auto base = git.commit({{path, joined(sample)}});
    const auto old = git.commit({{path, joined(with(sample, 24, {"void last_one();"}))}});
    git.git({"reset", "-q", "--hard", base});
    git.commit({{path, joined(with(sample, 1, three_lines))}});
    const auto rewritten =
        git.commit({{path, joined(with(with(sample, 24, {"void last_one();"}), 1, three_lines))}});
    const auto answer = Following(git.root()).follow(old, path, 24, 24, rewritten);
    CHECK(shown(answer) == path + ":27-27 shifted");
    CHECK(answer.placement.confidence < 1);
}

TEST_CASE("back in time it is where it was, and nowhere before it was written") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(without(sample, 7, 15))}});
    const auto b = git.commit({{path, joined(sample)}});
    const auto c = git.commit({{path, joined(with(sample, 1, three_lines))}});
    Following following(git.root());
    CHECK(shown(following.follow(c, path, 11, 17, b)) == path + ":8-14 shifted");
    const auto before = following.follow(c, path, 11, 17, a);
    CHECK(shown(before) == "orphaned");
    CHECK(holds(before.placement.reason, "not there yet"));
}

TEST_CASE("before the file was, it was not") {
    const GitRepository git;
    const auto a = git.commit({{"other.py", joined(other_sample)}});
    const auto b = git.commit({{path, joined(sample)}});
    CHECK(shown(Following(git.root()).follow(b, path, 8, 14, a)) == "orphaned");
}

TEST_CASE("histories without a commit in common are compared at their ends") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}});
    git.git({"switch", "-q", "--orphan", "other"});
    const auto b = git.commit({{path, joined(with(sample, 1, three_lines))}});
    CHECK(shown(Following(git.root()).follow(a, path, 8, 14, b)) == path + ":11-17 shifted");
}

TEST_CASE("many steps are walked, each from where the last one led") {
    const GitRepository git;
    auto lines = sample;
    const auto a = git.commit({{path, joined(lines)}});
    std::string last;
    for (int i = 0; i < 30; ++i) {
        lines = with(lines, 1, {fmt::format("// note {}", i)});
        last = git.commit({{path, joined(lines)}});
    }
    Following following(git.root());
    CHECK(shown(following.follow(a, path, 8, 14, last)) == path + ":38-44 shifted");
    CHECK(shown(following.follow(last, path, 38, 44, a)) == path + ":8-14 shifted");
}

TEST_CASE("columns go with their tokens, and stay whole when nothing is left of them") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}});
    const auto b = git.commit(
        {{path, joined(replaced(sample, 8, "static Settings load_settings(std::string_view user) {"))}});
    Following following(git.root());
    const auto range =
        following.follower->follow({id_of(a), path, {{7, 9}, {7, 22}}, id_of(b)}).placement.range;
    REQUIRE(range);
    CHECK(*range == anchor::Range{{7, 16}, {7, 29}});
}

TEST_CASE("uncommitted changes are one more step") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}, {"b/c/d.txt", "text\n"}, {"b/e.txt", "text\n"}});
    Following following(git.root());
    const auto edited = joined(with(replaced(sample, 9, "    Settings settings = none();"), 1, three_lines));
    const auto open = following.objects->commit_on(
        id_of(a), {{path, [&](std::size_t) { return Result<std::string>(edited); }}});
    REQUIRE(open);
    const auto answer = following.follow(a, path, 8, 14, open->hex());
    CHECK(shown(answer) == path + ":11-17 edited");
    CHECK(holds(answer.placement.reason, "by uncommitted changes"));

    const auto renamed = following.objects->commit_on(
        id_of(a),
        {{path}, {"new/place.cpp", [](std::size_t) { return Result<std::string>(joined(sample)); }}});
    REQUIRE(renamed);
    CHECK(shown(following.follow(a, path, 8, 14, renamed->hex())) == "new/place.cpp:8-14 moved");
    const auto gone = following.objects->commit_on(id_of(a), {{path}});
    REQUIRE(gone);
    CHECK(holds(following.follow(a, path, 8, 14, gone->hex()).placement.reason,
                "deleted by uncommitted changes"));
    const auto empty = following.objects->commit_on(id_of(a), {{path}, {"b/c/d.txt"}, {"b/e.txt"}});
    REQUIRE(empty);
    CHECK(shown(following.follow(a, path, 8, 14, empty->hex())) == "orphaned");
}

TEST_CASE("a marked argument that was taken out is gone, though its line is there") {
    const GitRepository git;
    const std::string signature = "Settings load_settings(const std::string& user, bool strict_mode) {";
    const auto a = git.commit({{path, joined(sample)}});
    const auto b = git.commit({{path, joined(replaced(sample, 8, signature))}});
    const auto c = git.commit({{path, joined(with(sample, 1, three_lines))}});
    const auto column = static_cast<std::uint32_t>(signature.find("strict_mode"));
    const anchor::Range marked{{7, column}, {7, column + 11}};
    Following following(git.root());
    for (const auto& to : {a, c}) {
        const auto answer = following.follower->follow({id_of(b), path, marked, id_of(to)});
        CHECK(shown(answer) == "orphaned");
        CHECK(answer.last_good);
    }
    CHECK(shown(following.follow(b, path, 8, 8, a)) == path + ":8-8 edited");
}

TEST_CASE("a declaration that was broken over two lines begins at its first") {
    const GitRepository git;
    const std::string before = "    const Settings fallback_settings = read_all_defaults(user, retries_max);";
    const auto a = git.commit({{path, joined(with(sample, 9, {before}))}});
    const auto b = git.commit({{path, joined(with(sample, 9,
                                                  {"    const Settings fallback_settings =",
                                                   "        read_all_defaults(user, retries_max);"}))}});
    CHECK(shown(Following(git.root()).follow(a, path, 9, 9, b)) == path + ":9-9 edited");
}

TEST_CASE("what was lost is found again though its file got another name meanwhile") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}});
    git.commit({{path, joined(without(sample, 7, 15))}});
    git.git({"mv", path, "src/config.cpp"});
    git.commit({});
    const auto d = git.commit({{"src/config.cpp", joined(sample)}});
    const auto answer = Following(git.root()).follow(a, path, 8, 14, d);
    CHECK(shown(answer) == "src/config.cpp:8-14 moved");
}

TEST_CASE("of several lines that were all written anew, step by step, none is shown") {
    const GitRepository git;
    const auto block = [](const std::vector<std::string>& lines) {
        auto out = sample;
        return joined(with(out, 14, lines));
    };
    const auto a = git.commit({{path, block({"struct window_pane *pane = pane_of(client);",
                                             "pane_resize(pane, client->columns, client->rows);",
                                             "pane_redraw_all_lines(pane);"})}});
    git.commit({{path, block({"struct window_pane *view = view_of(session);",
                              "view_resize(view, session->columns, session->rows);",
                              "view_redraw_all_lines(view);"})}});
    const auto c = git.commit({{path, block({"auto view = session.active_view();", "if (!view) return;",
                                             "notify(view->size(), Reason::resized);"})}});
    const auto answer = Following(git.root()).follow(a, path, 14, 16, c);
    CHECK(shown(answer) == "orphaned");
    CHECK(answer.last_good);
}

TEST_CASE("a range that ends with an empty line keeps it") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}});
    const auto b = git.commit({{path, joined(with(sample, 1, three_lines))}});
    CHECK(shown(Following(git.root()).follow(a, path, 14, 15, a)) == path + ":14-15 exact");
    CHECK(shown(Following(git.root()).follow(a, path, 8, 15, b)) == path + ":11-18 shifted");
    CHECK(shown(Following(git.root()).follow(b, path, 11, 18, a)) == path + ":8-15 shifted");
    CHECK(shown(Following(git.root()).follow(a, path, 15, 15, b)) == path + ":18-18 shifted");
}

TEST_CASE("back in time the commit is named that made the change later") {
    const GitRepository git;
    const std::string changed = "    Settings settings = system_defaults();";
    const auto a = git.commit({{path, joined(sample)}});
    const auto b = git.commit({{path, joined(replaced(sample, 9, changed))}});
    git.git({"mv", path, "src/config.cpp"});
    const auto c = git.commit({});
    Following following(git.root());
    CHECK(following.follow(b, path, 8, 14, a).placement.reason ==
          "changed later, by commit " + short_of(b) + "; 6 of 7 lines equal");
    CHECK(following.follow(c, "src/config.cpp", 8, 14, a).placement.reason ==
          "moved to src/config.cpp later, by commit " + short_of(c) + "; changed later, by commit " +
              short_of(b) + "; 6 of 7 lines equal");
    const auto d =
        git.commit({{"src/config.cpp",
                     joined(with(sample, 15, {"", "int written_last(int x) {", "    return x * 3;", "}"}))}});
    CHECK(following.follow(d, "src/config.cpp", 16, 18, c).placement.reason ==
          "not there yet in commit " + short_of(c) + "; commit " + short_of(d) + " wrote it");
}

TEST_CASE("of two commits side by side neither is said to have changed what the other has") {
    const GitRepository git;
    const auto base = git.commit({{path, joined(sample)}});
    const auto a = git.commit({{path, joined(replaced(sample, 9, "    Settings settings = none();"))}});
    git.git({"checkout", "-q", "-b", "other", base});
    const auto b = git.commit({{"notes", "nothing of it"}});
    const auto answer = Following(git.root()).follow(a, path, 8, 14, b);
    CHECK(shown(answer) == path + ":8-14 edited");
    CHECK(answer.placement.reason == "6 of 7 lines equal");
}

TEST_CASE("a licence at the head of a deleted file did not go to a new one that has it, too") {
    const std::vector<std::string> licence{"// Licensed under the terms of a licence, Version 2.0.",
                                           "// You may obtain a copy of the licence at its address.",
                                           "// Distributed on an as-is basis, without warranties.", ""};
    const auto file = [&](const std::string& name, const std::vector<std::string>& body) {
        auto lines = licence;
        lines.push_back("package " + name + ";");
        lines.insert(lines.end(), body.begin(), body.end());
        return joined(lines);
    };
    const std::vector<std::string> queue{"type Queue struct {", "  items []Item", "}"};
    const std::vector<std::string> colour{"type Colour struct {", "  red, green uint8", "}"};
    const GitRepository git;
    const auto a = git.commit({{"src/queue.go", file("queue", queue)},
                               {"src/heap.go", file("heap", {"func push(heap *Heap, item Item) {", "}"})},
                               {"src/ring.go", file("ring", {"const slots = 64"})},
                               {"src/tree/tree.go", file("tree", {"var root *Node"})}});
    git.git({"rm", "-q", "src/queue.go"});
    const auto b = git.commit({{"src/colour.go", file("colour", colour)}});
    CHECK(shown(Following(git.root()).follow(a, "src/queue.go", 1, 3, b)) == "orphaned");
    // A file that goes on under another name takes it along.
    git.git({"mv", "src/colour.go", "src/paint.go"});
    const auto c = git.commit({{"src/paint.go", file("paint", colour)}});
    CHECK(shown(Following(git.root()).follow(b, "src/colour.go", 1, 3, c)) == "src/paint.go:1-3 moved");
}

TEST_CASE("a range whose last lines were deleted ends before them, and not in what stands there now") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}});
    const auto b = git.commit({{path, joined(without(sample, 16, 23))}});
    CHECK(shown(Following(git.root()).follow(a, path, 13, 20, b)) == path + ":13-14 edited");
}

TEST_CASE("of a range that begins with a blank line, that line's going is no \"unchanged\"") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}});
    const auto b = git.commit({{path, joined(without(sample, 15, 15))}});
    const auto answer = Following(git.root()).follow(a, path, 15, 22, b);
    CHECK(shown(answer) == path + ":15-21 edited");
    CHECK(answer.placement.reason == "7 of 8 lines equal");
}

TEST_CASE("no place is behind the final newline, where no line is") {
    const GitRepository git;
    const auto a = git.commit({{path, "one\ntwo\nthree\n\nfour\nfive\n"}});
    const auto b = git.commit({{path, "one\ntwo\nthree\n"}});
    for (const auto& [from, to] : {std::pair{a, b}})
        CHECK(shown(Following(git.root()).follow(from, path, 4, 4, to)) == "orphaned");
    CHECK(shown(Following(git.root()).follow(a, path, 3, 3, b)) == path + ":3-3 exact");
}
