#include "base/rotating_file.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>

#include "support/temp_folder.hpp"

using namespace restante;
using restante::tests::TempFolder;

namespace {

std::string text_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Within this scope files of this process end at so many bytes, as on a disk that is full.
struct FullAt {
    explicit FullAt(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before);
        const rlimit limit{bytes, before.rlim_max};
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
    }
    ~FullAt() {
        ::setrlimit(RLIMIT_FSIZE, &before);
        ::signal(SIGXFSZ, handler);
    }
    rlimit before{};
    void (*handler)(int) = ::signal(SIGXFSZ, SIG_IGN);
};

}  // namespace

TEST_CASE("lines follow one another in a file of the user's own, also when it was there before") {
    const TempFolder folder;
    const auto path = folder / "log";
    for (const auto* line : {"one", "two"}) {
        RotatingFile file(path, {1000, 2});
        REQUIRE(file.open());
        REQUIRE(file.write(line));
    }
    CHECK(text_of(path) == "one\ntwo\n");
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("a file that is full is turned over, the oldest goes, and a line longer than a file gets its own") {
    const TempFolder folder;
    const auto path = folder / "log";
    RotatingFile file(path, {8, 2});
    for (const auto* line : {"aaa", "bbb", "ccc", "ddd", "eeee", "ffffffffffff", "ggg"})
        REQUIRE(file.write(line));
    CHECK(text_of(path) == "ggg\n");
    CHECK(text_of(path + ".1") == "ffffffffffff\n");
    CHECK(text_of(path + ".2") == "eeee\n");
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 3);
}

TEST_CASE("a line for which there is no room is left out whole, and with room all goes on") {
    const TempFolder folder;
    const auto path = folder / "log";
    RotatingFile file(path, {1000, 2});
    REQUIRE(file.write("before"));
    {
        const FullAt full(10);
        const auto refused = file.write("does not fit");
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Errc::io);
        CHECK(refused.error().message.find(path) != std::string::npos);
        CHECK(file.write("ok"));  // what fits is taken
        CHECK_FALSE(file.write("no more"));
    }
    REQUIRE(file.write("after"));
    CHECK(text_of(path) == "before\nok\nafter\n");
}

TEST_CASE(
    "a file that cannot be turned over keeps all it has, however often it is tried, and goes on later") {
    const TempFolder folder;
    const auto path = folder / "log";
    RotatingFile file(path, {8, 3});
    for (const auto* line : {"aaaaaa", "bbbbbb", "cccccc"})
        REQUIRE(file.write(line));
    // A folder with something in it cannot be replaced by a file.
    std::filesystem::create_directories(path + ".3/in-the-way");
    for (int i = 0; i < 5; ++i)
        CHECK_FALSE(file.write("dddddd"));
    CHECK(text_of(path) == "cccccc\n");
    CHECK(text_of(path + ".1") == "bbbbbb\n");
    CHECK(text_of(path + ".2") == "aaaaaa\n");
    std::filesystem::remove_all(path + ".3");
    REQUIRE(file.write("eeeeee"));
    CHECK(text_of(path) == "eeeeee\n");
    CHECK(text_of(path + ".1") == "cccccc\n");
    CHECK(text_of(path + ".2") == "bbbbbb\n");
    CHECK(text_of(path + ".3") == "aaaaaa\n");
}

TEST_CASE("what cannot be opened is an error each time, until it can") {
    const TempFolder folder;
    const auto path = folder / "log";
    std::filesystem::create_directory(path);
    RotatingFile file(path, {1000, 2});
    CHECK(file.open().error().code == Errc::io);
    CHECK_FALSE(file.write("lost"));
    std::filesystem::remove(path);
    REQUIRE(file.write("found"));
    CHECK(text_of(path) == "found\n");
}
