#include "vcs/git.hpp"

#include <doctest/doctest.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include "support/fake_git.hpp"
#include "support/git_repository.hpp"
#include "vcs/cat_file.hpp"

using namespace restante;
using namespace restante::vcs;
using namespace std::chrono_literals;
using restante::tests::GitRepository;

namespace {

GitOptions options() {
    GitOptions options;
    options.deadline = 60s;  // only a hang takes that long
    options.environment = tests::git_environment();
    return options;
}

std::unique_ptr<Git> open(const std::string& root, GitOptions with = options()) {
    auto repository = discover(root);
    REQUIRE(repository);
    return open_git(*repository, std::move(with));
}

struct RealWorld {
    std::string commit(const std::map<std::string, std::string>& files) { return repository.commit(files); }
    GitRepository repository;
    std::unique_ptr<Git> owned = open(repository.root());
    Git& git = *owned;
};

struct FakeWorld {
    std::string commit(const std::map<std::string, std::string>& files) {
        return git.commit({files.begin(), files.end()});
    }
    tests::FakeGit git;
};

template <class T>
std::string shown(const Result<T>& result) {
    return result ? std::string("ok") : std::string(to_string(result.error().code));
}

const std::string no_such_id(40, '0');

}  // namespace

TEST_CASE_TEMPLATE("before the first commit there is a branch, and neither a commit nor an id", World,
                   RealWorld, FakeWorld) {
    World world;
    CHECK(world.git.head() == Head{std::nullopt, "main"});
    CHECK(shown(world.git.repository_id()) == "not_found");
    CHECK(shown(world.git.blob_at("HEAD", "a")) == "not_found");
}

TEST_CASE_TEMPLATE("head, blobs and the repository's id follow the commits", World, RealWorld, FakeWorld) {
    World world;
    const auto first = world.commit({{"src/a.txt", "one\n"}, {"b", ""}});
    CHECK(world.git.head() == Head{first, "main"});
    const auto id = world.git.repository_id();
    REQUIRE(id);
    CHECK(id->size() == 21);
    CHECK(id->starts_with('r'));

    const auto second = world.commit({{"src/a.txt", "two\n"}});
    CHECK(world.git.head() == Head{second, "main"});
    CHECK(world.git.repository_id() == id);
    CHECK(world.git.blob_at("HEAD", "src/a.txt") == blob_id("two\n"));
    CHECK(world.git.blob_at(second, "src/a.txt") == blob_id("two\n"));
    CHECK(world.git.blob_at(first, "src/a.txt") == blob_id("one\n"));
    CHECK(world.git.blob_at(second, "b") == blob_id(""));
    CHECK(world.git.read_blob(blob_id("one\n")) == "one\n");
    CHECK(world.git.read_blob(blob_id("")) == "");
}

TEST_CASE_TEMPLATE("what is not there is not found, and what is no name is refused", World, RealWorld,
                   FakeWorld) {
    World world;
    const auto commit = world.commit({{"src/a", "one"}});
    CHECK(shown(world.git.blob_at("HEAD", "none")) == "not_found");
    CHECK(shown(world.git.blob_at("HEAD", "src")) == "not_found");
    CHECK(shown(world.git.blob_at(no_such_id, "src/a")) == "not_found");
    CHECK(shown(world.git.read_blob(no_such_id)) == "not_found");
    CHECK(shown(world.git.read_blob(commit)) == "not_found");
    for (const auto* path : {"", "/src/a", "./src/a", "../src/a", "src/a\nHEAD"})
        CHECK(shown(world.git.blob_at("HEAD", path)) == "invalid_argument");
    for (const auto* name : {"", "main", "HEAD~1", "-h", "abc", "HEAD\n"})
        CHECK(shown(world.git.blob_at(name, "src/a")) == "invalid_argument");
    for (const auto* id : {"", "HEAD", "abc"})
        CHECK(shown(world.git.read_blob(id)) == "invalid_argument");
    CHECK(world.git.read_blob(blob_id("one")) == "one");
}

TEST_CASE("paths of any spelling are found") {
    RealWorld world;
    const std::map<std::string, std::string> files{{"with space", "1"}, {"ü/é", "2"}, {".hidden", "3"},
                                                   {"..x", "4"},        {"a:b", "5"}, {"-f", "6"},
                                                   {"q\"'*?[", "7"}};
    world.commit(files);
    for (const auto& [path, text] : files)
        CHECK(world.git.blob_at("HEAD", path) == blob_id(text));
}

