#include "daemon/config.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "daemon/files.hpp"
#include "support/temp_folder.hpp"

using namespace restante;
using namespace restante::daemon;
using restante::tests::TempFolder;

namespace {

void put(const std::string& path, const std::string& text, mode_t mode) {
    std::ofstream(path, std::ios::binary) << text;
    REQUIRE(::chmod(path.c_str(), mode) == 0);
}

Errc refused(std::string_view url) {
    auto origin = hub_origin(url);
    CAPTURE(url);
    REQUIRE_FALSE(origin);
    return origin.error().code;
}

}  // namespace

TEST_CASE("an empty configuration is the defaults") {
    auto loaded = parse_config("{}");
    REQUIRE(loaded);
    CHECK(loaded->config.idle_exit_minutes == 30);
    CHECK(loaded->config.log_level == "info");
    CHECK(loaded->warnings.empty());
}

TEST_CASE("a configuration may have comments and trailing commas") {
    auto loaded = parse_config("// mine\n{ \"idleExitMinutes\": 0, /* never */ \"logLevel\": \"debug\", }");
    REQUIRE(loaded);
    CHECK(loaded->config.idle_exit_minutes == 0);
    CHECK(loaded->config.log_level == "debug");
}

TEST_CASE("a setting that does not exist is named in a warning, and the others count") {
    auto loaded = parse_config(R"({"idelExitMinutes": 5, "logFiles": 7})");
    REQUIRE(loaded);
    REQUIRE(loaded->warnings.size() == 1);
    CHECK(loaded->warnings.front().find("idelExitMinutes") != std::string::npos);
    CHECK(loaded->config.log_files == 7);
}

TEST_CASE("a setting of the wrong type or out of bounds is refused by name") {
    for (const auto& [text, name] : std::initializer_list<std::pair<const char*, const char*>>{
             {R"({"idleExitMinutes": "5"})", "idleExitMinutes"},
             {R"({"idleExitMinutes": -1})", "idleExitMinutes"},
             {R"({"idleExitMinutes": 1.5})", "idleExitMinutes"},
             {R"({"idleExitMinutes": null})", "idleExitMinutes"},
             {R"({"logBytesMax": 18446744073709551615})", "logBytesMax"},
             {R"({"logFiles": 0})", "logFiles"},
             {R"({"documentBytesMax": true})", "documentBytesMax"},
             {R"({"logLevel": "loud"})", "logLevel"},
             {R"({"logLevel": 3})", "logLevel"},
             {"[]", "object"},
             {"", "JSON"},
             {"{\"logLevel\": \"info\"", "JSON"},
         }) {
        CAPTURE(text);
        auto loaded = parse_config(text);
        REQUIRE_FALSE(loaded);
        CHECK(loaded.error().code == Errc::invalid_argument);
        CHECK(loaded.error().message.find(name) != std::string::npos);
    }
}

TEST_CASE("credentials are kept for their owner alone, and read back as they were") {
    const TempFolder folder;
    const auto path = folder / "credentials.json";
    CHECK(load_credentials(path).value().empty());
    const Credentials written{{"https://hub.example.org", {"secret", "/ca.pem", "ann"}},
                              {"http://127.0.0.1:8777", {"other", "", ""}}};
    REQUIRE(save_credentials(path, written));
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
    auto read = load_credentials(path);
    REQUIRE(read);
    CHECK(read->size() == 2);
    CHECK(read->at("https://hub.example.org").token == "secret");
    CHECK(read->at("https://hub.example.org").ca_file == "/ca.pem");
    CHECK(read->at("https://hub.example.org").user == "ann");
}

TEST_CASE("credentials that others may read are not used, and the hint says how to mend that") {
    const TempFolder folder;
    const auto path = folder / "credentials.json";
    for (const mode_t mode : {0640, 0604, 0660, 0644}) {
        put(path, R"({"hubs": {}})", mode);
        auto read = load_credentials(path);
        REQUIRE_FALSE(read);
        CHECK(read.error().code == Errc::forbidden);
        CHECK(read.error().hint.find("chmod 600") != std::string::npos);
    }
    put(path, R"({"hubs": {}})", 0600);
    CHECK(load_credentials(path));
}

