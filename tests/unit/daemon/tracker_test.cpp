// Threads are followed while their clone goes from commit to commit: what is asked is answered from what is
// known, and whoever shows a file hears when more is.
#include "daemon/tracker.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <set>

#include "support/fakes.hpp"
#include "support/git_repository.hpp"
#include "unit/follow/world.hpp"
#include "vcs/blob_id.hpp"

using namespace restante;
using namespace restante::daemon;
using namespace restante::tests;

namespace {

constexpr std::chrono::seconds patience{30};
const std::string path = "src/settings.cpp";
const std::string other_path = "src/other.py";

/// A daemon's following alone, of one clone.
struct Desk {
    Desk() { git.commit({{path, joined(sample)}, {other_path, joined(other_sample)}}); }
    ~Desk() { end(); }

    /// The daemon's parts that follow, on the database as it is.
    void begin() {
        loop.emplace();
        auto opened = store::Store::open(around / "restante.db", clock, ids);
        REQUIRE(opened);
        if ((*opened)->identity().name.empty()) REQUIRE((*opened)->set_identity("Ann", ""));
        auto reading = store::Reader::open(around / "restante.db");
        REQUIRE(reading);
        reader.emplace(std::move(*reading));
        writer = std::make_unique<Writer>(*loop, std::move(*opened));
        worker = std::make_unique<GitWorker>();
        tracker = std::make_unique<Tracker>(*loop, *worker, *writer, *reader, log);
        tracker->set_callbacks(
            [this](const std::string& root, const std::vector<std::string>& paths) {
                CHECK(root == git.root());
                told.insert(paths.begin(), paths.end());
            },
            [this](const std::string&) { return buffers; });
    }
    void end() {
        if (worker) worker->stop();
        if (writer) writer->stop();
        tracker.reset();
        worker.reset();
        writer.reset();
        reader.reset();
        loop.reset();
    }

