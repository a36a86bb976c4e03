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
        Log log(path, {});
        log.info("plain", "all is well");
        log.warning("strange", "two\nlines, a \"quote\", {} %v and bytes: \xff\xfe");
        log.debug("silent", "below the level");
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
        Log log(folder / "restanted.log", config);
        for (int i = 0; i < 4'000; ++i)
            log.info("filling", "a line of some length, number " + std::to_string(i));
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

TEST_CASE("a level that is asked for leaves out what is below it") {
    const TempFolder folder;
    Config config;
    for (const auto& [level, count] : {std::pair{"error", 1}, {"warning", 2}, {"info", 3}, {"debug", 4}}) {
        config.log_level = level;
        Log log(folder / level, config);
        log.error("e", "");
        log.warning("w", "");
        log.info("i", "");
        log.debug("d", "");
        CHECK(lines_of(folder / level).size() == static_cast<std::size_t>(count));
    }
}

TEST_CASE("a log that cannot be written says why, and goes on by itself; one to nowhere takes everything") {
    const TempFolder folder;
    std::filesystem::create_directory(folder / "log");
    Log log(folder / "log", {});
    CHECK_FALSE(log.problem());
    log.info("lost", "");
    REQUIRE(log.problem());
    CHECK(log.problem()->code == Errc::io);
    std::filesystem::remove(folder / "log");
    log.info("found", "");
    CHECK_FALSE(log.problem());
    CHECK(lines_of(folder / "log").size() == 1);
    Log nowhere;
    nowhere.error("event", "text");
    CHECK_FALSE(nowhere.problem());
}
