#include "vcs/object_parse.hpp"

#include <doctest/doctest.h>

using namespace restante;
using namespace restante::vcs;

namespace {

const std::string tree_hex(40, 'a');
const std::string parent_hex(40, 'b');
const std::string other_hex(40, 'c');

std::string commit_text(const std::string& parents, const std::string& committer) {
    return "tree " + tree_hex + "\n" + parents + "author A <a@example.org> 1 +0000\n" + committer +
           "\nA subject\n\nparent " + other_hex + "\n";
}

std::string entry(const std::string& mode, const std::string& name, char id = '\1', std::size_t size = 20) {
    return mode + " " + name + '\0' + std::string(size, id);
}

template <class T>
std::string shown(const Result<T>& result) {
    return result ? "read" : std::string(to_string(result.error().code));
}

}  // namespace

TEST_CASE("a commit names its tree, its parents in order, and when it was made") {
    const auto commit =
        parse_commit(commit_text("parent " + parent_hex + "\nparent " + other_hex + "\n",
                                 "committer B > C <b@example.org> 1700000000 +0200\nencoding latin1\n"));
    REQUIRE(commit);
    CHECK(commit->tree.hex() == tree_hex);
    REQUIRE(commit->parents.size() == 2);
    CHECK(commit->parents[0].hex() == parent_hex);
    CHECK(commit->parents[1].hex() == other_hex);
    CHECK(commit->committed_at == 1700000000);
}

TEST_CASE("a first commit has no parents, and what its message says is none") {
    const auto commit = parse_commit(commit_text("", "committer B <b@example.org> 5 +0000\n"));
    REQUIRE(commit);
    CHECK(commit->parents.empty());
}

TEST_CASE("a SHA-256 commit is read, too") {
    const auto commit =
        parse_commit("tree " + std::string(64, '1') + "\nparent " + std::string(64, '2') + "\n");
    REQUIRE(commit);
    CHECK(commit->tree.size == 32);
    CHECK(commit->parents.at(0).size == 32);
}

TEST_CASE("a time that cannot be read is no reason to refuse a commit") {
    for (const auto* committer :
         {"", "committer\n", "committer B\n", "committer B <b>\n", "committer B <b> soon\n",
          "committer B <b> 99999999999999999999999999 +0000\n", "committer >", "committer B <b> "}) {
        CAPTURE(committer);
        const auto commit = parse_commit(commit_text("", committer));
        REQUIRE(commit);
        CHECK(commit->committed_at == 0);
    }
    CHECK(parse_commit(commit_text("", "committer B <b> -7 +0000\n"))->committed_at == -7);
}

TEST_CASE("what is no commit is corrupt") {
    for (const auto& text :
         {std::string(), std::string("tree"), std::string("tree "), "tree " + tree_hex.substr(1),
          "tree " + std::string(40, 'G') + "\n", "parent " + parent_hex + "\n", "tree " + tree_hex + "x\n",
          "tree " + tree_hex + "\nparent \n", "tree " + tree_hex + "\nparent " + tree_hex.substr(2) + "\n",
          "tree " + tree_hex + std::string("\0\n", 2), "\xff\xfe" + tree_hex}) {
        CAPTURE(text);
        CHECK(shown(parse_commit(text)) == "corrupt");
    }
}

TEST_CASE("a tree's entries are files, folders, links and submodules, as their modes say") {
    const auto tree = parse_tree(entry("100644", "a", '\1') + entry("100755", "b c", '\2') +
                                     entry("40000", "d", '\3') + entry("120000", "e\n\xff", '\4') +
                                     entry("160000", "f", '\5') + entry("040000", "g") + entry("100664", "h"),
                                 20);
    REQUIRE(tree);
    REQUIRE(tree->size() == 7);
    CHECK((*tree)[0].name == "a");
    CHECK((*tree)[0].id.hex() ==
          "01010101010101010101"
          "01010101010101010101");
    CHECK((*tree)[0].kind == EntryKind::file);
    CHECK((*tree)[1].name == "b c");
    CHECK((*tree)[1].kind == EntryKind::file);
    CHECK((*tree)[2].kind == EntryKind::folder);
    CHECK((*tree)[3].name == "e\n\xff");
    CHECK((*tree)[3].kind == EntryKind::link);
    CHECK((*tree)[4].kind == EntryKind::submodule);
    CHECK((*tree)[5].kind == EntryKind::folder);
    CHECK((*tree)[6].kind == EntryKind::file);
}

TEST_CASE("an id may hold any bytes, and has the repository's length") {
    const auto tree = parse_tree(entry("100644", "a", '\0', 32) + entry("100644", "b", ' ', 32), 32);
    REQUIRE(tree);
    REQUIRE(tree->size() == 2);
    CHECK((*tree)[0].id.hex() == std::string(64, '0'));
    CHECK((*tree)[1].name == "b");
}

TEST_CASE("an empty tree is a tree") {
    const auto tree = parse_tree("", 20);
    REQUIRE(tree);
    CHECK(tree->empty());
}

TEST_CASE("what is no tree is corrupt, wherever it breaks off") {
    const auto whole = entry("100644", "a") + entry("40000", "b");
    for (std::size_t size = 1; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK(shown(parse_tree(whole.substr(0, size), 20)) ==
              (size == whole.size() / 2 + 1 ? "read" : "corrupt"));
    }
    for (const auto& text : {entry("100644", ""), entry("", "a"), entry("999", "a"), entry("x", "a"),
                             entry("177777777777777777777777", "a"), entry("-100644", "a"), entry("1", "a"),
                             std::string("100644"), std::string(1, '\0'), std::string(100, ' ')}) {
        CAPTURE(text);
        CHECK(shown(parse_tree(text, 20)) == "corrupt");
    }
    CHECK(shown(parse_tree(entry("100644", "a", '\1', 20), 32)) == "corrupt");
}

TEST_CASE("a name that would lead elsewhere is corrupt") {
    for (const auto* name : {"a/b", "/", "/etc/passwd", ".", "..", ".git"}) {
        CAPTURE(name);
        CHECK(shown(parse_tree(entry("100644", name), 20)) == "corrupt");
    }
    for (const auto* name : {"...", "..a", ".gitignore", " ", "a:b", "\\"}) {
        CAPTURE(name);
        CHECK(shown(parse_tree(entry("100644", name), 20)) == "read");
    }
}

TEST_CASE("an entry is found by its whole name, whatever the names before it hold") {
    const auto tree = entry("100644", "b", '\1') + entry("100644", "a b", '\2') + entry("40000", "a", ' ') +
                      entry("100644", "c", '\0');
    for (const auto& [name, id] : {std::pair{"b", '\1'}, {"a b", '\2'}, {"a", ' '}, {"c", '\0'}}) {
        CAPTURE(name);
        const auto found = find_in_tree(tree, 20, name);
        REQUIRE((found && *found));
        CHECK((*found)->name == name);
        CHECK((*found)->raw_id == std::string(20, id));
    }
    for (const auto* name : {"", " b", "644 b", "d", "a/b"}) {
        CAPTURE(name);
        const auto found = find_in_tree(tree, 20, name);
        CHECK((found && !*found));
    }
    CHECK(shown(find_in_tree(tree.substr(0, tree.size() - 1), 20, "c")) == "corrupt");
    CHECK(shown(find_in_tree(entry("160001", "odd mode"), 20, "odd mode")) == "read");
    CHECK(shown(find_in_tree(entry("1", "odd mode"), 20, "odd mode")) == "corrupt");
}
