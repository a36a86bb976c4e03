#include "vcs/work_tree.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "support/git_repository.hpp"

using namespace restante;
using namespace restante::vcs;
namespace fs = std::filesystem;

namespace {

/// Its text; "gone", or why it is not given.
std::string text_of(const tests::GitRepository& repository, const std::string& path) {
    const auto found = discover(repository.root());
    REQUIRE(found);
    const auto file = work_tree_file(*found, path);
    if (!file) return file.error().message;
    if (!file->read) return "gone";
    const auto text = file->read(1000);
    return text ? *text : std::string(to_string(text.error().code));
}

}  // namespace

TEST_CASE("one file is read as it is on disk, and no link is followed to another") {
    const tests::GitRepository repository;
    repository.commit({{"src/a.c", "committed"}, {"src/gone.c", "committed"}});
    repository.write("src/a.c", "on disk");
    repository.write("big.c", std::string(2000, 'x'));
    fs::remove(repository.path("src/gone.c"));
    tests::write_file(repository.around().path() / "outside/secret.c", "secret");
    fs::create_symlink(repository.around().path() / "outside", repository.path("out"));
    fs::create_symlink("src", repository.path("in"));
    fs::create_symlink("../outside/secret.c", repository.path("link.c"));
    CHECK(text_of(repository, "src/a.c") == "on disk");
    CHECK(text_of(repository, "src/gone.c") == "gone");
    CHECK(text_of(repository, "src/a.c/b.c") == "gone");
    CHECK(text_of(repository, "src") == "gone");
    CHECK(text_of(repository, "nowhere/a.c") == "gone");
    CHECK(text_of(repository, "big.c") == "too_large");
    CHECK(text_of(repository, "link.c") == "../outside/secret.c");
    for (const auto* path : {"out/secret.c", "in/a.c", "../outside/secret.c", "src/../src/a.c"})
        CHECK(text_of(repository, path) ==
              std::string(path) + " is not in the work tree, or a link is on the way to it");
}
