#include "vcs/repository.hpp"

#include <doctest/doctest.h>

#include "support/git_repository.hpp"

using namespace restante;
using namespace restante::vcs;
using restante::tests::GitRepository;
using restante::tests::write_file;
namespace fs = std::filesystem;

namespace {

std::string relative(const Repository& repository, const std::string& path) {
    const auto found = relative_path(repository, path);
    return found ? *found : std::string(to_string(found.error().code));
}

Repository discovered(const std::string& path) {
    auto found = discover(path);
    REQUIRE(found);
    return *found;
}

}  // namespace

TEST_CASE("a repository is found from its root, a folder, a file, and a file that is not there yet") {
    const GitRepository git;
    git.write("src/deep/a.cpp", "x");
    const Repository expected{git.root(), git.path(".git"), git.path(".git"), HashKind::sha1, false};
    for (const auto* from : {"", "src", "src/deep/a.cpp", "src/deep/new/b.cpp", ".git/HEAD"})
        CHECK(discovered(git.path(from)) == expected);
}

TEST_CASE("where there is no repository, none is found") {
    const tests::TempFolder folder;
    CHECK(discover(folder / "a/b").error().code == Errc::not_found);
    fs::create_directory(folder.path() / ".git");  // an empty one is none
    CHECK(discover(folder / "a").error().code == Errc::not_found);
    CHECK(discover("relative").error().code == Errc::invalid_argument);
}

TEST_CASE("a linked work tree has a root and a git folder of its own, and shares the common one") {
    const GitRepository git;
    git.commit({{"a", "1"}});
    git.git({"worktree", "add", "-q", "../linked", "-b", "other"});
    const auto root = fs::canonical(git.around() / "linked").string();
    CHECK(discovered(root + "/a") ==
          Repository{root, git.path(".git/worktrees/linked"), git.path(".git"), HashKind::sha1, false});
}

TEST_CASE("a file in a submodule belongs to the submodule") {
    const GitRepository inner;
    inner.commit({{"i", "1"}});
    const GitRepository outer;
    outer.commit({{"o", "1"}});
    outer.git({"submodule", "--quiet", "add", inner.root(), "sub"});
    const auto found = discovered(outer.path("sub/i"));
    CHECK(found.root == outer.path("sub"));
    CHECK(found.git_dir == outer.path(".git/modules/sub"));
    CHECK(relative(found, outer.path("sub/i")) == "i");
}

TEST_CASE("a .git file that names nothing is reported, not passed over") {
    const GitRepository git;
    write_file(git.path("broken/.git"), "nonsense");
    CHECK(discover(git.path("broken/x")).error().code == Errc::corrupt);
    write_file(git.path("broken/.git"), "gitdir: ../nowhere\n");
    CHECK(discover(git.path("broken/x")).error().code == Errc::corrupt);
}

TEST_CASE("the object format and a shallow clone are recognised") {
    const GitRepository git({"--object-format=sha256"});
    CHECK(discovered(git.root()).hash == HashKind::sha256);
    const GitRepository full;
    full.commit({{"a", "1"}});
    full.commit({{"a", "2"}});
    full.git({"clone", "-q", "--depth=1", "file://" + full.root(), "../shallow"});
    CHECK(discovered(full.around() / "shallow").shallow);
    CHECK_FALSE(discovered(full.root()).shallow);
}

TEST_CASE("a path has one name in its repository") {
    const GitRepository git;
    git.write("src/a.cpp", "x");
    const auto repository = discovered(git.root());
    CHECK(relative(repository, git.path("src/a.cpp")) == "src/a.cpp");
    CHECK(relative(repository, git.path("src/../src//./a.cpp")) == "src/a.cpp");
    CHECK(relative(repository, git.path("new/file with ü.txt")) == "new/file with ü.txt");
    CHECK(relative(repository, git.path(".github/x")) == ".github/x");
    CHECK(relative(repository, git.path(".gitignore")) == ".gitignore");
    CHECK(relative(repository, git.path("new/")) == "new");
}

TEST_CASE("symbolic links are followed: within the repository to the file, out of it to a refusal") {
    const GitRepository git;
    git.write("real/a", "x");
    write_file(git.around() / "outside/secret", "x");
    fs::create_directory_symlink(git.path("real"), git.path("link"));
    fs::create_directory_symlink(git.around() / "outside", git.path("out"));
    fs::create_directory_symlink(git.root(), git.around() / "entry");
    const auto repository = discovered(git.around() / "entry/real/a");
    CHECK(repository.root == git.root());
    CHECK(relative(repository, git.path("link/a")) == "real/a");
    CHECK(relative(repository, git.around() / "entry/real/a") == "real/a");
    CHECK(relative(repository, git.path("out/secret")) == "invalid_argument");
    CHECK(relative(repository, git.path("out/new")) == "invalid_argument");
}

