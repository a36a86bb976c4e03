// The records of real repositories, whole and less than whole.
#include "shelf/shelf.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "shelf/settings.hpp"
#include "support/git_repository.hpp"

using namespace restante;
using namespace restante::shelf;
using restante::tests::GitRepository;
namespace fs = std::filesystem;

namespace {

std::string adr(const std::string& title, const std::string& status = "accepted") {
    return "# " + title + "\n\n* Status: " + status + "\n";
}

Shelf open(const std::string& folder) {
    auto shelf = Shelf::open(folder);
    REQUIRE(shelf);
    return std::move(*shelf);
}

std::string shown(const Holdings& holdings) {
    std::string out;
    for (const auto& record : holdings.records)
        out += (out.empty() ? "" : "; ") + record.number.value_or("-") + " " + record.title.value_or("-") +
               " " + std::string(to_string(record.status));
    return out;
}

std::string shown_at(const std::string& folder, const std::optional<std::string>& revision = std::nullopt) {
    auto shelf = open(folder);
    const auto holdings = shelf.load(revision);
    REQUIRE_MESSAGE(holdings, holdings.error().message);
    return shown(*holdings);
}

void remove_object(const GitRepository& repository, const std::string& id) {
    const auto file = fs::path(repository.root()) / ".git/objects" / id.substr(0, 2) / id.substr(2);
    REQUIRE(fs::remove(file));
}

}  // namespace

TEST_CASE("records are those of the revision, or those on disk") {
    const GitRepository repository;
    const auto first = repository.commit({{"docs/adr/0001-a.md", adr("A")}, {"src/a.c", "int a;\n"}});
    repository.commit({{"docs/adr/0001-a.md", adr("A", "rejected")}, {"docs/adr/0002-b.md", adr("B")}});
    repository.write("docs/adr/0003-c.md", adr("C", "proposed"));
    CHECK(shown_at(repository.root(), first) == "1 A accepted");
    CHECK(shown_at(repository.root(), "HEAD~1") == "1 A accepted");
    CHECK(shown_at(repository.root(), "HEAD") == "1 A rejected; 2 B accepted");
    CHECK(shown_at(repository.path("docs")) == "1 A rejected; 2 B accepted; 3 C proposed");
}

TEST_CASE("bare and shallow clones are as good as others") {
    const GitRepository repository;
    repository.commit({{"docs/adr/0001-a.md", adr("A")}});
    repository.commit({{"docs/adr/0002-b.md", adr("B")}});
    const auto around = repository.around().path();
    tests::git(around, {"clone", "-q", "--bare", repository.root(), "bare"});
    tests::git(around, {"clone", "-q", "--depth", "1", "file://" + repository.root(), "shallow"});
    CHECK(shown_at((fs::path(around) / "bare").string()) == "1 A accepted; 2 B accepted");
    CHECK(shown_at((fs::path(around) / "shallow").string()) == "1 A accepted; 2 B accepted");
    auto shelf = open((fs::path(around) / "shallow").string());
    const auto gone = shelf.load("HEAD~1");
    REQUIRE_FALSE(gone);
    CHECK(gone.error().code == Errc::not_found);
    CHECK(gone.error().hint.find("--unshallow") != std::string::npos);
}

TEST_CASE("a missing object is a problem of that record, or a gap, and the others are there") {
    const GitRepository repository;
    repository.commit(
        {{"a/adr/0001-a.md", adr("A")}, {"a/adr/0002-b.md", adr("B")}, {"b/adr/0003-c.md", adr("C")}});
    remove_object(repository, repository.git({"rev-parse", "HEAD:a/adr/0001-a.md"}));
    remove_object(repository, repository.git({"rev-parse", "HEAD:b"}));
    auto shelf = open(repository.root());
    const auto holdings = shelf.load("HEAD");
    REQUIRE(holdings);
    CHECK(shown(*holdings) == "1 - unknown; 2 B accepted");
    CHECK(to_string(holdings->records[0].problems.at(0).kind) == "unreadable");
    REQUIRE(holdings->gaps.size() == 1);
    CHECK(holdings->gaps[0].message.find("the folder b/") == 0);
}

