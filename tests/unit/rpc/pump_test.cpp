#include "rpc/pump.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string>
#include <thread>

#include "base/unique_fd.hpp"

using namespace restante;
using namespace restante::rpc;

namespace {

void write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto n = ::write(fd, bytes.data(), bytes.size());
        if (n <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

std::string read_all(int fd) {
    std::string all;
    char part[65536];
    for (ssize_t n = 0; (n = ::read(fd, part, sizeof part)) > 0;)
        all.append(part, static_cast<std::size_t>(n));
    return all;
}

/// An editor's two pipes and a daemon's socket, with a pump between them on its own thread.
struct Fixture {
    Fixture() {
        std::signal(SIGPIPE, SIG_IGN);
        int fds[2];
        REQUIRE(::pipe(fds) == 0);
        pump_in.reset(fds[0]);
        editor_out.reset(fds[1]);
        REQUIRE(::pipe(fds) == 0);
        editor_in.reset(fds[0]);
        pump_out.reset(fds[1]);
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
        pump_socket.reset(fds[0]);
        daemon.reset(fds[1]);
        thread = std::thread([this] {
            result = pump(pump_in.get(), pump_out.get(), pump_socket.get());
            pump_out.reset();
        });
    }
    PumpResult end() {
        thread.join();
        return result;
    }

    UniqueFd pump_in, editor_out, editor_in, pump_out, pump_socket, daemon;
    std::thread thread;
    PumpResult result;
};

}  // namespace

TEST_CASE("bytes pass both ways, and the editor's end reaches the daemon while its answer still comes back") {
    Fixture f;
    const std::string question(1'000'000, 'q');
    const std::string answer(1'000'000, 'a');
    std::thread editor([&] {
        write_all(f.editor_out.get(), question);
        f.editor_out.reset();
    });
    CHECK(read_all(f.daemon.get()) == question);
    std::thread daemon([&] {
        write_all(f.daemon.get(), answer);
        f.daemon.reset();
    });
    CHECK(read_all(f.editor_in.get()) == answer);
    editor.join();
    daemon.join();
    const auto result = f.end();
    CHECK(result.end == PumpEnd::input_ended);
    CHECK(exit_status(result) == 0);
}

TEST_CASE("a daemon that closes first ends the pump, after its last bytes") {
    Fixture f;
    write_all(f.daemon.get(), "last words");
    f.daemon.reset();
    CHECK(read_all(f.editor_in.get()) == "last words");
    const auto result = f.end();
    CHECK(result.end == PumpEnd::socket_ended);
    CHECK(exit_status(result) == 1);
}

TEST_CASE("a daemon that dies with unread bytes ends the pump too") {
    Fixture f;
    write_all(f.editor_out.get(), "unread");
    char c = 0;
    REQUIRE(::recv(f.daemon.get(), &c, 1, 0) == 1);
    f.daemon.reset();
    CHECK(f.end().end == PumpEnd::socket_ended);
}

TEST_CASE("an editor that does not read any more ends the pump") {
    Fixture f;
    f.editor_in.reset();
    write_all(f.daemon.get(), "to nobody");
    CHECK(f.end().end == PumpEnd::output_ended);
}

TEST_CASE("a descriptor that fails is reported") {
    int fds[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
    const UniqueFd a(fds[0]);
    const UniqueFd b(fds[1]);
    UniqueFd folder(::open("/", O_RDONLY | O_DIRECTORY));
    const auto result = pump(folder.get(), 1, a.get());
    CHECK(result.end == PumpEnd::failed);
    CHECK(result.error == EISDIR);
    CHECK(exit_status(result) == 1);
}
