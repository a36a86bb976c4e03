#include "vcs/process.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "support/temp_folder.hpp"

using namespace restante;
using namespace restante::vcs;
using namespace std::chrono_literals;

namespace {

Result<Output> shell(const std::string& script, std::string_view input = "", RunLimits limits = {}) {
    return run({{"/bin/sh", "-c", script}}, input, limits);
}

}  // namespace

TEST_CASE("a program's outputs and exit status are told apart") {
    const auto output = shell("echo out; echo err >&2; exit 3");
    REQUIRE(output);
    CHECK(output->out == "out\n");
    CHECK(output->err == "err\n");
    CHECK(output->exit_status == 3);
    CHECK(shell("kill -9 $$")->exit_status == 128 + 9);
}

TEST_CASE("arguments are passed as they are: there is no shell between") {
    const auto output = run({{"printf", "%s|", "a b", "$HOME;'\"", ""}}, "", {});
    REQUIRE(output);
    CHECK(output->out == "a b|$HOME;'\"||");
}

TEST_CASE("a large input goes in while a large output comes out") {
    const std::string input(5'000'000, 'i');
    const auto output = run({{"cat"}}, input, {});
    REQUIRE(output);
    CHECK(output->out == input);
}

TEST_CASE("a program that does not read its input is no error") {
    const auto output = shell("echo done", std::string(5'000'000, 'i'));
    REQUIRE(output);
    CHECK(output->out == "done\n");
}

TEST_CASE("a program that takes too long is stopped with all it started") {
    const tests::TempFolder folder;
    const auto fifo = folder / "held";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    const UniqueFd reader(::open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    const auto output =
        shell("exec 3>'" + fifo + "'; echo started >&3; sleep 1000 & exec sleep 1000", "", {200ms, 100});
    REQUIRE_FALSE(output);
    CHECK(output.error().code == Errc::deadline_exceeded);
    // Blocks for ever if one of them lives on with the other end open.
    REQUIRE(::fcntl(reader.get(), F_SETFL, 0) == 0);
    std::string held(100, '\0');
    while (::read(reader.get(), held.data(), held.size()) > 0) {
    }
}

TEST_CASE("a program that closes its outputs and goes on is stopped at the deadline too") {
    const auto output = shell("exec >&- 2>&-; exec sleep 1000", "", {50ms, 100});
    REQUIRE_FALSE(output);
    CHECK(output.error().code == Errc::deadline_exceeded);
}

TEST_CASE("output is bounded, and so is what is kept of the error output") {
    const auto output = run({{"cat", "/dev/zero"}}, "", {20s, 100'000});
    REQUIRE_FALSE(output);
    CHECK(output.error().code == Errc::too_large);
    CHECK(shell("head -c 100000 /dev/zero", "", {20s, 100'000})->out.size() == 100'000);
    CHECK(shell("head -c 100000 /dev/zero >&2")->err.size() == 64UL * 1024);
}

TEST_CASE(
    "a program that is not there is unavailable, with a hint; a folder that is not there is not found") {
    const auto none = run({{"restante-no-such-program"}}, "", {});
    REQUIRE_FALSE(none);
    CHECK(none.error().code == Errc::unavailable);
    CHECK(none.error().hint == "install restante-no-such-program");
    CHECK(run({{"true"}, "/no/such/folder"}, "", {}).error().code == Errc::not_found);
    CHECK(run({{"pwd"}, "/usr"}, "", {})->out == "/usr\n");
}

TEST_CASE("the environment is scrubbed of what would lead git astray, and can be added to") {
    ::setenv("GIT_DIR", "/elsewhere", 1);
    ::setenv("LC_MESSAGES", "de_DE", 1);
    const auto output = run({{"env"}, "", {"GIT_CONFIG_GLOBAL=/dev/null"}}, "", {});
    ::unsetenv("GIT_DIR");
    ::unsetenv("LC_MESSAGES");
    REQUIRE(output);
    const auto has = [&](std::string_view line) {
        return ("\n" + output->out).find(fmt::format("\n{}", line)) != std::string::npos;
    };
    CHECK_FALSE(has("GIT_DIR"));
    CHECK_FALSE(has("LC_MESSAGES"));
    CHECK(has("LC_ALL=C\n"));
    CHECK(has("GIT_OPTIONAL_LOCKS=0\n"));
    CHECK(has("GIT_TERMINAL_PROMPT=0\n"));
    CHECK(has("GIT_ALLOW_PROTOCOL=none\n"));
    CHECK(has("GIT_CONFIG_GLOBAL=/dev/null\n"));
    CHECK(has("PATH="));

    const auto changed = run({{"env"}, "", {"LC_ALL=de_DE"}}, "", {});
    REQUIRE(changed);
    CHECK(changed->out.find("LC_ALL=de_DE\n") != std::string::npos);
    CHECK(changed->out.find("LC_ALL=C\n") == std::string::npos);
}

TEST_CASE("a program inherits none of our files") {
    const UniqueFd open(::open("/dev/null", O_RDONLY));  // not close-on-exec
    REQUIRE(open.get() > 2);
    const auto output = shell(fmt::format("[ -e /proc/self/fd/{} ] || echo none", open.get()));
    REQUIRE(output);
    CHECK(output->out == "none\n");
}

TEST_CASE("a program does not inherit that we ignore SIGPIPE") {
    const auto before = ::signal(SIGPIPE, SIG_IGN);
    // A reader that is gone ends `yes` by the signal; ignoring it, `yes` would report a write error.
    const auto output = shell("(yes; echo $? >&2) | head -n 1");
    ::signal(SIGPIPE, before);
    REQUIRE(output);
    CHECK(output->err.find("Broken pipe") == std::string::npos);
}

TEST_CASE("a child is killed and reaped with its owner") {
    pid_t pid = -1;
    {
        auto child = Child::spawn({{"sleep", "1000"}}, ErrorOutput::discarded);
        REQUIRE(child);
        pid = child->pid();
        CHECK(::kill(pid, 0) == 0);
    }
    CHECK(::waitpid(pid, nullptr, WNOHANG) == -1);
}