TEST_CASE("a file that is a symbolic link has its target's name, or a refusal that says why") {
    const GitRepository git;
    git.write("real/a", "x");
    git.write("sub/.git/HEAD", "ref: refs/heads/main\n");
    git.write("sub/b", "x");
    write_file(git.around() / "outside/secret", "x");
    const auto link = [&](const std::string& to, const std::string& name) {
        fs::create_symlink(to, git.path(name));
    };
    link("real/a", "inside");
    link("inside", "twice");
    link("../work/real/a", "out_and_back");
    link("sub/b", "into_submodule");
    link(git.around() / "outside/secret", "out");
    link("out", "out_twice");
    link("/etc/passwd", "passwd");
    link("../outside", "folder_out");
    link(".git/HEAD", "to_git");
    link(".git", "git_folder");
    link("nowhere", "dangling");
    link("/nowhere/at/all", "dangling_out");
    link("loop_b", "loop_a");
    link("loop_a", "loop_b");
    const auto repository = discovered(git.root());
    for (const auto* name : {"inside", "twice", "out_and_back"})
        CHECK_MESSAGE(relative(repository, git.path(name)) == "real/a", name);
    CHECK(relative(repository, git.path("into_submodule")) == "sub/b");

    const auto refusal = [&](const std::string& name) {
        const auto found = relative_path(repository, git.path(name));
        return found ? "accepted as " + *found : to_string(found.error());
    };
    const auto says = [&](const std::string& name, const std::string& word) {
        const auto text = refusal(name);
        CHECK_MESSAGE(text.find(word) != std::string::npos, name << ": " << text);
    };
    for (const auto* name :
         {"out", "out_twice", "passwd", "folder_out/secret", "folder_out/new", "folder_out"})
        says(name, "out of the repository " + git.root());
    says("passwd", "/etc/passwd");
    for (const auto* name : {"to_git", "git_folder/HEAD", "git_folder"})
        says(name, "git's own");
    for (const auto* name : {"dangling", "dangling_out", "dangling/below"})
        says(name, "to something that does not exist");
    for (const auto* name : {"loop_a", "loop_a/below"})
        says(name, "in a circle");
}

TEST_CASE("a file may be called as the system calls one that is gone, and one may be unreadable") {
    const GitRepository git;
    git.write("real/a (deleted)", "x");
    git.write("real/private", "x");
    fs::permissions(git.path("real/private"), fs::perms::none);
    fs::create_symlink("real", git.path("link"));
    const auto repository = discovered(git.root());
    CHECK(relative(repository, git.path("link/a (deleted)")) == "real/a (deleted)");
    CHECK(relative(repository, git.path("link/b (deleted)")) == "real/b (deleted)");
    CHECK(relative(repository, git.path("link/private")) == "real/private");
}

TEST_CASE("paths that leave the repository, name its root or are git's own are refused") {
    const GitRepository git;
    const auto repository = discovered(git.root());
    for (const auto& path : {git.root(), git.path(""), git.path("../x"), git.path("no/../../x"),
                             git.root() + "x", std::string("/etc/passwd"), std::string("a"), std::string(),
                             git.path(".git"), git.path(".git/config")})
        CHECK_MESSAGE(relative(repository, path) == "invalid_argument", path);
}

TEST_CASE("a path that is not UTF-8 is refused, and the refusal can be shown") {
    const GitRepository git;
    git.write("caf\xe9/a", "x");
    const auto repository = discovered(git.path("caf\xe9/a"));
    CHECK(repository.root == git.root());
    const auto refused = relative_path(repository, git.path("caf\xe9/a"));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message == "the file name caf\xef\xbf\xbd/a is not UTF-8");
}

TEST_CASE("a git folder is opened as such, and documents in a bare one still belong to nothing") {
    const GitRepository git;
    git.commit({{"a", "1"}});
    const auto around = fs::canonical(git.around().path()).string();
    git.git({"clone", "-q", "--bare", git.root(), around + "/bare.git"});
    const auto bare = open_git_folder(around + "/bare.git");
    REQUIRE(bare);
    CHECK(*bare == Repository{around + "/bare.git", around + "/bare.git", around + "/bare.git",
                              HashKind::sha1, false});
    CHECK(open_git_folder(git.path(".git"))->git_dir == git.path(".git"));
    CHECK(open_git_folder(git.root()).error().code == Errc::not_found);
    CHECK(open_git_folder(around + "/nowhere").error().code == Errc::not_found);
    CHECK(open_git_folder("bare.git").error().code == Errc::invalid_argument);
    CHECK(discover(around + "/bare.git/a").error().code == Errc::not_found);
}
