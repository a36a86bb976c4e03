// One suite for both ways to read a repository's objects.
#include "vcs/objects.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "support/git_repository.hpp"
#include "vcs/object_parse.hpp"

using namespace restante;
using namespace restante::vcs;
using restante::tests::GitRepository;
namespace fs = std::filesystem;

namespace {

GitOptions options() {
    GitOptions options;
    options.deadline = std::chrono::seconds(60);
    options.environment = {"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null"};
    return options;
}

Repository at(const std::string& folder) {
    const auto found = open_folder(folder);
    REQUIRE(found);
    return *found;
}

struct InProcess {
    static std::unique_ptr<Objects> open(const Repository& repository) {
        auto objects = open_libgit2_objects(repository);
        REQUIRE(objects);
        return std::move(*objects);
    }
};
struct ByProgram {
    static std::unique_ptr<Objects> open(const Repository& repository) {
        return open_program_objects(repository, options());
    }
};

ObjectId id(const std::string& hex) {
    const auto parsed = ObjectId::parse(hex);
    REQUIRE(parsed);
    return *parsed;
}

std::string shown(const Result<RawObject>& object) {
    return object ? object->bytes : std::string(to_string(object.error().code));
}

const std::string no_such_id(40, '7');

}  // namespace

TEST_CASE_TEMPLATE("each kind of object is read, loose or packed", Way, InProcess, ByProgram) {
    const GitRepository git;
    const auto commit = git.commit({{"a.txt", "one\ntwo"}, {"d/b", std::string("\0\xff\n", 3)}});
    git.git({"tag", "-a", "v1", "-m", "A tag"});
    for (const bool packed : {false, true}) {
        if (packed) git.git({"gc", "-q", "--prune=now"});
        const auto objects = Way::open(at(git.root()));
        const auto read = objects->read(id(commit));
        REQUIRE(read);
        CHECK(read->kind == ObjectKind::commit);
        const auto parsed = parse_commit(read->bytes);
        REQUIRE(parsed);
        const auto tree = objects->read(parsed->tree);
        REQUIRE(tree);
        CHECK(tree->kind == ObjectKind::tree);
        CHECK(parse_tree(tree->bytes, 20)->size() == 2);
        const auto blob = objects->read(id(git.git({"rev-parse", "HEAD:d/b"})));
        REQUIRE(blob);
        CHECK(blob->kind == ObjectKind::blob);
        CHECK(blob->bytes == std::string("\0\xff\n", 3));
        const auto tag = objects->read(id(git.git({"rev-parse", "v1"})));
        REQUIRE(tag);
        CHECK(tag->kind == ObjectKind::tag);
    }
}

TEST_CASE_TEMPLATE("an object that is not there is not found, and the next one is read", Way, InProcess,
                   ByProgram) {
    const GitRepository git;
    git.commit({{"a", "text"}});
    const auto objects = Way::open(at(git.root()));
    CHECK(shown(objects->read(id(no_such_id))) == "not_found");
    CHECK(shown(objects->read(id(git.git({"rev-parse", "HEAD:a"})))) == "text");
}

TEST_CASE_TEMPLATE("an object over the bound is too large, and one at the bound is not", Way, InProcess,
                   ByProgram) {
    const GitRepository git;
    git.commit({{"a", std::string(1000, 'x')}, {"empty", ""}});
    const auto objects = Way::open(at(git.root()));
    const auto big = id(git.git({"rev-parse", "HEAD:a"}));
    CHECK(shown(objects->read(big, 999)) == "too_large");
    CHECK(shown(objects->read(big, 1000)) == std::string(1000, 'x'));
    CHECK(shown(objects->read(id(git.git({"rev-parse", "HEAD:empty"})), 0)).empty());
}

TEST_CASE_TEMPLATE("an object that was written after the repository was opened is read", Way, InProcess,
                   ByProgram) {
    const GitRepository git;
    git.commit({{"a", "1"}});
    const auto objects = Way::open(at(git.root()));
    CHECK(shown(objects->read(id(git.git({"rev-parse", "HEAD:a"})))) == "1");
    git.commit({{"a", "2"}});
    const auto later = git.git({"rev-parse", "HEAD:a"});
    git.git({"repack", "-q", "-a", "-d"});
    CHECK(shown(objects->read(id(later))) == "2");
}

