#include "daemon/log.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "support/temp_folder.hpp"

using namespace restante;
using namespace restante::daemon;
using restante::tests::TempFolder;

namespace {

std::vector<std::string> lines_of(const std::string& path) {
    std::ifstream in(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

}  // namespace

TEST_CASE("each entry of the log is one line of JSON, whatever it holds") {
    const TempFolder folder;
    const auto path = folder / "log";
    {
        auto log = Log::open(path, {});
        REQUIRE(log);
        log->info("plain", "all is well");
        log->warning("strange", "two\nlines, a \"quote\", {} %v and bytes: \xff\xfe");
        log->debug("silent", "below the level");
    }
    const auto lines = lines_of(path);
    REQUIRE(lines.size() == 2);
    const auto first = boost::json::parse(lines[0]).as_object();
    CHECK(first.at("level") == "info");
    CHECK(first.at("event") == "plain");
    CHECK(first.at("text") == "all is well");
    CHECK(first.at("time").as_string().size() == 24);
    const auto second = boost::json::parse(lines[1]).as_object();
    CHECK(second.at("level") == "warning");
    CHECK(std::string_view(second.at("text").as_string()).find("{} %v") != std::string_view::npos);
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("a log is turned over when it is full, and the oldest part goes") {
    const TempFolder folder;
    Config config;
    config.log_bytes_max = 64 * 1024;
    config.log_files = 2;
    {
        auto log = Log::open(folder / "restanted.log", config);
        REQUIRE(log);
        for (int i = 0; i < 4'000; ++i)
            log->info("filling", "a line of some length, number " + std::to_string(i));
    }
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        ++files;
        CHECK(entry.file_size() <= 64 * 1024);
    }
    CHECK(files == 3);  // the current one and two before it
    const auto newest = lines_of(folder / "restanted.log");
    REQUIRE_FALSE(newest.empty());
    CHECK(newest.back().find("number 3999") != std::string::npos);
}

TEST_CASE("a log that cannot be opened is an error, and one to nowhere takes everything") {
    const TempFolder folder;
    CHECK(Log::open(folder.path().string(), {}).error().code == Errc::io);
    Log nowhere;
    nowhere.error("event", "text");
}
