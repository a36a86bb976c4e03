#include "rpc/local_socket.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "rpc/local_server.hpp"
#include "support/temp_folder.hpp"

using namespace restante;
using namespace restante::rpc;
using namespace std::chrono_literals;
using restante::tests::TempFolder;

namespace {

mode_t mode_of(const std::string& path) {
    struct stat found {};
    return ::lstat(path.c_str(), &found) == 0 ? found.st_mode & 07777 : 0;
}

template <class T>
std::string refusal(const Result<T>& result) {
    return result ? "ok" : std::string(to_string(result.error().code));
}

}  // namespace

TEST_CASE("a private folder is made with what is missing above it, closed to others, and accepted again") {
    const TempFolder folder;
    const auto path = folder / "a/b/restante";
    CHECK(refusal(prepare_private_folder(path)) == "ok");
    CHECK(mode_of(path) == 0700);
    CHECK(mode_of(folder / "a") == 0700);
    CHECK(refusal(prepare_private_folder(path)) == "ok");
}

TEST_CASE("a folder that is open to others, a symbolic link and a file are refused") {
    const TempFolder folder;
    std::filesystem::create_directory(folder / "open");
    REQUIRE(::chmod((folder / "open").c_str(), 0750) == 0);
    const auto open = prepare_private_folder(folder / "open");
    CHECK(refusal(open) == "forbidden");
    CHECK(open.error().hint == "chmod 700 " + (folder / "open"));
    CHECK(mode_of(folder / "open") == 0750);

    REQUIRE(prepare_private_folder(folder / "real"));
    std::filesystem::create_directory_symlink(folder / "real", folder / "link");
    CHECK(refusal(prepare_private_folder(folder / "link")) == "forbidden");

    std::ofstream(folder / "file") << "x";
    CHECK(refusal(prepare_private_folder(folder / "file")) == "forbidden");
    CHECK(refusal(prepare_private_folder(folder / "file/below")) == "io");
}

TEST_CASE("a folder of another user is refused") {
    if (::geteuid() != 0) return;  // only root can make one
    const TempFolder folder;
    REQUIRE(prepare_private_folder(folder / "a"));
    REQUIRE(::chown((folder / "a").c_str(), 65534, 65534) == 0);
    CHECK(refusal(prepare_private_folder(folder / "a")) == "forbidden");
}

TEST_CASE("the socket is for its user alone, whatever the umask") {
    const TempFolder folder;
    const auto path = folder / "run/restanted.sock";
    const auto mask = ::umask(0);
    const auto socket = listen_local(path, StaleSocket::refuse);
    ::umask(mask);
    REQUIRE(socket);
    CHECK(mode_of(path) == 0600);
    CHECK(refusal(connect_local(path, 1s)) == "ok");
}

TEST_CASE("a socket that is there is left alone, unless the caller holds the lock") {
    const TempFolder folder;
    const auto path = folder / "run/s";
    auto first = listen_local(path, StaleSocket::refuse);
    REQUIRE(first);
    CHECK(refusal(listen_local(path, StaleSocket::refuse)) == "already_exists");
    CHECK(refusal(connect_local(path, 1s)) == "ok");
    first->reset();
    CHECK(refusal(connect_local(path, 1s)) == "unavailable");
    CHECK(refusal(listen_local(path, StaleSocket::remove)) == "ok");
}

TEST_CASE("what is in the socket's place and is no socket is never removed") {
    const TempFolder folder;
    REQUIRE(prepare_private_folder(folder / "run"));
    std::ofstream(folder / "run/file") << "precious";
    std::filesystem::create_symlink(folder / "run/file", folder / "run/link");
    CHECK(refusal(listen_local(folder / "run/file", StaleSocket::remove)) == "forbidden");
    CHECK(refusal(listen_local(folder / "run/link", StaleSocket::remove)) == "forbidden");
    CHECK(std::filesystem::file_size(folder / "run/file") == 8);
    CHECK(std::filesystem::is_symlink(folder / "run/link"));
}

TEST_CASE("a path longer than a socket address works") {
    const TempFolder folder;
    const auto path = folder / fmt::format("{:a>100}/{:b>90}/s", "", "");
    const auto socket = listen_local(path, StaleSocket::refuse);
    REQUIRE(socket);
    CHECK(mode_of(path) == 0600);
    CHECK(refusal(connect_local(path, 1s)) == "ok");
    CHECK(refusal(connect_local(folder / fmt::format("{:x>120}/s", ""), 1s)) == "unavailable");
}

TEST_CASE("connecting to nobody says so, with a hint") {
    const TempFolder folder;
    const auto fd = connect_local(folder / "none", 1s);
    REQUIRE_FALSE(fd);
    CHECK(fd.error().code == Errc::unavailable);
    CHECK_FALSE(fd.error().hint.empty());
}

TEST_CASE("a listener that accepts nobody makes connecting end at its deadline") {
    const TempFolder folder;
    const auto path = folder / "s/s";
    const auto socket = listen_local(path, StaleSocket::refuse);
    REQUIRE(socket);
    REQUIRE(::listen(socket->get(), 0) == 0);
    const auto first = connect_local(path, 1s);
    REQUIRE(first);
    CHECK(refusal(connect_local(path, 5ms)) == "deadline_exceeded");
}

TEST_CASE("only the wanted user's process passes") {
    int fds[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0);
    const UniqueFd a(fds[0]);
    const UniqueFd b(fds[1]);
    CHECK(refusal(check_peer_user(a.get(), ::geteuid())) == "ok");
    CHECK(refusal(check_peer_user(a.get(), ::geteuid() + 1)) == "forbidden");
    const UniqueFd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    CHECK(refusal(check_peer_user(file.get(), ::geteuid())) == "io");
}

TEST_CASE("a server hands on each connection and takes its socket away when it ends") {
    const TempFolder folder;
    const auto path = folder / "s/s";
    Loop loop;
    std::vector<UniqueFd> accepted;
    std::vector<UniqueFd> connected;
    {
        auto server = LocalServer::listen(loop, path, StaleSocket::refuse,
                                          [&](UniqueFd fd) { accepted.push_back(std::move(fd)); });
        REQUIRE(server);
        CHECK(refusal(LocalServer::listen(loop, path, StaleSocket::refuse, [](UniqueFd) {})) ==
              "already_exists");
        for (int i = 0; i < 40; ++i) {
            auto fd = connect_local(path, 1s);
            REQUIRE(fd);
            connected.push_back(std::move(*fd));
        }
        REQUIRE(loop.run_until([&] { return accepted.size() == 40; }, 20s));
        CHECK(std::filesystem::exists(path));
    }
    CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("a server does not remove the socket of the one that replaced it") {
    const TempFolder folder;
    const auto path = folder / "s/s";
    Loop loop;
    std::optional<LocalServer> old;
    old.emplace(std::move(*LocalServer::listen(loop, path, StaleSocket::refuse, [](UniqueFd) {})));
    const auto fresh = LocalServer::listen(loop, path, StaleSocket::remove, [](UniqueFd) {});
    REQUIRE(fresh);
    old.reset();
    CHECK(refusal(connect_local(path, 1s)) == "ok");
}
