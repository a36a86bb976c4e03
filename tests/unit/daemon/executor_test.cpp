#include "daemon/executor.hpp"

#include <doctest/doctest.h>

#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <future>
#include <vector>

#include "base/instance_lock.hpp"
#include "support/temp_folder.hpp"

using namespace restante;
using namespace restante::daemon;

namespace {

/// Keeps an executor busy until told, so that what is posted meanwhile is known to wait.
class Gate {
  public:
    explicit Gate(Executor& executor) {
        std::promise<void> entered;
        auto in = entered.get_future();
        REQUIRE(executor.post([&entered, open = open_.get_future().share()] {
            entered.set_value();
            open.wait();
        }));
        in.wait();
    }
    void open() { open_.set_value(); }

  private:
    std::promise<void> open_;
};

}  // namespace

TEST_CASE("jobs run in the order in which they were posted, idle ones after all others") {
    Executor executor("test", 100);
    std::vector<std::string> ran;
    std::promise<void> last;
    {
        Gate gate(executor);
        REQUIRE(executor.post_idle([&] { ran.emplace_back("idle 1"); }));
        REQUIRE(executor.post([&] { ran.emplace_back("a"); }));
        REQUIRE(executor.post_idle([&] {
            ran.emplace_back("idle 2");
            last.set_value();
        }));
        REQUIRE(executor.post([&] { ran.emplace_back("b"); }));
        CHECK(executor.waiting() == 2);
        gate.open();
        last.get_future().wait();
    }
    CHECK(ran == std::vector<std::string>{"a", "b", "idle 1", "idle 2"});
}

TEST_CASE("a full queue refuses and does not run what it refused") {
    Executor executor("test", 2);
    int ran = 0;
    Gate gate(executor);
    CHECK(executor.post([&] { ++ran; }));
    CHECK(executor.post([&] { ++ran; }));
    CHECK_FALSE(executor.post([&] { ran += 100; }));
    CHECK(executor.post_idle([&] { ++ran; }));
    gate.open();
    executor.stop();
    CHECK(ran % 100 >= 2);
    CHECK(ran < 100);
}

TEST_CASE("stopping runs what is queued, drops what is idle, and takes nothing more") {
    Executor executor("test", 100'000'000);
    std::vector<int> ran;
    Gate gate(executor);
    for (int i = 0; i < 10; ++i)
        REQUIRE(executor.post([&ran, i] { ran.push_back(i); }));
    REQUIRE(executor.post_idle([&ran] { ran.push_back(-1); }));
    std::thread stopping([&] { executor.stop(); });
    while (executor.post([] {})) {  // until the stop has begun; those are run, too
    }
    gate.open();
    stopping.join();
    CHECK(ran == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    CHECK_FALSE(executor.post([] {}));
    CHECK_FALSE(executor.post_idle([] {}));
    executor.stop();
}

TEST_CASE("a job may own what cannot be copied") {
    Executor executor("test", 1);
    std::promise<int> promise;
    auto answer = promise.get_future();
    REQUIRE(executor.post([promise = std::move(promise)]() mutable { promise.set_value(42); }));
    CHECK(answer.get() == 42);
}

TEST_CASE("the instance lock is held once, says by whom, and is free when its holder goes") {
    const tests::TempFolder folder;
    const auto path = folder / "lock";
    {
        auto first = InstanceLock::acquire(path, "daemon");
        REQUIRE(first);
        auto second = InstanceLock::acquire(path, "daemon");
        REQUIRE_FALSE(second);
        CHECK(second.error().code == Errc::already_exists);
        CHECK(second.error().message.find(std::to_string(::getpid())) != std::string::npos);
        const auto moved = std::move(*first);
        CHECK_FALSE(InstanceLock::acquire(path, "daemon"));
    }
    CHECK(std::filesystem::exists(path));
    CHECK(InstanceLock::acquire(path, "daemon"));
    CHECK(InstanceLock::acquire(folder / "no/such/folder/lock", "daemon").error().code == Errc::io);
    std::filesystem::create_symlink(path, folder / "link");
    CHECK(InstanceLock::acquire(folder / "link", "daemon").error().code == Errc::io);
}

TEST_CASE("a lock tells its last holder and what that one left there, to its own user alone") {
    const tests::TempFolder folder;
    const auto path = folder / "lock";
    CHECK_FALSE(InstanceLock::last_holder(path));
    {
        const auto lock = InstanceLock::acquire(path, "daemon", "/run/somewhere/socket");
        REQUIRE(lock);
        const auto holder = InstanceLock::last_holder(path);
        REQUIRE(holder);
        CHECK(holder->pid == ::getpid());
        CHECK(holder->note == "/run/somewhere/socket");
        const auto second = InstanceLock::acquire(path, "daemon");
        CHECK(second.error().message == fmt::format("another daemon is running (process {})", ::getpid()));
    }
    { REQUIRE(InstanceLock::acquire(path, "daemon")); }
    REQUIRE(InstanceLock::last_holder(path));
    CHECK(InstanceLock::last_holder(path)->note.empty());  // nothing of the longer text before is left
    std::filesystem::create_symlink(path, folder / "link");
    CHECK_FALSE(InstanceLock::last_holder(folder / "link"));
    std::filesystem::permissions(path, std::filesystem::perms::others_write,
                                 std::filesystem::perm_options::add);
    CHECK_FALSE(InstanceLock::last_holder(path));
    std::ofstream(folder / "words") << "no number";
    std::filesystem::permissions(folder / "words",
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    CHECK_FALSE(InstanceLock::last_holder(folder / "words"));
}

TEST_CASE("an executor's thread steps back for others, and no other thread does") {
    const auto ours = ::getpriority(PRIO_PROCESS, 0);
    int seen = 0;
    {
        Executor executor("test", 1, 3);
        REQUIRE(executor.post([&] { seen = ::getpriority(PRIO_PROCESS, 0); }));
    }
    CHECK(seen == std::min(ours + 3, 19));
    CHECK(::getpriority(PRIO_PROCESS, 0) == ours);
}
