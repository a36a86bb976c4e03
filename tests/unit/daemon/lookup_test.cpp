// Questions about decisions are answered away from the loop, within bounds, each once.
#include "daemon/lookup/lookup.hpp"

#include <doctest/doctest.h>

#include <condition_variable>
#include <filesystem>

#include "support/git_repository.hpp"

using namespace restante;
using namespace restante::daemon;
using namespace restante::daemon::lookup;
using restante::tests::GitRepository;
namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds patience{30};
const std::string adr = "# 1. Use boats\n\n## Status\n\nAccepted\n";
const std::string code = "// As ADR-1 says.\nint one;\n";

struct Asking {
    Asking() {
        git.commit({{"docs/adr/0001-use-boats.md", adr}, {"src/a.cpp", code}});
        lookup.on_changed([this](const std::string& root) {
            CHECK(root == git.root());
            ++changes;
        });
    }
    ~Asking() { lookup.stop(); }

    std::optional<Result<std::size_t>> count_of_records() {
        std::optional<Result<std::size_t>> out;
        lookup.ask(
            git.root(),
            [](Desk& desk) -> Result<std::size_t> {
                auto listed = desk.list({});
                if (!listed) return tl::unexpected(std::move(listed).error());
                return listed->decisions.size();
            },
            [&](Result<std::size_t> found) { out = std::move(found); });
        REQUIRE(loop.run_until([&] { return out.has_value(); }, patience));
        return out;
    }

    GitRepository git;
    rpc::Loop loop;
    Log log;
    Lookup lookup{loop, log};
    int changes = 0;
};

}  // namespace

TEST_CASE("an answer comes in two parts, and the second time in one") {
    Asking asking;
    int parts = 0;
    std::optional<Result<protocol::WhyResult>> whole;
    const auto ask = [&] {
        whole.reset();
        asking.lookup.why(
            asking.git.root(), {"src/a.cpp", 1, 1, std::nullopt, nullptr}, {},
            [&](const protocol::WhyResult& part) {
                ++parts;
                CHECK_FALSE(part.complete);
                CHECK(part.decisions.size() == 1);
            },
            [&](Result<protocol::WhyResult> found) { whole = std::move(found); });
        REQUIRE(asking.loop.run_until([&] { return whole.has_value(); }, patience));
        REQUIRE(*whole);
        CHECK((*whole)->complete);
        CHECK((*whole)->people.size() == 1);
    };
    ask();
    CHECK(parts == 1);
    ask();
    CHECK(parts == 1);
}

TEST_CASE("a file that is open is known to git's memory before anybody asks") {
    Asking asking;
    asking.lookup.opened(asking.git.root(), "src/a.cpp");
    bool known = false;
    for (int tries = 0; tries < 2'000 && !known; ++tries) {
        std::optional<bool> asked;
        asking.lookup.ask(
            asking.git.root(), [](Desk& desk) -> Result<bool> { return !desk.ahead("src/a.cpp"); },
            [&](const Result<bool>& found) { asked = found.value_or(false); });
        REQUIRE(asking.loop.run_until([&] { return asked.has_value(); }, patience));
        known = *asked;
    }
    CHECK(known);
}

TEST_CASE("who is too many is told so, and the others are answered") {
    Asking asking;
    std::mutex mutex;
    std::condition_variable open;
    bool is_open = false;
    std::size_t answered = 0;
    std::size_t refused = 0;
    constexpr std::size_t questions = Lookup::jobs_max + 50;
    for (std::size_t i = 0; i < questions; ++i)
        asking.lookup.ask(
            asking.git.root(),
            [&](Desk&) -> Result<bool> {
                std::unique_lock lock(mutex);
                open.wait(lock, [&] { return is_open; });
                return true;
            },
            [&](const Result<bool>& found) {
                ++(found ? answered : refused);
                if (!found) CHECK(found.error().code == Errc::unavailable);
            });
    {
        const std::lock_guard lock(mutex);
        is_open = true;
    }
    open.notify_all();
    REQUIRE(asking.loop.run_until([&] { return answered + refused == questions; }, patience));
    CHECK(answered >= Lookup::jobs_max);
    CHECK(refused > 0);
}

TEST_CASE("a question that nobody waits for is called off") {
    Asking asking;
    std::stop_source gone;
    gone.request_stop();
    std::optional<Result<protocol::WhyResult>> answer;
    asking.lookup.why(
        asking.git.root(), {"src/a.cpp", 1, 1, std::nullopt, nullptr}, gone.get_token(),
        [](const protocol::WhyResult&) {},
        [&](Result<protocol::WhyResult> found) { answer = std::move(found); });
    REQUIRE(asking.loop.run_until([&] { return answer.has_value(); }, patience));
    REQUIRE_FALSE(*answer);
    CHECK(answer->error().code == Errc::cancelled);
}

TEST_CASE("records that change on disk count for the next question, and it is told that they changed") {
    Asking asking;
    CHECK(**asking.count_of_records() == 1);
    REQUIRE(asking.loop.run_until([&] { return asking.changes > 0; }, patience));
    const auto before = asking.changes;
    asking.git.write("docs/adr/0002-use-ships.md", adr);
    CHECK(**asking.count_of_records() == 2);
    REQUIRE(asking.loop.run_until([&] { return asking.changes > before; }, patience));
    fs::remove(asking.git.path("docs/adr/0001-use-boats.md"));
    CHECK(**asking.count_of_records() == 1);
}

TEST_CASE("a clone that is gone is said to be, and one that is made at its place is another") {
    Asking asking;
    CHECK(**asking.count_of_records() == 1);
    fs::rename(asking.git.root(), asking.git.root() + "-aside");
    CHECK_FALSE(*asking.count_of_records());
    fs::create_directory(asking.git.root());
    asking.git.git({"init", "-q"});
    asking.git.commit({{"docs/adr/0001-a.md", adr}, {"docs/adr/0002-b.md", adr}});
    CHECK(**asking.count_of_records() == 2);
}
