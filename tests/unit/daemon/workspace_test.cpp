#include "daemon/workspace.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>

#include "daemon/files.hpp"
#include "support/git_repository.hpp"

using namespace restante;
using namespace restante::daemon;
using restante::tests::GitRepository;
using restante::tests::TempFolder;
using restante::tests::write_file;

namespace {

/// A workspace with its loop, asked as if it answered at once.
struct Desk {
    template <class T, class Ask>
    Result<T> wait(Ask ask) {
        std::optional<Result<T>> answer;
        ask([&](Result<T> got) { answer.emplace(std::move(got)); });
        REQUIRE(loop.run_until([&] { return answer.has_value(); }, std::chrono::seconds(30)));
        return std::move(*answer);
    }
    Result<Location> locate(const std::string& path) {
        return wait<Location>([&](auto done) { workspace.locate(path, done); });
    }
    Result<Workspace::Initialised> init(const std::string& path, std::optional<std::string> space = {},
                                        std::optional<std::string> hub = {}) {
        return wait<Workspace::Initialised>(
            [&](auto done) { workspace.init(path, space, hub, "fresh123", done); });
    }

    rpc::Loop loop;
    GitWorker git;
    Workspace workspace{loop, git, "personal-abcdefg"};
};

}  // namespace

TEST_CASE("a space file is read, and what a newer version put into it is ignored") {
    auto file = parse_space_file(
        R"({"space": "team", "repository": "r-1", "hub": "HTTPS://Hub.Example.org/", "later": [1]})");
    REQUIRE(file);
    CHECK(*file == SpaceFile{"team", "r-1", "https://hub.example.org"});
    CHECK(parse_space_file(to_text(*file)).value() == *file);
    const SpaceFile alone{"a.b_c-d", "r0", std::nullopt};
    CHECK(parse_space_file(to_text(alone)).value() == alone);
}

TEST_CASE("a space file that is wrong is refused by the member that is wrong") {
    for (const auto& [text, word] : std::initializer_list<std::pair<const char*, const char*>>{
             {"", "JSON"},
             {"[]", "object"},
             {R"({"space": "team"})", "repository"},
             {R"({"repository": "r"})", "space"},
             {R"({"space": 7, "repository": "r"})", "space"},
             {R"({"space": "Team", "repository": "r"})", "Team"},
             {R"({"space": "", "repository": "r"})", "space"},
             {R"({"space": "../x", "repository": "r"})", "../x"},
             {R"({"space": "t", "repository": "a/b"})", "a/b"},
             {R"({"space": "t", "repository": "r", "hub": 7})", "hub"},
             {R"({"space": "t", "repository": "r", "hub": "http://hub.example.org"})", "encrypted"},
             {R"({"space": "t", "repository": "r", "hub": "https://u@h"})", "address"},
         }) {
        CAPTURE(text);
        auto file = parse_space_file(text);
        REQUIRE_FALSE(file);
        CHECK(file.error().message.find(word) != std::string::npos);
        CHECK(file.error().message.find(space_file_name) != std::string::npos);
    }
}

TEST_CASE("a space's name is short and plain") {
    CHECK(is_space_name("a"));
    CHECK(is_space_name("0.x_y-z"));
    CHECK(is_space_name(std::string(64, 'a')));
    for (const auto& name : {std::string(), std::string(65, 'a'), std::string(".a"), std::string("-a"),
                             std::string("A"), std::string("a/b"), std::string("a b"), std::string("ä")}) {
        CAPTURE(name);
        CHECK_FALSE(is_space_name(name));
    }
}

TEST_CASE("a file of a repository without a space file belongs to the user's own space") {
    const GitRepository repository;
    repository.commit({{"src/a.cpp", "int a;\n"}});
    Desk desk;
    auto where = desk.locate(repository.path("src/a.cpp"));
    REQUIRE(where);
    CHECK(where->root == repository.root());
    CHECK(where->path == "src/a.cpp");
    CHECK(where->space == "personal-abcdefg");
    CHECK(where->repository.size() > 8);
    CHECK_FALSE(where->hub);
    CHECK(where->absolute() == repository.path("src/a.cpp"));
    // A clone is the same repository; so are its folders, and files that do not exist.
    repository.git({"clone", "-q", repository.root(), (repository.around() / "clone")});
    const auto clone = std::filesystem::canonical(repository.around() / "clone").string();
    CHECK(desk.locate(clone + "/new/folder/b.cpp").value().repository == where->repository);
    CHECK(desk.locate(clone).value().path.empty());
    CHECK(desk.locate(clone + "/src").value().path == "src");
    CHECK(desk.workspace.root_of(where->repository) == clone);
}

TEST_CASE("a space file counts as soon as it is there, and as soon as it changes") {
    const GitRepository repository;
    repository.commit({{"a", "a\n"}});
    Desk desk;
    const auto derived = desk.locate(repository.path("a")).value().repository;
    repository.write(".restante.json", to_text({"team", "r-named", "https://hub.example.org"}));
    auto where = desk.locate(repository.path("a"));
    REQUIRE(where);
    CHECK(where->space == "team");
    CHECK(where->repository == "r-named");
    CHECK(where->hub == "https://hub.example.org");
    repository.write(".restante.json", to_text({"another-team", "r-named", std::nullopt}));
    CHECK(desk.locate(repository.path("a")).value().space == "another-team");
    repository.write(".restante.json", "{ broken");
    auto broken = desk.locate(repository.path("a"));
    REQUIRE_FALSE(broken);
    CHECK(broken.error().message.find(".restante.json is not JSON") != std::string::npos);
    std::filesystem::remove(repository.path(".restante.json"));
    CHECK(desk.locate(repository.path("a")).value().repository == derived);
}

TEST_CASE("what is in no repository has no threads, and is told so") {
    const TempFolder folder;
    Desk desk;
    CHECK(desk.locate(folder / "a.cpp").error().code == Errc::not_found);
    CHECK(desk.locate("/").error().code == Errc::not_found);
}

TEST_CASE("a repository without commits has no name yet, unless a space file gives it one") {
    const GitRepository repository;
    Desk desk;
    CHECK(desk.locate(repository.path("a")).error().code == Errc::not_found);
    auto made = desk.init(repository.root());
    REQUIRE(made);
    CHECK(made->location.repository == "r-fresh123");
    CHECK(desk.locate(repository.path("a")).value().repository == "r-fresh123");
}

TEST_CASE("a repository that is removed and made anew is looked at anew") {
    const TempFolder folder;
    const auto root = std::filesystem::canonical(folder.path()).string() + "/work";
    std::filesystem::create_directories(root + "/src");
    Desk desk;
    CHECK_FALSE(desk.locate(root + "/src/a"));
    tests::git(root, {"init", "-q"});
    write_file(root + "/.restante.json", to_text({"team", "r", std::nullopt}));
    CHECK(desk.locate(root + "/src/a").value().path == "src/a");
    std::filesystem::remove_all(root + "/.git");
    CHECK_FALSE(desk.locate(root + "/src/a"));
}

TEST_CASE("init writes a space file once, and joins what is there") {
    const GitRepository repository;
    repository.commit({{"src/a", "a\n"}});
    Desk desk;
    const auto derived = desk.locate(repository.path("src/a")).value().repository;
    auto made = desk.init(repository.path("src"), std::nullopt, "https://hub.example.org");
    REQUIRE(made);
    CHECK(made->created);
    CHECK(made->location.root == repository.root());
    CHECK(made->location.space == "work-fresh123");  // after the folder
    CHECK(made->location.repository == derived);
    const auto text = read_file(repository.path(".restante.json"), 10'000).value();
    CHECK(parse_space_file(text).value() == SpaceFile{"work-fresh123", derived, "https://hub.example.org"});

    auto again = desk.init(repository.root());
    REQUIRE(again);
    CHECK_FALSE(again->created);
    CHECK(desk.init(repository.root(), "work-fresh123", "https://hub.example.org"));
    CHECK(desk.init(repository.root(), "other").error().code == Errc::conflict);
    auto other_hub = desk.init(repository.root(), std::nullopt, "https://other.example.org");
    CHECK(other_hub.error().code == Errc::conflict);
    CHECK(other_hub.error().message.find("https://hub.example.org") != std::string::npos);
    CHECK(read_file(repository.path(".restante.json"), 10'000).value() == text);
}

TEST_CASE("a file whose name is not UTF-8 cannot be anchored, and is told so in UTF-8") {
    const GitRepository repository;
    repository.commit({{"a", "a\n"}});
    Desk desk;
    auto where = desk.locate(repository.path("na\xefve.txt"));
    REQUIRE_FALSE(where);
    CHECK(where.error().code == Errc::invalid_argument);
    CHECK(where.error().message.find("\xef") != 0);
    CHECK(where.error().message.find("not UTF-8") != std::string::npos);
}

TEST_CASE("git's own files are not talked about") {
    const GitRepository repository;
    repository.commit({{"a", "a\n"}});
    Desk desk;
    CHECK_FALSE(desk.locate(repository.path(".git/config")));
}

TEST_CASE("a link has its target's name, and one that leads out of the repository none") {
    const GitRepository repository;
    repository.commit({{"src/a", "a\n"}});
    write_file(repository.around() / "outside/secret", "secret\n");
    std::filesystem::create_symlink("src/a", repository.path("link"));
    std::filesystem::create_symlink(repository.around() / "outside/secret", repository.path("out"));
    std::filesystem::create_symlink(".git/config", repository.path("config"));
    std::filesystem::create_directory_symlink("src", repository.path("folder"));
    Desk desk;
    CHECK(desk.locate(repository.path("link")).value().path == "src/a");
    CHECK(desk.locate(repository.path("folder/a")).value().path == "src/a");
    CHECK(desk.locate(repository.path("folder")).value().path == "src");
    CHECK(desk.locate(repository.path("out")).error().code == Errc::invalid_argument);
    CHECK(desk.locate(repository.path("config")).error().message.find("git's own") != std::string::npos);
    CHECK_FALSE(desk.locate(repository.path(".git")));

    // What a link led to a moment ago counts for nothing.
    std::filesystem::remove(repository.path("folder"));
    std::filesystem::create_directory_symlink(repository.around() / "outside", repository.path("folder"));
    CHECK(desk.locate(repository.path("folder/secret")).error().code == Errc::invalid_argument);
    std::filesystem::remove(repository.path("out"));
    repository.write("out", "now a file\n");
    CHECK(desk.locate(repository.path("out")).value().path == "out");
}

TEST_CASE("a clone is found by a link that leads to it from elsewhere, even from another repository") {
    const GitRepository repository;
    repository.commit({{"src/a", "a\n"}});
    tests::git(repository.around().path().string(), {"init", "-q"});  // a home that is kept in git
    std::filesystem::create_directory_symlink(repository.root(), repository.around() / "entry");
    Desk desk;
    for (const auto* path : {"/src/a", "/src", ""}) {
        auto where = desk.locate((repository.around() / "entry") + path);
        REQUIRE(where);
        CHECK(where->root == repository.root());
    }
}

TEST_CASE("a work tree without the space file is what the repository's main branches say it is") {
    const SpaceFile file{"team", "r-named", "https://hub.example.org"};
    const GitRepository origin;
    origin.commit({{"a", "a\n"}});
    origin.git({"branch", "old"});
    origin.git({"tag", "v1"});
    origin.commit({{".restante.json", to_text(file)}});
    const auto is_team = [&](const Result<Location>& where) {
        REQUIRE(where);
        CHECK(where->space == "team");
        CHECK(where->repository == "r-named");
        CHECK(where->hub == file.hub);
    };
    SUBCASE("on an older branch, which this daemon saw first") {
        origin.git({"checkout", "-q", "old"});
        Desk desk;
        is_team(desk.locate(origin.path("a")));
        origin.git({"checkout", "-q", "main"});
        is_team(desk.locate(origin.path("a")));
        origin.git({"checkout", "-q", "v1"});
        is_team(desk.locate(origin.path("a")));
    }
    SUBCASE("in a work tree of an old commit") {
        origin.git({"worktree", "add", "-q", "--detach", "../linked", "v1"});
        Desk desk;
        is_team(desk.locate(std::filesystem::canonical(origin.around() / "linked").string() + "/a"));
    }
    SUBCASE("in a clone whose default branch nobody checked out") {
        origin.git({"branch", "-m", "main", "trunk"});
        for (const auto* remote : {"origin", "team"}) {
            const auto clone = origin.around() / remote;
            origin.git({"clone", "-q", "-o", remote, "-b", "old", origin.root(), clone});
            Desk desk;
            is_team(desk.locate(std::filesystem::canonical(clone).string() + "/a"));
        }
    }
    SUBCASE("where only the upstream of the branch has it") {
        const GitRepository clone;
        clone.git({"fetch", "-q", origin.root(), "main:refs/remotes/x/topic"});
        clone.git({"checkout", "-q", "-b", "mine", "refs/remotes/x/topic~1"});
        clone.git({"remote", "add", "x", origin.root()});
        Desk desk;
        CHECK(desk.locate(clone.path("a")).value().space == "personal-abcdefg");
        clone.git({"branch", "-q", "-u", "x/topic"});
        is_team(desk.locate(clone.path("a")));
    }
    SUBCASE("where it was taken from the work tree only") {
        std::filesystem::remove(origin.path(".restante.json"));
        Desk desk;
        is_team(desk.locate(origin.path("a")));
    }
    SUBCASE("with nothing but packed refs") {
        origin.git({"checkout", "-q", "old"});
        origin.git({"pack-refs", "--all"});
        Desk desk;
        is_team(desk.locate(origin.path("a")));
    }
}

TEST_CASE("a space file that is fetched counts from then on, though another branch is checked out") {
    const GitRepository origin;
    origin.commit({{"a", "a\n"}});
    const auto folder = origin.around() / "clone";
    origin.git({"clone", "-q", origin.root(), folder});
    const auto clone = std::filesystem::canonical(folder).string();
    Desk desk;
    const auto before = desk.locate(clone + "/a").value();
    CHECK(before.space == "personal-abcdefg");
    origin.commit({{".restante.json", to_text({"team", before.repository, std::nullopt})}});
    tests::git(clone, {"fetch", "-q"});
    CHECK(desk.locate(clone + "/a").value().space == "team");
    origin.commit({{".restante.json", to_text({"crew", before.repository, std::nullopt})}});
    tests::git(clone, {"fetch", "-q"});
    CHECK(desk.locate(clone + "/a").value().space == "crew");
    CHECK_FALSE(std::filesystem::exists(clone + "/.restante.json"));
    // What is in the work tree is what counts most.
    write_file(clone + "/.restante.json", to_text({"own", before.repository, std::nullopt}));
    CHECK(desk.locate(clone + "/a").value().space == "own");
}

TEST_CASE("a broken space file of the main branch is an error on the others, and not a private space") {
    const GitRepository repository;
    repository.commit({{"a", "a\n"}});
    repository.git({"branch", "old"});
    repository.commit({{".restante.json", "{ broken"}});
    repository.git({"checkout", "-q", "old"});
    Desk desk;
    auto where = desk.locate(repository.path("a"));
    REQUIRE_FALSE(where);
    CHECK(where.error().message.find("refs/heads/main") != std::string::npos);
    CHECK(where.error().message.find(".restante.json is not JSON") != std::string::npos);
    repository.git({"branch", "-f", "main", "old"});
    CHECK(desk.locate(repository.path("a")).value().space == "personal-abcdefg");
}

TEST_CASE("init on a branch without the space file writes what the main branch has") {
    const SpaceFile file{"team", "r-named", "https://hub.example.org"};
    const GitRepository repository;
    repository.commit({{"a", "a\n"}});
    repository.git({"branch", "old"});
    repository.commit({{".restante.json", to_text(file)}});
    repository.git({"checkout", "-q", "old"});
    Desk desk;
    auto made = desk.init(repository.root());
    REQUIRE(made);
    CHECK(made->created);
    CHECK(read_file(repository.path(".restante.json"), 10'000).value() == to_text(file));
    std::filesystem::remove(repository.path(".restante.json"));
    made = desk.init(repository.root(), "another-team");
    REQUIRE(made);
    CHECK(made->location.space == "another-team");
    CHECK(made->location.repository == "r-named");
}
