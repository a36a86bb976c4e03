#include "rpc/local_socket.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace restante::rpc {
namespace {

constexpr int backlog = 128;

tl::unexpected<Error> system_error(std::string_view what, const std::string& path) {
    return fail(Errc::io, "{} {}: {}", what, path, std::strerror(errno));
}

tl::unexpected<Error> not_private(const std::string& path, std::string_view why, std::string hint) {
    return tl::unexpected(Error{Errc::forbidden, fmt::format("{} {}", path, why), std::move(hint)});
}

std::string parent_of(const std::string& path) {
    const auto slash = path.find_last_of('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

/// A socket's address, also for a path longer than sun_path: then through the folder's descriptor.
struct Address {
    UniqueFd folder;
    sockaddr_un value{};
};

Result<Address> address_of(const std::string& path) {
    Address address;
    address.value.sun_family = AF_UNIX;
    auto text = path;
    if (text.size() >= sizeof address.value.sun_path) {
        const auto folder = parent_of(path);
        address.folder.reset(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
        if (!address.folder) return system_error("opening", folder);
        text = fmt::format("/proc/self/fd/{}{}", address.folder.get(), path.substr(path.find_last_of('/')));
        if (text.size() >= sizeof address.value.sun_path)
            return fail(Errc::invalid_argument, "the socket's name is too long: {}", path);
    }
    std::memcpy(address.value.sun_path, text.c_str(), text.size() + 1);
    return address;
}

const sockaddr* raw(const Address& address) {
    return reinterpret_cast<const sockaddr*>(&address.value);
}

Result<UniqueFd> make_socket() {
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) return fail(Errc::io, "making a socket: {}", std::strerror(errno));
    return fd;
}

Result<void> make_way(const std::string& path, StaleSocket stale) {
    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0) {
        if (errno == ENOENT) return {};
        return system_error("looking at", path);
    }
    if (!S_ISSOCK(found.st_mode) || found.st_uid != ::geteuid())
        return not_private(path, "is in the way and is not a socket of ours", "move it elsewhere");
    if (stale == StaleSocket::refuse)
        return fail(Errc::already_exists, "there is a socket at {} already", path);
    if (::unlink(path.c_str()) != 0) return system_error("removing the stale socket", path);
    return {};
}

}  // namespace

Result<void> prepare_private_folder(const std::string& path) {
    for (auto slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1))
        if (::mkdir(path.substr(0, slash).c_str(), 0700) != 0 && errno != EEXIST)
            return system_error("making the folder", path.substr(0, slash));
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return system_error("making the folder", path);

    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0) return system_error("looking at", path);
    if (S_ISLNK(found.st_mode)) return not_private(path, "is a symbolic link", "put a real folder there");
    if (!S_ISDIR(found.st_mode)) return not_private(path, "is not a folder", "move it elsewhere");
    if (found.st_uid != ::geteuid())
        return not_private(path, fmt::format("belongs to user {}, not to us", found.st_uid), {});
    if ((found.st_mode & 077) != 0)
        return not_private(path, "is open to other users", fmt::format("chmod 700 {}", path));
    return {};
}

Result<UniqueFd> listen_local(const std::string& path, StaleSocket stale) {
    if (auto made = prepare_private_folder(parent_of(path)); !made)
        return tl::unexpected(std::move(made).error());
    if (auto way = make_way(path, stale); !way) return tl::unexpected(std::move(way).error());
    auto address = address_of(path);
    if (!address) return tl::unexpected(std::move(address).error());
    auto fd = make_socket();
    if (!fd) return fd;
    // Before bind, so that there is no moment with another mode.
    if (::fchmod(fd->get(), 0600) != 0) return system_error("protecting", path);
    if (::bind(fd->get(), raw(*address), sizeof address->value) != 0) {
        if (errno == EADDRINUSE) return fail(Errc::already_exists, "there is a socket at {} already", path);
        return system_error("making the socket", path);
    }
    if (::chmod(path.c_str(), 0600) != 0) return system_error("protecting", path);
    if (::listen(fd->get(), backlog) != 0) return system_error("listening at", path);
    return fd;
}

Result<UniqueFd> connect_local(const std::string& path, std::chrono::milliseconds deadline) {
    auto address = address_of(path);
    if (!address) return tl::unexpected(Error{Errc::unavailable, std::move(address).error().message, {}});
    auto fd = make_socket();
    if (!fd) return fd;
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (::connect(fd->get(), raw(*address), sizeof address->value) != 0) {
        if (errno == ENOENT || errno == ECONNREFUSED)
            return tl::unexpected(
                Error{Errc::unavailable, fmt::format("nobody listens at {}", path), "is restanted running?"});
        if (errno != EAGAIN && errno != EINTR) return system_error("connecting to", path);
        // EAGAIN: the listener's backlog is full (connect(2)); there is nothing to poll for.
        if (std::chrono::steady_clock::now() >= end)
            return fail(Errc::deadline_exceeded, "{} did not accept within {} ms", path, deadline.count());
        if (errno == EAGAIN) (void)::poll(nullptr, 0, 2);
    }
    return fd;
}

Result<UniqueFd> connect_to_process(const std::string& path, pid_t process,
                                    std::chrono::milliseconds deadline) {
    auto fd = connect_local(path, deadline);
    if (!fd) return fd;
    // Of a listening socket the kernel tells who called listen(2) (unix(7)).
    ucred who{};
    socklen_t size = sizeof who;
    if (::getsockopt(fd->get(), SOL_SOCKET, SO_PEERCRED, &who, &size) != 0)
        return fail(Errc::io, "asking who listens at {}: {}", path, std::strerror(errno));
    if (who.uid != ::geteuid() || who.pid != process)
        return fail(Errc::unavailable, "{} is not process {}'s any more", path, process);
    return fd;
}

Result<void> check_peer_user(int socket, uid_t user) {
    ucred who{};
    socklen_t size = sizeof who;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0)
        return fail(Errc::io, "asking who connects: {}", std::strerror(errno));
    if (who.uid != user)
        return fail(Errc::forbidden, "a connection from user {} (process {}) is refused", who.uid, who.pid);
    return {};
}

}  // namespace restante::rpc