TEST_CASE("links are not followed, whether they lead in circles, out of the repository or to records") {
    const GitRepository repository;
    repository.commit({{"docs/adr/0001-a.md", adr("A")}});
    fs::create_directory_symlink(".", repository.path("docs/adr/loop"));
    fs::create_symlink("/etc/passwd", repository.path("docs/adr/0002-b.md"));
    fs::create_symlink("0001-a.md", repository.path("docs/adr/0003-c.md"));
    CHECK(shown_at(repository.root()) == "1 A accepted");
    repository.commit({});
    CHECK(shown_at(repository.root(), "HEAD") == "1 A accepted");
}

TEST_CASE("folders and names that are not UTF-8, and a record that is a folder") {
    const GitRepository repository;
    repository.commit({{"docs/adr/0001-caf\xE9.md", adr("A")},
                       {"d\xE9p/adr/0002-b.md", adr("B")},
                       {"docs/adr/0003-x.md/readme.txt", "no\n"}});
    CHECK(shown_at(repository.root(), "HEAD").find("1 A accepted") != std::string::npos);
    CHECK(shown_at(repository.root(), "HEAD").find("2 B accepted") != std::string::npos);
}

TEST_CASE("of a large file the beginning is read, and a huge one is listed by its name") {
    const GitRepository repository;
    repository.commit({{"docs/adr/0001-a.md", adr("A") + std::string(9 * 1024 * 1024, 'x')},
                       {"docs/adr/0002-b.md", adr("B")}});
    CHECK(shown_at(repository.root(), "HEAD") == "1 A accepted; 2 B accepted");
    repository.commit({{"docs/adr/0001-a.md", adr("A") + std::string(65 * 1024 * 1024, 'x')}});
    CHECK(shown_at(repository.root(), "HEAD") == "1 - unknown; 2 B accepted");
}

TEST_CASE("many files in the folder") {
    const GitRepository repository;
    constexpr int count = 20'000;
    std::string stream =
        "commit refs/heads/main\ncommitter Ada <ada@example.org> 1700000000 +0000\ndata 2\nx\n";
    for (int i = 1; i <= count; ++i) {
        const auto text = adr("R" + std::to_string(i));
        stream += "M 100644 inline docs/adr/" + std::to_string(i) + "-r.md\ndata " +
                  std::to_string(text.size()) + "\n" + text + "\n";
    }
    repository.git({"fast-import", "--quiet"}, stream);
    auto shelf = open(repository.root());
    const auto holdings = shelf.load("HEAD");
    REQUIRE(holdings);
    CHECK(holdings->records.size() == count);
}

TEST_CASE("the repository's own folders: .adr-dir and .restante.json") {
    const GitRepository repository;
    repository.commit({{"notes/choice.md", adr("Choice")},
                       {"why/0001-a.md", adr("A")},
                       {".adr-dir", "why\n"},
                       {".restante.json", R"({"space": "x", "decisions": ["notes/"]})"}});
    CHECK(shown_at(repository.root(), "HEAD") == "- Choice accepted; 1 A accepted");
    repository.commit({{".restante.json", R"({"decisions": ["../other"]})"}});
    auto shelf = open(repository.root());
    const auto wrong = shelf.load("HEAD");
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().code == Errc::invalid_argument);
    CHECK(wrong.error().message ==
          ".restante.json: \"decisions\" names ../other, which is not in the repository");
}

TEST_CASE("settings that are none are told precisely") {
    for (const auto* text :
         {"", "[", "[]", R"({"decisions": 7})", R"({"decisions": [7]})", R"({"decisions": ["/etc"]})"})
        CHECK_MESSAGE(!folders_in_settings(text), text);
    CHECK(folders_in_settings("{}")->empty());
    CHECK(folders_in_settings(R"({"decisions": ["./a//b/../c/"]})")->front() == "a/c");
    CHECK(folder_of_adr_tools("", "doc/adr\n") == "doc/adr");
    CHECK(folder_of_adr_tools("sub", "doc/adr") == "sub/doc/adr");
    CHECK(folder_of_adr_tools("", "../../etc") == "");
}

TEST_CASE("no repository, no commit, no such revision") {
    const tests::TempFolder folder;
    CHECK(Shelf::open(folder.path()).error().code == Errc::not_found);
    const GitRepository repository;
    auto shelf = open(repository.root());
    CHECK(shelf.load(std::nullopt).error().code == Errc::not_found);
    repository.commit({{"a", "a"}});
    CHECK(shelf.load("nonsense").error().code == Errc::not_found);
    CHECK(shelf.bytes("adr/0001-x.md").error().code == Errc::not_found);
}
