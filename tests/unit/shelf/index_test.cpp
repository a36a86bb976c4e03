// What is kept of a work tree's records is what a fresh look at it gives, whatever was edited.
#include "shelf/index.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <random>

#include "support/git_repository.hpp"
#include "vcs/work_tree.hpp"

using namespace restante;
using namespace restante::shelf;
using restante::tests::GitRepository;
namespace fs = std::filesystem;

namespace {

vcs::Repository repository_at(const std::string& root) {
    auto repository = vcs::discover(root);
    REQUIRE(repository);
    return *repository;
}

bool look(Index& index, const std::string& root) {
    const auto differing = vcs::work_tree_files(repository_at(root));
    REQUIRE(differing);
    const auto changed = index.look(*differing);
    REQUIRE_MESSAGE(changed, changed.error().message);
    return *changed;
}

bool look_at(Index& index, const std::vector<std::string>& paths) {
    const auto changed = index.look_at(paths);
    REQUIRE_MESSAGE(changed, changed.error().message);
    return *changed;
}

std::vector<decisions::Record> fresh(const std::string& root) {
    auto shelf = Shelf::open(root);
    REQUIRE(shelf);
    auto holdings = shelf->load(std::nullopt);
    REQUIRE_MESSAGE(holdings, holdings.error().message);
    return std::move(holdings->records);
}

std::string adr(const std::string& title, const std::string& status) {
    return "# " + title + "\n\n## Status\n\n" + status + "\n\n## Context\n\nAbout `src/a/b.c`.\n";
}

/// Any text that a person may have left there.
std::string some_text(std::mt19937& random, int count) {
    const auto number = [&] { return fmt::format("{:04}", random() % static_cast<unsigned>(count) + 1); };
    switch (random() % 8) {
        case 0:
            return adr(fmt::format("{}. Topic", random() % 9), "Accepted");
        case 1:
            return adr("Topic", fmt::format("Superseded by [ADR-{0}]({0}-x.md)", number()));
        case 2:
            return adr("Topic", fmt::format("Accepted\n\nSupersedes ADR-{}", number()));
        case 3:
            return adr("Topic", "Accepted\n\nDate: 03/04/2021\n\nSee ADR-" + number() + " and ADR-99.");
        case 4:
            return adr("Topic", "Accepted\n\nDate: 23/04/2021");
        // Another number than its file's name, by which the others may mean it now; and another title.
        case 5:
            return fmt::format("---\nnumber: {}\nstatus: accepted\n---\n\n# Topic\n", number());
        case 6:
            return fmt::format("# Topic {}\n\n- Status: accepted\n- Supersedes: Topic {}\n", random() % 4,
                               random() % 4);
        default:
            return "moved to [there](elsewhere.md)\n";
    }
}

}  // namespace

TEST_CASE("an edit on disk is seen by its path, and costs no other file") {
    const GitRepository repository;
    repository.commit(
        {{"docs/adr/0001-a.md", adr("A", "Accepted")}, {"docs/adr/0002-b.md", adr("B", "Accepted")}});
    Index index(repository_at(repository.root()));
    CHECK(look(index, repository.root()));
    CHECK_FALSE(look(index, repository.root()));
    const auto generation = index.generation();
    repository.write("docs/adr/0002-b.md", adr("B", "Superseded by ADR-0001"));
    CHECK(look_at(index, {"docs/adr/0002-b.md", "src/no-record.c"}));
    CHECK(index.generation() == generation);
    CHECK(index.records()[1].status == decisions::Status::superseded);
    CHECK(index.records() == fresh(repository.root()));
    CHECK_FALSE(look_at(index, {"docs/adr/0002-b.md"}));
    CHECK(*index.bytes("docs/adr/0002-b.md") == adr("B", "Superseded by ADR-0001"));
    CHECK(index.paths_in(1).line_of("src/a/b.c") == 9);
}

TEST_CASE("a record that comes, goes or is renamed makes the list anew; one that is ignored never comes") {
    const GitRepository repository;
    repository.commit({{"docs/adr/0001-a.md", adr("A", "Accepted")}, {".gitignore", "*-local.md\n"}});
    Index index(repository_at(repository.root()));
    CHECK(look(index, repository.root()));
    const auto generation = index.generation();
    repository.write("docs/adr/0002-b.md", adr("B", "Accepted"));
    repository.write("docs/adr/0003-local.md", adr("C", "Accepted"));
    CHECK(look_at(index, {"docs/adr/0002-b.md", "docs/adr/0003-local.md"}));
    CHECK(index.generation() > generation);
    CHECK(index.records().size() == 2);
    CHECK(index.folders() == std::vector<std::string>{"docs/adr"});
    fs::rename(repository.path("docs/adr/0001-a.md"), repository.path("docs/adr/0004-a.md"));
    CHECK(look_at(index, {"docs/adr/0001-a.md", "docs/adr/0004-a.md"}));
    CHECK(index.records() == fresh(repository.root()));
    repository.commit(
        {{".restante.json", R"({"decisions": ["choices"]})"}, {"choices/1-x.md", adr("X", "Accepted")}});
    CHECK(look(index, repository.root()));
    CHECK(index.records() == fresh(repository.root()));
}

TEST_CASE("settings that are wrong are said, and records come back when they are right again") {
    const GitRepository repository;
    repository.commit({{"docs/adr/0001-a.md", adr("A", "Accepted")}});
    Index index(repository_at(repository.root()));
    CHECK(look(index, repository.root()));
    repository.write(".restante.json", R"({"decisions": 7})");
    const auto wrong = index.look_at({".restante.json"});
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().code == Errc::invalid_argument);
    repository.write(".restante.json", R"({"decisions": ["docs"]})");
    (void)look_at(index, {".restante.json"});
    CHECK(index.records() == fresh(repository.root()));
}

TEST_CASE("after any edits, commits and look-ups the records are those of a fresh look") {
    constexpr int records = 8;
    for (unsigned seed = 1; seed <= 6; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const GitRepository repository;
        std::map<std::string, std::string> files;
        for (int i = 1; i <= records; ++i)
            files[fmt::format("docs/adr/{:04}-x.md", i)] = some_text(random, records);
        repository.commit(files);
        Index index(repository_at(repository.root()));
        (void)look(index, repository.root());
        for (int step = 0; step < 25; ++step) {
            CAPTURE(step);
            const auto path = fmt::format("docs/adr/{:04}-x.md", random() % (records + 2) + 1);
            const auto what = random() % 8;
            if (what == 0)
                fs::remove(repository.path(path));
            else
                repository.write(path, some_text(random, records));
            if (what == 1) {
                repository.commit({});
                (void)look(index, repository.root());
            } else {
                (void)look_at(index, {path});
            }
            REQUIRE(index.records() == fresh(repository.root()));
        }
    }
}