    core::Thread open_thread(const std::string& file, const std::string& bytes, std::uint32_t first,
                             std::uint32_t last) {
        const anchor::Text text(bytes);
        auto anchor = anchor::record({"r1", file, git.git({"rev-parse", "HEAD"}), vcs::blob_id(bytes)}, text,
                                     {{first - 1, 0}, {last, 0}});
        return append({}, [anchor](const core::Stamp& stamp, const core::Thread*) {
            return core::make_open(stamp, anchor, "why?", "");
        });
    }
    /// On lines 8 to 14 of the sample, followed, with nothing left to do.
    core::Thread begin_with_thread() {
        begin();
        const auto thread = open_thread(path, joined(sample), 8, 14);
        see();
        REQUIRE(finds(thread, path + ":8-14 exact") == path + ":8-14 exact");
        settle();
        return thread;
    }
    core::Thread attach(const core::Thread& thread, const std::string& file, const std::string& bytes,
                        std::uint32_t first, std::uint32_t last) {
        const anchor::Text text(bytes);
        auto anchor = anchor::record({"r1", file, git.git({"rev-parse", "HEAD"}), vcs::blob_id(bytes)}, text,
                                     {{first - 1, 0}, {last, 0}});
        return append(thread.id, [anchor](const core::Stamp& stamp, const core::Thread* now) {
            return core::make_reanchor(stamp, *now, anchor);
        });
    }
    core::Thread append(std::optional<ThreadId> thread, const store::MakeOp& make) {
        std::optional<core::Thread> out;
        clock.advance(1'000);
        writer->run([&](store::Store& store) { return store.append_local("team", thread, make); },
                    [&](Result<store::Committed> appended) {
                        if (!appended) FAIL(to_string(appended.error()));
                        out = std::move(appended->thread);
                    });
        REQUIRE(loop->run_until([&] { return out.has_value(); }, patience));
        tracker->threads_came("r1");
        return *out;
    }
    void see(const std::string& file = path) { tracker->seen({git.root(), file, "r1", "team", {}}); }

    [[nodiscard]] std::string where(const core::Thread& thread) const {
        const auto known = tracker->of(git.root(), thread);
        if (!known) return "unknown";
        const auto lines = anchor::lines_of_range(known->at.range);
        return fmt::format("{}:{}-{} {}{}", known->at.path, lines.first + 1, lines.last + 1,
                           anchor::to_string(known->at.state), known->at.stale ? ", stale" : "");
    }
    /// What is said in the end.
    std::string finds(const core::Thread& thread, const std::string& expected) {
        (void)loop->run_until([&] { return where(thread) == expected; }, patience);
        return where(thread);
    }
    void settle() {
        REQUIRE(loop->run_until([&] { return !tracker->busy(); }, patience));
    }

    GitRepository git;
    TempFolder around;
    FakeClock clock;
    FakeIdSource ids;
    Log log;
    std::optional<rpc::Loop> loop;  // with all that was posted to it
    std::optional<store::Reader> reader;
    std::unique_ptr<Writer> writer;
    std::unique_ptr<GitWorker> worker;
    std::unique_ptr<Tracker> tracker;
    std::set<std::string> told;
    std::vector<vcs::OverlayFile> buffers;
};

vcs::OverlayFile buffer(std::string name, std::string text) {
    return {std::move(name), [text = std::move(text)](std::size_t) -> Result<std::string> { return text; }};
}

}  // namespace

TEST_CASE("nothing is known of a clone that nobody asked about") {
    Desk desk;
    desk.begin();
    const auto thread = desk.open_thread(path, joined(sample), 8, 14);
    CHECK(desk.where(thread) == "unknown");
    CHECK(desk.tracker->in_file(desk.git.root(), path).each.empty());
    CHECK_FALSE(desk.tracker->busy());
}

TEST_CASE("threads are followed when their clone is seen, when they come, and through every commit") {
    Desk desk;
    desk.begin();
    const auto first = desk.open_thread(path, joined(sample), 8, 14);
    desk.see();
    CHECK(desk.finds(first, path + ":8-14 exact") == path + ":8-14 exact");
    CHECK(desk.loop->run_until([&] { return desk.told.contains(path); }, patience));
    const auto second = desk.open_thread(path, joined(sample), 16, 22);
    CHECK(desk.finds(second, path + ":16-22 exact") == path + ":16-22 exact");
    desk.git.commit({{path, joined(with(sample, 1, three_lines))}});
    CHECK(desk.finds(first, path + ":11-17 shifted") == path + ":11-17 shifted");
    CHECK(desk.finds(second, path + ":19-25 shifted") == path + ":19-25 shifted");
    desk.git.git({"reset", "-q", "--hard", "HEAD~1"});
    CHECK(desk.finds(first, path + ":8-14 exact") == path + ":8-14 exact");
}

TEST_CASE("a renamed file is told under both names, and its threads are found under the new one") {
    Desk desk;
    const auto thread = desk.begin_with_thread();
    desk.told.clear();
    desk.git.git({"mv", path, "src/new.cpp"});
    desk.git.commit({});
    CHECK(desk.finds(thread, "src/new.cpp:8-14 moved") == "src/new.cpp:8-14 moved");
    REQUIRE(desk.loop->run_until([&] { return desk.told.contains("src/new.cpp"); }, patience));
    CHECK(desk.told.contains(path));
    const auto now = desk.tracker->in_file(desk.git.root(), "src/new.cpp");
    REQUIRE(now.come.size() == 1);
    CHECK(now.come[0] == thread);
    CHECK(now.of(thread)->at.path == "src/new.cpp");
    const auto before = desk.tracker->in_file(desk.git.root(), path);
    CHECK(before.come.empty());
    CHECK(before.of(thread)->at.path == "src/new.cpp");
}

TEST_CASE("after a restart what was known is known at once, and what happened meanwhile soon") {
    Desk desk;
    const auto thread = desk.begin_with_thread();
    desk.end();
    desk.git.commit({{path, joined(with(sample, 1, three_lines))}});
    desk.begin();
    desk.see();
    CHECK(desk.where(thread) == path + ":8-14 exact");
    CHECK(desk.finds(thread, path + ":11-17 shifted") == path + ":11-17 shifted");
}

TEST_CASE("many threads are followed in slices, and all are told") {
    Desk desk;
    desk.begin();
    std::vector<core::Thread> threads;
    for (std::uint32_t i = 0; i < 150; ++i)
        threads.push_back(desk.open_thread(path, joined(sample), 1 + i % 24, 1 + i % 24));
    desk.git.commit({{path, joined(with(sample, 1, three_lines))}});
    desk.see();
    (void)desk.finds(threads.back(), path + ":9-9 shifted");
    desk.settle();
    for (const auto& thread : threads)
        CHECK(desk.where(thread) != "unknown");
    CHECK(desk.tracker->in_file(desk.git.root(), path).each.size() == 150);
}

TEST_CASE("a history that is rewritten again and again while it is walked ends at its last commit") {
    Desk desk;
    desk.begin();
    std::vector<core::Thread> threads;
    for (std::uint32_t i = 0; i < 100; ++i)
        threads.push_back(desk.open_thread(path, joined(sample), 8, 14));
    desk.see();
    for (std::size_t count = 1; count <= 6; ++count) {
        const std::vector<std::string> lines(count, "// Another line.");
        desk.git.write(path, joined(with(sample, 1, lines)));
        desk.git.git({"commit", "-q", "-a", "--amend", "-m", "Amended"});
        desk.tracker->clone_may_differ(desk.git.root());
        bool turned = false;
        desk.loop->post([&] { turned = true; });
        REQUIRE(desk.loop->run_until([&] { return turned; }, patience));
    }
    for (const auto& thread : threads)
        CHECK(desk.finds(thread, path + ":14-20 shifted") == path + ":14-20 shifted");
}

TEST_CASE(
    "code that was carried to another file and saved is there before it is committed, and there after") {
    Desk desk;
    const auto thread = desk.begin_with_thread();
    const std::vector<std::string> function(sample.begin() + 7, sample.begin() + 14);
    const auto target = joined(with(other_sample, 3, function));
    desk.git.write(path, joined(without(sample, 8, 14)));
    desk.told.clear();
    // The other one is open in an editor, and not saved.
    desk.buffers.push_back(buffer(other_path, target));
    desk.tracker->files_may_differ(desk.git.root());
    CHECK(desk.finds(thread, other_path + ":3-9 moved") == other_path + ":3-9 moved");
    REQUIRE(desk.loop->run_until([&] { return desk.told.contains(path) && desk.told.contains(other_path); },
                                 patience));
    const auto there = desk.tracker->in_file(desk.git.root(), other_path);
    REQUIRE(there.come.size() == 1);
    CHECK(there.come[0] == thread);
    REQUIRE(there.of(thread)->text);
    CHECK(there.of(thread)->text->bytes() == target);
    desk.buffers.clear();
    desk.git.commit({{other_path, target}});
    REQUIRE(desk.loop->run_until(
        [&] {
            const auto known = desk.tracker->of(desk.git.root(), thread);
            return known && !known->text && known->at.path == other_path;
        },
        patience));
    CHECK(desk.tracker->in_file(desk.git.root(), other_path).come.size() == 1);
}

TEST_CASE("code that was carried away and put back is where it was") {
    Desk desk;
    const auto thread = desk.begin_with_thread();
    const std::vector<std::string> function(sample.begin() + 7, sample.begin() + 14);
    desk.git.write(path, joined(without(sample, 8, 14)));
    desk.git.write(other_path, joined(with(other_sample, 3, function)));
    desk.tracker->files_may_differ(desk.git.root());
    REQUIRE(desk.finds(thread, other_path + ":3-9 moved") == other_path + ":3-9 moved");
    desk.git.git({"checkout", "-q", "--", "."});
    desk.tracker->files_may_differ(desk.git.root());
    CHECK(desk.finds(thread, path + ":8-14 exact") == path + ":8-14 exact");
}

TEST_CASE("a buffer whose file is gone takes no code away from where the file went") {
    Desk desk;
    const auto thread = desk.begin_with_thread();
    desk.git.git({"mv", path, "src/new.cpp"});
    desk.buffers.push_back(buffer(path, joined(sample)));
    // Nobody says so: git's index tells.
    CHECK(desk.finds(thread, "src/new.cpp:8-14 moved") == "src/new.cpp:8-14 moved");
    desk.git.git({"reset", "-q", "--hard"});
    CHECK(desk.finds(thread, path + ":8-14 exact") == path + ":8-14 exact");
}

TEST_CASE("who asks once is answered when it is known where the threads are") {
    Desk desk;
    desk.begin();
    const auto thread = desk.open_thread(path, joined(sample), 8, 14);
    desk.git.commit({{path, joined(with(sample, 1, three_lines))}});
    const std::vector<std::string> function(sample.begin() + 7, sample.begin() + 14);
    desk.git.write(path, joined(with(without(sample, 8, 14), 1, three_lines)));
    desk.git.write(other_path, joined(with(other_sample, 3, function)));
    desk.see();
    std::string answer;
    desk.tracker->when_settled(desk.git.root(), true, [&] { answer = desk.where(thread); });
    REQUIRE(desk.loop->run_until([&] { return !answer.empty(); }, patience));
    CHECK(answer == other_path + ":3-9 moved");
    CHECK(desk.tracker->may_be_carried(desk.git.root(), "src/none.cpp", std::string(40, 'a')));
    desk.git.git({"checkout", "-q", "."});
    answer.clear();
    desk.tracker->when_settled(desk.git.root(), true, [&] { answer = desk.where(thread); });
    REQUIRE(desk.loop->run_until([&] { return !answer.empty(); }, patience));
    CHECK(answer == path + ":11-17 shifted");
    const auto committed = vcs::blob_id(joined(with(sample, 1, three_lines)));
    CHECK_FALSE(desk.tracker->may_be_carried(desk.git.root(), path, committed));
    CHECK(desk.tracker->may_be_carried(desk.git.root(), path, std::string(40, 'a')));
    CHECK(desk.tracker->may_be_carried(desk.git.root(), path, std::nullopt));
}

TEST_CASE("who asks once about a clone that was never seen, or has no commit, is answered") {
    Desk desk;
    desk.begin();
    int answered = 0;
    desk.tracker->when_settled("/nowhere", true, [&] { ++answered; });
    CHECK(answered == 1);
    const GitRepository empty;
    desk.tracker->seen({empty.root(), path, "r1", "team", {}});
    desk.tracker->when_settled(empty.root(), true, [&] { ++answered; });
    REQUIRE(desk.loop->run_until([&] { return answered == 2; }, patience));
}

TEST_CASE("a reason names the commit of this history, and not one that was amended away") {
    Desk desk;
    const auto thread = desk.begin_with_thread();
    desk.git.git({"mv", path, "src/new.cpp"});
    desk.git.commit({});
    REQUIRE(desk.finds(thread, "src/new.cpp:8-14 moved") == "src/new.cpp:8-14 moved");
    desk.git.git({"commit", "-q", "--amend", "-m", "Said better"});
    const auto now = desk.git.git({"rev-parse", "HEAD"}).substr(0, 10);
    const auto reason = [&] { return desk.tracker->of(desk.git.root(), thread)->at.reason; };
    CHECK(desk.loop->run_until([&] { return reason().find(now) != std::string::npos; }, patience));
}

TEST_CASE("where a commit does not have what a thread was attached to, it is where it was before") {
    Desk desk;
    desk.begin();
    const auto thread = desk.open_thread(path, joined(sample), 8, 14);
    desk.git.git({"switch", "-q", "-c", "later"});
    const std::vector<std::string> function(sample.begin() + 7, sample.begin() + 14);
    const auto target = joined(with(other_sample, 3, function));
    desk.git.commit({{"src/target.cpp", target}});
    const auto attached = desk.attach(thread, "src/target.cpp", target, 3, 9);
    desk.see();
    CHECK(desk.finds(attached, "src/target.cpp:3-9 exact") == "src/target.cpp:3-9 exact");
    desk.git.git({"switch", "-q", "-"});
    CHECK(desk.finds(attached, path + ":8-14 exact") == path + ":8-14 exact");
    const auto reason = desk.tracker->of(desk.git.root(), attached)->at.reason;
    CHECK(reason.find("which this one does not have") != std::string::npos);
    CHECK(desk.tracker->in_file(desk.git.root(), path).come.size() == 1);
    desk.git.git({"switch", "-q", "-"});
    CHECK(desk.finds(attached, "src/target.cpp:3-9 exact") == "src/target.cpp:3-9 exact");
}

TEST_CASE("a clone whose git folder disappears keeps what was known, and others go on") {
    Desk desk;
    const auto thread = desk.begin_with_thread();
    std::filesystem::rename(desk.git.path(".git"), desk.around / "git");
    desk.tracker->clone_may_differ(desk.git.root());
    desk.tracker->files_may_differ(desk.git.root());
    desk.settle();
    CHECK(desk.where(thread) == path + ":8-14 exact");
    std::filesystem::rename(desk.around / "git", desk.git.path(".git"));
    desk.git.commit({{path, joined(with(sample, 1, three_lines))}});
    desk.tracker->clone_may_differ(desk.git.root());
    CHECK(desk.finds(thread, path + ":11-17 shifted") == path + ":11-17 shifted");
}

TEST_CASE("a repository without a commit has nothing to follow in") {
    Desk desk;
    desk.begin();
    const auto thread = desk.open_thread(path, joined(sample), 8, 14);
    const GitRepository empty;
    desk.tracker->seen({empty.root(), path, "r1", "team", {}});
    desk.settle();
    CHECK_FALSE(desk.tracker->of(empty.root(), thread));
}
