#include "vcs/cat_file.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/utf8.hpp"

namespace restante::vcs {
namespace {

constexpr std::size_t line_bytes_max = 64 * 1024;

/// Internal: the program ended, and one restart is due.
tl::unexpected<Error> died() {
    return tl::unexpected(Error{Errc::unavailable, "git cat-file ended unexpectedly",
                                "git 2.36 or newer is needed; does git work in this folder?"});
}

Result<void> wait_for(int fd, short events, Deadline deadline) {
    while (true) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        pollfd entry{fd, events, 0};
        const int n =
            ::poll(&entry, 1, static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1'000'000'000)));
        if (n > 0) return {};
        if (n == 0) return fail(Errc::deadline_exceeded, "git cat-file did not answer in time");
        if (errno != EINTR) return fail(Errc::io, "waiting for git cat-file: {}", std::strerror(errno));
    }
}

}  // namespace

Result<ObjectInfo> parse_object_info(std::string_view line, std::string_view name) {
    if (line.ends_with(" missing") || line.ends_with(" ambiguous"))
        return fail(Errc::not_found, "git has no object {}", name);
    ObjectInfo info;
    const auto first = line.find(' ');
    const auto second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second != std::string_view::npos) {
        info.id = line.substr(0, first);
        info.type = line.substr(first + 1, second - first - 1);
        const auto* end = line.data() + line.size();
        const auto [at, ec] = std::from_chars(line.data() + second + 1, end, info.bytes);
        if (ec == std::errc() && at == end && is_object_id(info.id)) return info;
    }
    return fail(Errc::corrupt, "git cat-file answered \"{}\"", utf8::replace_invalid(line.substr(0, 100)));
}

Result<void> CatFile::start() {
    buffer_.clear();
    Command command{{options_.program, "--no-replace-objects", "cat-file", "--batch-command"},
                    root_,
                    options_.environment};
    auto child = Child::spawn(command, ErrorOutput::discarded);
    if (!child) return tl::unexpected(std::move(child).error());
    child_ = std::move(*child);
    return {};
}

Result<void> CatFile::send(std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        const auto n = ::send(child_.in(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(n));
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (auto ready = wait_for(child_.in(), POLLOUT, deadline); !ready) return ready;
        } else if (errno != EINTR) {
            return died();
        }
    }
    return {};
}

Result<void> CatFile::fill(Deadline deadline) {
    if (auto ready = wait_for(child_.out(), POLLIN, deadline); !ready) return ready;
    std::array<char, 64UL * 1024> part;  // NOLINT: filled by read
    const auto n = ::read(child_.out(), part.data(), part.size());
    if (n < 0 && errno == EINTR) return {};
    if (n <= 0) return died();
    buffer_.append(part.data(), static_cast<std::size_t>(n));
    return {};
}

Result<std::string> CatFile::read_line(Deadline deadline) {
    while (true) {
        if (const auto end = buffer_.find('\n'); end != std::string::npos) {
            auto line = buffer_.substr(0, end);
            buffer_.erase(0, end + 1);
            return line;
        }
        if (buffer_.size() > line_bytes_max)
            return fail(Errc::corrupt, "git cat-file answered an endless line");
        if (auto filled = fill(deadline); !filled) return tl::unexpected(std::move(filled).error());
    }
}

Result<std::string> CatFile::read_bytes(std::size_t count, Deadline deadline) {
    while (buffer_.size() < count)
        if (auto filled = fill(deadline); !filled) return tl::unexpected(std::move(filled).error());
    auto bytes = buffer_.substr(0, count);
    buffer_.erase(0, count);
    return bytes;
}

Result<ObjectInfo> CatFile::ask_once(std::string_view request, std::string_view name, Deadline deadline) {
    if (!child_.running())
        if (auto started = start(); !started) return tl::unexpected(std::move(started).error());
    if (auto sent = send(request, deadline); !sent) {
        child_.kill();
        return tl::unexpected(std::move(sent).error());
    }
    auto line = read_line(deadline);
    if (!line) {
        child_.kill();  // what it may still say belongs to a question that nobody asks any more
        return tl::unexpected(std::move(line).error());
    }
    return parse_object_info(*line, name);
}

Result<ObjectInfo> CatFile::ask(std::string_view command, std::string_view name, Deadline deadline) {
    if (name.empty() || name.find_first_of(std::string_view("\n\0", 2)) != std::string_view::npos)
        return fail(Errc::invalid_argument, "an object's name must be one line");
    const auto request = fmt::format("{} {}\n", command, name);
    const bool was_running = child_.running();
    auto answer = ask_once(request, name, deadline);
    // A process that had been idle may have been killed meanwhile; a fresh one that dies has a reason.
    if (!answer && answer.error().code == Errc::unavailable && was_running)
        return ask_once(request, name, deadline);
    return answer;
}

Result<ObjectInfo> CatFile::info(std::string_view name) {
    const std::lock_guard lock(mutex_);
    return ask("info", name, deadline_in(options_.deadline));
}

Result<std::string> CatFile::contents(std::string_view id, std::uint64_t promised, Deadline deadline) {
    auto info = ask("contents", id, deadline);
    if (!info) return tl::unexpected(std::move(info).error());
    if (info->bytes != promised) {
        child_.kill();  // what follows is of a length that nobody agreed to
        return fail(Errc::corrupt, "git cat-file promised {} bytes of {}, and then {}", promised, id,
                    info->bytes);
    }
    auto bytes = read_bytes(static_cast<std::size_t>(info->bytes) + 1, deadline);
    if (!bytes) {
        child_.kill();
        return bytes;
    }
    bytes->pop_back();  // the line end after the contents
    return bytes;
}

Result<CatFile::Object> CatFile::object(std::string_view id, std::size_t bytes_max) {
    if (!is_object_id(id))
        return fail(Errc::invalid_argument, "\"{}\" is not an object id", id.substr(0, 80));
    const std::lock_guard lock(mutex_);
    const auto deadline = deadline_in(options_.deadline);
    auto info = ask("info", id, deadline);
    if (!info) return tl::unexpected(std::move(info).error());
    // No object of a sane repository comes near; what a broken git says must not overflow a count of bytes.
    constexpr std::uint64_t sane_max = std::uint64_t{1} << 40U;
    if (info->bytes > std::min<std::uint64_t>(bytes_max, sane_max))
        return fail(Errc::too_large, "{} {} has {} bytes, over the limit of {}", info->type, id, info->bytes,
                    bytes_max);
    auto bytes = contents(id, info->bytes, deadline);
    if (!bytes) return tl::unexpected(std::move(bytes).error());
    return Object{std::move(*info), std::move(*bytes)};
}

Result<std::string> CatFile::blob(std::string_view id) {
    auto object = this->object(id, options_.object_bytes_max);
    if (!object) return tl::unexpected(std::move(object).error());
    if (object->info.type != "blob")
        return fail(Errc::not_found, "{} is a {}, not a file's text", id, object->info.type);
    return std::move(object->bytes);
}

pid_t CatFile::pid() {
    const std::lock_guard lock(mutex_);
    return child_.running() ? child_.pid() : -1;
}

}  // namespace restante::vcs