TEST_CASE("credentials that cannot be understood are refused, since the next login would lose them") {
    const TempFolder folder;
    const auto path = folder / "credentials.json";
    for (const auto* text : {"", "not json", "[]", R"({"hubs": []})", R"({"hubs": {"https://h": "token"}})",
                             R"({"hubs": {"https://h": {"token": 5}}})", R"({"hubs": {"https://h": {}}})"}) {
        CAPTURE(text);
        put(path, text, 0600);
        auto read = load_credentials(path);
        REQUIRE_FALSE(read);
        CHECK(read.error().code == Errc::invalid_argument);
        CHECK(read.error().message.find("credentials.json") != std::string::npos);
        // A token is never in a message.
        CHECK(read.error().message.find("token\"") == std::string::npos);
    }
}

TEST_CASE("a hub's origin has one spelling") {
    for (const auto& [url, origin] : std::initializer_list<std::pair<const char*, const char*>>{
             {"https://hub.example.org", "https://hub.example.org"},
             {"HTTPS://Hub.Example.ORG/", "https://hub.example.org"},
             {"https://hub.example.org:443", "https://hub.example.org"},
             {"https://hub.example.org:8443//", "https://hub.example.org:8443"},
             {"https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"},
             {"http://127.0.0.1:8777", "http://127.0.0.1:8777"},
             {"http://127.9.8.7", "http://127.9.8.7"},
             {"http://localhost:80", "http://localhost"},
             {"http://[::1]:8777", "http://[::1]:8777"},
         }) {
        CAPTURE(url);
        CHECK(hub_origin(url).value() == origin);
    }
}

TEST_CASE("plain http is for this machine only, however much an address looks like it") {
    for (const auto* url :
         {"http://hub.example.org", "http://127.evil.com", "http://127.0.0.1.evil.com", "http://10.0.0.1",
          "http://localhost.evil.com", "http://127.0.0.1.", "http://127", "http://127.1.2.3.4",
          "http://0.0.0.0", "http://[::2]", "http://[::ffff:10.0.0.1]"}) {
        CHECK(refused(url) == Errc::forbidden);
    }
}

TEST_CASE("what is no plain address of a hub is refused") {
    for (const auto* url : {"",
                            "hub.example.org",
                            "ftp://hub.example.org",
                            "https://",
                            "https:///",
                            "http://",
                            "https://user@hub.example.org",
                            "http://127.0.0.1@evil.com",
                            "https://user:pass@hub",
                            "http://127.0.0.1:80@evil.com",
                            "https://hub.example.org/path",
                            "https://hub.example.org?x",
                            "https://hub.example.org#x",
                            "https://hub example.org",
                            "https://hub\\example",
                            "https://hub%2eorg",
                            "https://:443",
                            "https://hub:",
                            "https://hub:0",
                            "https://hub:65536",
                            "https://hub:80:90",
                            "http://127.0.0.1:80:evil",
                            "https://[::1",
                            "https://[::1]x",
                            "https://[::1]x80",
                            "https://[evil]",
                            "https://h]:1",
                            "https://h\xc3\xbc\x62"}) {
        CHECK(refused(url) == Errc::invalid_argument);
    }
}

TEST_CASE("only regular files are read, and no more of them than asked for") {
    const TempFolder folder;
    put(folder / "file", "12345", 0600);
    CHECK(read_file(folder / "file", 5).value() == "12345");
    CHECK(read_file(folder / "file", 4).error().code == Errc::too_large);
    CHECK(read_file(folder / "absent", 5).error().code == Errc::not_found);
    CHECK(read_file(folder.path().string(), 5).error().code == Errc::invalid_argument);
    // A pipe that nobody writes to must not stop the daemon.
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    CHECK(read_file(folder / "pipe", 5).error().code == Errc::invalid_argument);
}

TEST_CASE("a file is replaced whole or not at all") {
    const TempFolder folder;
    const auto path = folder / "file";
    REQUIRE(replace_file(path, "old", 0644));
    REQUIRE(replace_file(path, "new", 0600));
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
    CHECK(read_file(path, 100).value() == "new");
    std::filesystem::create_directory(folder / "taken");
    CHECK_FALSE(replace_file(folder / "taken", "x", 0600));
    CHECK_FALSE(replace_file(folder / "no/folder/file", "x", 0600));
    // Nothing is left lying about.
    std::size_t entries = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path()))
        ++entries;
    CHECK(entries == 2);
}