TEST_CASE_TEMPLATE("a bare clone, a linked work tree, a borrowing clone and a submodule are read alike", Way,
                   InProcess, ByProgram) {
    const GitRepository git;
    git.commit({{"a", "text"}});
    const auto blob = id(git.git({"rev-parse", "HEAD:a"}));
    const auto around = fs::canonical(git.around().path()).string();
    git.git({"clone", "-q", "--bare", git.root(), around + "/bare.git"});
    git.git({"worktree", "add", "-q", around + "/linked", "-b", "other"});
    git.git({"clone", "-q", "--shared", git.root(), around + "/borrowing"});
    const GitRepository outer;
    outer.commit({{"o", "1"}});
    outer.git({"submodule", "--quiet", "add", git.root(), "sub"});
    for (const auto& folder : {around + "/bare.git", around + "/linked", around + "/borrowing",
                               outer.path("sub"), git.path(".git")}) {
        CAPTURE(folder);
        CHECK(shown(Way::open(at(folder))->read(blob)) == "text");
    }
}

TEST_CASE_TEMPLATE("what a partial clone lacks is not found, and is not fetched", Way, InProcess, ByProgram) {
    const GitRepository git;
    git.commit({{"a", "text"}});
    git.git({"config", "uploadpack.allowFilter", "true"});
    const auto blob = git.git({"rev-parse", "HEAD:a"});
    const auto clone = fs::canonical(git.around().path()).string() + "/partial";
    git.git({"clone", "-q", "--no-checkout", "--filter=blob:none", "file://" + git.root(), clone});
    // Git before 2.45 ends when it may not fetch: with it, `unavailable` is told where it should be
    // not_found.
    const auto told = shown(Way::open(at(clone))->read(id(blob)));
    CHECK((told == "not_found" || (std::is_same_v<Way, ByProgram> && told == "unavailable")));
    CHECK(shown(Way::open(at(clone))->read(id(git.git({"rev-parse", "HEAD"})))).find("A commit") !=
          std::string::npos);
    // Still not here, so nothing was fetched.
    CHECK(tests::git(clone, {"rev-list", "--objects", "--missing=print", "HEAD"}).find("?" + blob) !=
          std::string::npos);
}

TEST_CASE("an id of the other hash is an error in process, and not found by the program") {
    const GitRepository git;
    git.commit({{"a", "text"}});
    const auto other = id(std::string(64, '1'));
    CHECK(shown(InProcess::open(at(git.root()))->read(other)) == "invalid_argument");
    CHECK(shown(ByProgram::open(at(git.root()))->read(other)) == "not_found");
}

TEST_CASE("a damaged object is an error, and no crash") {
    const GitRepository git;
    git.commit({{"a", "text"}});
    const auto blob = git.git({"rev-parse", "HEAD:a"});
    const auto file = git.path(".git/objects/" + blob.substr(0, 2) + "/" + blob.substr(2));
    fs::permissions(file, fs::perms::owner_all);
    tests::write_file(file, "not zlib");
    CHECK_FALSE(InProcess::open(at(git.root()))->read(id(blob)));
    CHECK_FALSE(ByProgram::open(at(git.root()))->read(id(blob)));
}

TEST_CASE("a SHA-256 repository is read by the program") {
    const GitRepository git({"--object-format=sha256"});
    git.commit({{"a", "text"}});
    const auto repository = at(git.root());
    CHECK(open_libgit2_objects(repository).error().code == Errc::unsupported);
    CHECK(shown(open_objects(repository, options())->read(id(git.git({"rev-parse", "HEAD:a"})))) == "text");
}

TEST_CASE(
    "without the git program objects are read in process, and a missing program is told where it is needed") {
    const GitRepository git;
    git.commit({{"a", "text"}});
    const auto blob = id(git.git({"rev-parse", "HEAD:a"}));
    auto no_git = options();
    no_git.program = "no-such-git";
    CHECK(shown(open_objects(at(git.root()), no_git)->read(blob)) == "text");
    CHECK(shown(open_program_objects(at(git.root()), no_git)->read(blob)) == "unavailable");
}