TEST_CASE("a detached head has a commit and no branch") {
    RealWorld world;
    const auto commit = world.commit({{"a", "1"}});
    world.repository.git({"checkout", "-q", "--detach"});
    CHECK(world.git.head() == Head{commit, std::nullopt});
}

TEST_CASE("every clone and work tree has the same id, whatever its remotes, branches and later commits") {
    const GitRepository origin;
    origin.commit({{"a", "1"}}, "The first");
    origin.commit({{"a", "2"}});
    origin.git({"clone", "-q", origin.root(), "../clone"});
    origin.git({"worktree", "add", "-q", "../linked", "-b", "other"});
    const auto clone = origin.around() / "clone";
    tests::git(clone, {"remote", "rename", "origin", "elsewhere"});
    tests::git(clone, {"commit", "-q", "--allow-empty", "-m", "later"});
    const auto id = open(origin.root())->repository_id();
    REQUIRE(id);
    CHECK(open(clone)->repository_id() == id);
    CHECK(open(origin.around() / "linked")->repository_id() == id);
    CHECK(open(origin.around() / "linked")->head()->branch == "other");

    const GitRepository stranger;
    stranger.commit({{"a", "1"}}, "Another first");
    CHECK(open(stranger.root())->repository_id() != id);
}

TEST_CASE("a history with several roots has an id that does not depend on their order") {
    const GitRepository git;
    git.commit({{"a", "1"}}, "root one");
    git.git({"checkout", "-q", "--orphan", "second"});
    git.commit({{"b", "1"}}, "root two");
    git.git({"merge", "-q", "--allow-unrelated-histories", "-m", "second takes main", "main"});
    const auto one = open(git.root())->repository_id();
    git.git({"checkout", "-q", "main"});
    git.git({"merge", "-q", "--no-ff", "--allow-unrelated-histories", "-m", "main takes second", "second"});
    CHECK(open(git.root())->repository_id() == one);
    REQUIRE(one);
    const auto roots = git.git({"rev-list", "--max-parents=0", "HEAD"});
    CHECK(roots.size() == 81);
}

TEST_CASE("a shallow clone refuses to guess its id, and says what to do") {
    const GitRepository git;
    git.commit({{"a", "1"}});
    git.commit({{"a", "2"}});
    git.git({"clone", "-q", "--depth=1", "file://" + git.root(), "../shallow"});
    const auto id = open(git.around() / "shallow")->repository_id();
    REQUIRE_FALSE(id);
    CHECK(id.error().code == Errc::unsupported);
    CHECK(id.error().hint == "git fetch --unshallow");
}

TEST_CASE("a repository of the sha256 format is served as well") {
    const GitRepository git({"--object-format=sha256"});
    const auto commit = git.commit({{"a", "one"}});
    CHECK(commit.size() == 64);
    const auto real = open(git.root());
    CHECK(real->blob_at(commit, "a") == blob_id("one", HashKind::sha256));
    CHECK(real->read_blob(blob_id("one", HashKind::sha256)) == "one");
    CHECK(real->repository_id()->size() == 21);
}

TEST_CASE("without the git program every call is unavailable, with a hint") {
    const GitRepository git;
    git.commit({{"a", "1"}});
    auto with = options();
    with.program = "/nonexistent/git";
    const auto real = open(git.root(), with);
    CHECK(shown(real->head()) == "unavailable");
    CHECK(shown(real->repository_id()) == "unavailable");
    CHECK(shown(real->blob_at("HEAD", "a")) == "unavailable");
    const auto blob = real->read_blob(blob_id("1"));
    CHECK(shown(blob) == "unavailable");
    CHECK(blob.error().hint == "install /nonexistent/git");
}

TEST_CASE("a git that is killed, or fails without a word, is not taken for a repository without commits") {
    const GitRepository git;
    git.commit({{"a", "1"}});
    auto with = options();
    with.program = git.around() / "failing-git";
    for (const auto& [script, said] :
         {std::pair{"kill -9 $$", "signal 9"}, std::pair{"exit 1", "git ended with 1"},
          std::pair{"exit 3", "git ended with 3"}}) {
        CAPTURE(script);
        tests::write_file(with.program, std::string("#!/bin/sh\n") + script + "\n");
        std::filesystem::permissions(with.program, std::filesystem::perms::owner_all);
        const auto real = open(git.root(), with);
        CHECK_FALSE(real->head());
        const auto id = real->repository_id();
        REQUIRE_FALSE(id);
        CHECK(id.error().code != Errc::not_found);
        CHECK(id.error().message.find(said) != std::string::npos);
        CHECK(id.error().message.find("no commits") == std::string::npos);
    }
}

