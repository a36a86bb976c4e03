#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "contract/hub/program.hpp"
#include "support/temp_folder.hpp"
#include "unit/hub/http_client.hpp"
#include "unit/hub/sample_ops.hpp"

using namespace restante;
using namespace restante::tests;

namespace {

const std::string ops_path = "/v1/spaces/team/ops";

std::string without_end(std::string text) {
    while (text.ends_with('\n'))
        text.pop_back();
    return text;
}

/// A database with user ann; the header that her requests carry.
std::string prepare(const std::string& database) {
    REQUIRE(run_hub({"--db", database, "user", "add", "ann"}).exit_code == 0);
    const auto token = run_hub({"--db", database, "token", "create", "--user", "ann"});
    REQUIRE(token.exit_code == 0);
    return "Content-Type: application/x-ndjson\r\nAuthorization: Bearer " + without_end(token.out) + "\r\n";
}

std::set<std::string> stored(const ServingHub& hub, const std::string& ann) {
    const auto answer = HttpClient(hub.port()).request("GET", ops_path + "?limit=50000", ann).value();
    REQUIRE(answer.status == 200);
    std::set<std::string> lines;
    for (std::size_t at = 0; at < answer.body.size();) {
        const auto end = answer.body.find('\n', at);
        lines.insert(answer.body.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

void limit_file_size(pid_t pid, rlim_t bytes) {
    const rlimit limit{bytes, RLIM_INFINITY};
    REQUIRE(::prlimit(pid, RLIMIT_FSIZE, &limit, nullptr) == 0);
}

}  // namespace

TEST_CASE(
    "users and tokens are made, listed and removed from the command line, and exit codes tell what went "
    "wrong") {
    TempFolder folder;
    const auto db = folder / "hub.db";
    CHECK(run_hub({"--help"}).out.find("Exit codes") != std::string::npos);
    CHECK(run_hub({"--version"}).exit_code == 0);
    CHECK(run_hub({}).exit_code == 2);
    CHECK(run_hub({"frobnicate"}).exit_code == 2);
    for (const auto& words : std::vector<std::vector<std::string>>{{"user", "list"},
                                                                   {"user", "remove", "ann"},
                                                                   {"token", "list"},
                                                                   {"token", "create", "--user", "ann"},
                                                                   {"token", "revoke", "1"},
                                                                   {"doctor"}}) {
        CAPTURE(words.back());
        auto all = words;
        all.insert(all.begin(), {"--db", db});
        const auto ran = run_hub(all);
        CHECK(ran.exit_code == 3);
        CHECK(ran.err.find("there is no database " + db) != std::string::npos);
        CHECK_FALSE(std::filesystem::exists(db));
    }
    CHECK(run_hub({"--db", db, "user", "add", "Ann Smith"}).exit_code == 2);
    CHECK(run_hub({"--db", db, "user", "add", "ann", "--display-name", "Ann Smith", "--space", "team",
                   "--space", "design"})
              .exit_code == 0);
    CHECK(run_hub({"--db", db, "user", "add", "ann"}).exit_code == 1);
    CHECK(run_hub({"--db", db, "user", "list"}).out.find("ann\tAnn Smith\t") == 0);
    CHECK(run_hub({"--db", db, "user", "list"}).out.find("\tdesign,team\n") != std::string::npos);
    CHECK(run_hub({"--db", db, "token", "create", "--user", "eve"}).exit_code == 1);
    const auto token =
        without_end(run_hub({"--db", db, "token", "create", "--user", "ann", "--label", "laptop"}).out);
    CHECK(token.size() == 47);
    CHECK(token.starts_with("rst_"));
    std::ifstream file(db, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    CHECK(bytes.find(token) == std::string::npos);
    const auto listed = run_hub({"--db", db, "token", "list"}).out;
    CHECK(listed.find("1\tann\t") == 0);
    CHECK(listed.find("\tlaptop\n") != std::string::npos);
    CHECK(run_hub({"--db", db, "token", "revoke", "1"}).exit_code == 0);
    CHECK(run_hub({"--db", db, "token", "revoke", "1"}).exit_code == 1);
    CHECK(run_hub({"--db", db, "doctor"}).exit_code == 0);
    CHECK(run_hub({"--db", db, "user", "remove", "ann"}).exit_code == 0);
    CHECK(run_hub({"--db", db, "user", "remove", "ann"}).exit_code == 1);
    CHECK(run_hub({"--db", db, "serve", "--listen", "nowhere"}).exit_code == 2);
    CHECK(run_hub({"--db", db, "serve", "--listen", "0.0.0.0:0"}).err.find("--allow-plain-http") !=
          std::string::npos);
    std::ofstream(folder / "text") << "not a database, but long enough to be looked at";
    const auto refused = run_hub({"--db", folder / "text", "serve"});
    CHECK(refused.exit_code == 3);
    CHECK(refused.err.find("not a database") != std::string::npos);
    CHECK(run_hub({"--db", folder / "no/such/folder/hub.db", "user", "list"}).exit_code == 3);
}

TEST_CASE(
    "users and tokens made beside a serving hub are known to it, and what it writes afterwards is kept") {
    TempFolder folder;
    const auto db = folder / "hub.db";
    const auto ann = prepare(db);
    std::string line;
    {
        ServingHub hub(db);
        HttpClient client(hub.port());
        Author author(1);
        CHECK(client.request("POST", ops_path, ann, author.line())->status == 200);
        REQUIRE(run_hub({"--db", db, "user", "add", "ben"}).exit_code == 0);
        const auto token = without_end(run_hub({"--db", db, "token", "create", "--user", "ben"}).out);
        CHECK(client.request("GET", "/v1/me", "Authorization: Bearer " + token + "\r\n")->status == 200);
        line = author.line();
        CHECK(client.request("POST", ops_path, ann, line)->status == 200);
        hub.end(SIGKILL);
    }
    ServingHub again(db);
    CHECK(stored(again, ann).contains(line));
    CHECK(run_hub({"--db", db, "user", "list"}).out.find("ben") != std::string::npos);
    CHECK(again.end(SIGTERM) == 0);
}

TEST_CASE("a hub that is killed while it is pushed to has lost nothing that it acknowledged") {
    TempFolder folder;
    const auto db = folder / "hub.db";
    const auto ann = prepare(db);
    std::set<std::string> acknowledged;
    for (std::uint8_t round = 1; round <= 4; ++round) {
        {
            ServingHub hub(db);
            const auto enough = acknowledged.size() + 20U * round;
            std::thread killer;
            Author author(round);
            HttpClient client(hub.port());
            for (;;) {
                const auto line = author.line();
                const auto answer = client.request("POST", ops_path, ann, line);
                if (!answer) break;
                REQUIRE(answer->status == 200);
                REQUIRE(answer->body.find("accepted") != std::string::npos);
                acknowledged.insert(line);
                // From beside, so that the kill comes at whatever step the next pushes have reached.
                if (acknowledged.size() == enough) killer = std::thread([&] { hub.end(SIGKILL); });
            }
            killer.join();
        }
        ServingHub again(db);
        const auto lines = stored(again, ann);
        for (const auto& line : acknowledged)
            REQUIRE(lines.contains(line));
        CHECK(again.end(SIGTERM) == 0);
        CHECK(run_hub({"--db", db, "doctor"}).exit_code == 0);
    }
}

TEST_CASE(
    "a full disk is answered 507 with the reason, healthz says so, and both are over when there is room "
    "again") {
    TempFolder folder;
    const auto db = folder / "hub.db";
    const auto ann = prepare(db);
    ServingHub hub(db);
    HttpClient client(hub.port());
    Author author(1);
    const auto push = [&] { return client.request("POST", ops_path, ann, author.line()).value(); };
    CHECK(push().status == 200);
    limit_file_size(hub.pid(), 4'096);  // also of what is written over: the log may have room
    const auto full = push();
    CHECK(full.status == 507);
    CHECK(boost::json::parse(full.body).at("error").at("code") == "io");
    CHECK(client.request("GET", "/healthz")->status == 503);
    CHECK(client.request("GET", ops_path, ann)->status == 200);
    limit_file_size(hub.pid(), RLIM_INFINITY);
    CHECK(push().status == 200);
    CHECK(client.request("GET", "/healthz")->status == 200);
    CHECK(stored(hub, ann).size() == 3);  // two ops and a control line
    CHECK(hub.end(SIGTERM) == 0);
}

TEST_CASE("a database is served by one hub at a time") {
    TempFolder folder;
    const auto db = folder / "hub.db";
    ServingHub hub(db);
    const auto refusal = fmt::format(
        "the hub ended with 1: restante-hub: another hub of this database is running (process {})\n",
        hub.pid());
    CHECK_THROWS_WITH(ServingHub{db}, refusal.c_str());
    hub.end(SIGKILL);
    ServingHub again(db);
    CHECK(again.end(SIGTERM) == 0);
}

TEST_CASE("a hub told to stop while a client waits answers it and exits with 0") {
    TempFolder folder;
    const auto db = folder / "hub.db";
    const auto ann = prepare(db);
    ServingHub hub(db);
    HttpClient client(hub.port());
    CHECK(client.request("GET", "/healthz")->status == 200);
    CHECK(hub.end(SIGINT) == 0);
    CHECK(client.closed());
}
