// Texts that are put into a work tree: all or none, and nowhere else.
#include "vcs/put_files.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/git_repository.hpp"

using namespace restante;
using namespace restante::vcs;
using restante::tests::GitRepository;
namespace fs = std::filesystem;

namespace {

std::string text_of(const std::string& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

/// Every file of the work tree but git's, "path=text" a line.
std::string shown(const GitRepository& repository) {
    std::vector<std::string> lines;
    for (const auto& entry : fs::recursive_directory_iterator(repository.root()))
        if (entry.is_regular_file() && entry.path().string().find("/.git/") == std::string::npos)
            lines.push_back(fs::relative(entry.path(), repository.root()).string() + "=" +
                            text_of(entry.path().string()));
    std::sort(lines.begin(), lines.end());
    std::string out;
    for (const auto& line : lines)
        out += line;
    return out;
}

Repository opened(const GitRepository& repository) {
    auto found = discover(repository.root());
    REQUIRE(found);
    return *found;
}

}  // namespace

TEST_CASE("new files and changed ones are put in place, and folders are made") {
    const GitRepository repository;
    repository.commit({{"docs/adr/1.md", "one\n"}});
    fs::permissions(repository.path("docs/adr/1.md"), fs::perms::owner_all);
    REQUIRE(put_files(opened(repository),
                      {{"a/b/2.md", std::nullopt, "two\n"}, {"docs/adr/1.md", "one\n", "ONE\n"}}));
    CHECK(shown(repository) == "a/b/2.md=two\ndocs/adr/1.md=ONE\n");
    CHECK((fs::status(repository.path("docs/adr/1.md")).permissions() & fs::perms::owner_exec) !=
          fs::perms::none);
    CHECK(repository.git({"diff", "--cached", "--name-only"}).empty());
}

TEST_CASE("when one of them cannot be put, none is") {
    const GitRepository repository;
    repository.commit({{"1.md", "one\n"}, {"folder/x", "x\n"}});
    fs::create_directory_symlink("folder", repository.path("link"));
    fs::create_symlink("1.md", repository.path("to-file"));
    const auto before = shown(repository);
    const std::vector<std::pair<FilePut, Errc>> bad{
        {{"1.md", std::nullopt, "x"}, Errc::conflict},
        {{"1.md", "another\n", "x"}, Errc::conflict},
        {{"gone.md", "text\n", "x"}, Errc::conflict},
        {{"folder", std::nullopt, "x"}, Errc::conflict},
        {{"link/new.md", std::nullopt, "x"}, Errc::invalid_argument},
        {{"1.md/new.md", std::nullopt, "x"}, Errc::invalid_argument},
        {{"../out.md", std::nullopt, "x"}, Errc::invalid_argument},
        {{"a/../../out.md", std::nullopt, "x"}, Errc::invalid_argument},
        {{".git/hooks/pre-commit", std::nullopt, "x"}, Errc::invalid_argument},
        {{"/etc/new.md", std::nullopt, "x"}, Errc::invalid_argument},
        {{"", std::nullopt, "x"}, Errc::invalid_argument},
        {{"to-file", "one\n", "x"}, Errc::io},
    };
    for (const auto& [file, code] : bad) {
        INFO(file.path);
        const auto refused = put_files(opened(repository),
                                       {{"1.md", "one\n", "ONE\n"}, {"new.md", std::nullopt, "new\n"}, file});
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == code);
        CHECK(shown(repository) == before);
    }
}

TEST_CASE("a bare repository has no files to put") {
    const GitRepository repository({"--bare"});
    const auto bare = open_folder(repository.root());
    REQUIRE(bare);
    CHECK(put_files(*bare, {{"1.md", std::nullopt, "x"}}).error().code == Errc::invalid_argument);
}
