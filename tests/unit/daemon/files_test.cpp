#include "daemon/files.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "support/git_repository.hpp"
#include "support/temp_folder.hpp"

using namespace restante;
using namespace restante::daemon;
using restante::tests::TempFolder;
using restante::tests::write_file;
namespace fs = std::filesystem;

namespace {

std::string below(const TempFolder& folder, const std::string& path) {
    auto read = read_file_below(folder / "work", path, 10);
    return read ? read->bytes : std::string(to_string(read.error().code));
}

}  // namespace

TEST_CASE("a source is read with the state of the file that was read") {
    const TempFolder folder;
    write_file(folder / "work/src/deep/a", "text");
    CHECK(below(folder, "src/deep/a") == "text");
    CHECK(read_file_below(folder / "work", "src/deep/a", 10)->info.st_size == 4);
    write_file(folder / "work/long", "01234567890");
    CHECK(below(folder, "long") == "too_large");
    CHECK(below(folder, "gone") == "not_found");
    CHECK(below(folder, "src/gone/a") == "not_found");
    CHECK(below(folder, "long/a") == "not_found");
    CHECK(below(folder, "src") == "invalid_argument");
    CHECK(below(folder, "") == "invalid_argument");
}

TEST_CASE("a source that has become a link since it was named is not read through it") {
    const TempFolder folder;
    write_file(folder / "work/src/a", "mine");
    write_file(folder / "secret/a", "secret");
    fs::create_symlink("../secret/a", folder / "work/file_link");
    fs::create_directory_symlink("../secret", folder / "work/folder_link");
    fs::create_symlink("src/a", folder / "work/inner_link");
    for (const auto* path : {"file_link", "folder_link/a", "inner_link"}) {
        auto read = read_file_below(folder / "work", path, 10);
        REQUIRE_FALSE(read);
        CHECK(read.error().message.find("is a symbolic link") != std::string::npos);
    }
}

TEST_CASE("a source's path that would climb out, or is git's own, is not followed") {
    const TempFolder folder;
    write_file(folder / "work/.git/config", "git's");
    write_file(folder / "secret/a", "secret");
    for (const auto* path : {"../secret/a", "./a", "a/../../secret/a", "/etc/passwd", ".git/config", "a//b"})
        CHECK_MESSAGE(below(folder, path) ==
                          (std::string_view(path).starts_with("a/") ? "not_found" : "invalid_argument"),
                      path);
}