TEST_CASE("a repository that went away is reported, not crashed upon") {
    const GitRepository git;
    git.commit({{"a", "1"}});
    const auto real = open(git.root());
    std::filesystem::remove_all(git.root());
    CHECK(shown(real->head()) == "not_found");
    CHECK(shown(real->blob_at("HEAD", "a")) == "not_found");
}

TEST_CASE("one cat-file serves many questions, and sees commits made after it started") {
    const GitRepository git;
    git.commit({{"a", "1"}});
    CatFile cat(git.root(), options());
    CHECK(cat.pid() == -1);
    CHECK(cat.blob(blob_id("1")) == "1");
    const auto pid = cat.pid();
    git.commit({{"a", "2"}});
    CHECK(cat.info("HEAD:a")->id == blob_id("2"));
    git.git({"gc", "-q"});
    git.commit({{"a", "3"}});
    CHECK(cat.blob(blob_id("2")) == "2");
    CHECK(cat.blob(blob_id("3")) == "3");
    CHECK(cat.pid() == pid);
}

TEST_CASE("a killed cat-file is started again") {
    const GitRepository git;
    git.commit({{"a", "1"}});
    CatFile cat(git.root(), options());
    for (int i = 0; i < 3; ++i) {
        CHECK(cat.blob(blob_id("1")) == "1");
        const auto pid = cat.pid();
        REQUIRE(pid > 0);
        REQUIRE(::kill(pid, SIGKILL) == 0);
    }
}

TEST_CASE("a blob over the limit is too large, and the next one is read") {
    const GitRepository git;
    git.commit({{"big", std::string(1001, 'b')}, {"fits", std::string(1000, 'f')}});
    auto with = options();
    with.object_bytes_max = 1000;
    const auto real = open(git.root(), with);
    CHECK(shown(real->read_blob(blob_id(std::string(1001, 'b')))) == "too_large");
    CHECK(real->read_blob(blob_id(std::string(1000, 'f'))) == std::string(1000, 'f'));
}

TEST_CASE("a blob of megabytes, with any bytes in it, comes back as it is") {
    const GitRepository git;
    std::string text(3'000'000, '\0');
    for (std::size_t i = 0; i < text.size(); ++i)
        text[i] = static_cast<char>(i * i >> 7U);
    git.commit({{"big", text}});
    CHECK(open(git.root())->read_blob(blob_id(text)) == text);
}

TEST_CASE("a cat-file that does not answer is stopped at the deadline, and the next call starts another") {
    const GitRepository git;
    git.commit({{"a", "1"}});
    auto with = options();
    with.deadline = 30ms;
    with.program = git.around() / "silent-git";
    tests::write_file(with.program, "#!/bin/sh\nexec sleep 1000\n");
    std::filesystem::permissions(with.program, std::filesystem::perms::owner_all);
    CatFile cat(git.root(), with);
    CHECK(shown(cat.info("HEAD")) == "deadline_exceeded");
    CHECK(cat.pid() == -1);
}

TEST_CASE("a cat-file that talks nonsense or ends at once is an error") {
    const GitRepository git;
    auto with = options();
    with.program = git.around() / "odd-git";
    const auto script = [&](const std::string& text) {
        tests::write_file(with.program, "#!/bin/sh\n" + text + "\n");
        std::filesystem::permissions(with.program, std::filesystem::perms::owner_all);
    };
    script("read line; echo what; read line");
    CHECK(shown(CatFile(git.root(), with).info("HEAD")) == "corrupt");
    script("exit 129");
    CHECK(shown(CatFile(git.root(), with).info("HEAD")) == "unavailable");
    // Another size than was promised, such as one whose count of bytes, with the line end, is none.
    const std::string id(40, 'a');
    script("read line; echo " + id + " blob 5; read line; echo " + id +
           " blob 18446744073709551615; read line");
    CatFile cat(git.root(), with);
    CHECK(shown(cat.blob(id)) == "corrupt");
    CHECK(cat.pid() == -1);  // it is not asked again in the middle of what it is saying
}

TEST_CASE("several threads share one git") {
    const GitRepository git;
    std::map<std::string, std::string> files;
    for (int i = 0; i < 20; ++i)
        files[std::to_string(i)] = std::string(static_cast<std::size_t>(i) * 5000, 'x');
    git.commit(files);
    const auto real = open(git.root());
    std::vector<std::thread> threads;
    std::atomic<int> wrong = 0;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (const auto& [path, text] : files) {
                const auto id = real->blob_at("HEAD", path);
                if (!id || real->read_blob(*id) != text) ++wrong;
            }
        });
    for (auto& thread : threads)
        thread.join();
    CHECK(wrong == 0);
}
