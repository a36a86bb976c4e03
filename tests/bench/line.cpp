#include "bench/line.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <boost/json.hpp>

#include "rpc/local_socket.hpp"
#include "rpc/message.hpp"

namespace restante::bench {
namespace json = boost::json;
namespace {

constexpr int answer_timeout_ms = 60'000;
constexpr std::size_t read_bytes = 64 * 1024;

enum class Kind { result, error, other };

/// Told from the beginning of the text: parsing every answer would measure us. Every server that comes here
/// writes the member that tells among the first.
Kind kind_of(std::string_view body) {
    const auto head = body.substr(0, 120);
    const auto method = head.find("\"method\":");
    const auto result = head.find("\"result\":");
    const auto error = head.find("\"error\":");
    if (method < result && method < error) return Kind::other;
    return error < result ? Kind::error : Kind::result;
}

}  // namespace

std::string request_frame(int id, std::string_view method, std::string_view params) {
    std::string out;
    rpc::append_request(out, rpc::RequestId(std::int64_t{id}), method, params);
    return out;
}

std::string notification_frame(std::string_view method, std::string_view params) {
    std::string out;
    rpc::append_notification(out, method, params);
    return out;
}

std::string json_text(std::string_view text) {
    return rpc::quoted(text);
}

Line::Line(UniqueFd socket) : fd_(std::move(socket)), decoder_(rpc::FrameLimits{8 * 1024, 1UL << 30U}) {
    const int flags = must_call(::fcntl(fd_.get(), F_GETFL), "a socket's flags");
    must_call(::fcntl(fd_.get(), F_SETFL, flags & ~O_NONBLOCK), "a socket's flags");
}

Line Line::to(const std::string& path) {
    return Line(must(rpc::connect_local(path, std::chrono::seconds(10)), path));
}

void Line::send(std::string_view frame) {
    while (!frame.empty()) {
        const auto sent = ::send(fd_.get(), frame.data(), frame.size(), MSG_NOSIGNAL);
        frame.remove_prefix(static_cast<std::size_t>(must_call(static_cast<int>(sent), "sending")));
    }
}

std::string_view Line::receive() {
    for (;;) {
        switch (decoder_.next()) {
            case rpc::FrameStatus::message:
                return decoder_.body();
            case rpc::FrameStatus::oversized:
            case rpc::FrameStatus::broken:
                throw CannotRun(to_string(decoder_.error()));
            case rpc::FrameStatus::need_more:
                break;
        }
        const auto space = decoder_.prepare(read_bytes);
        auto got = ::recv(fd_.get(), space.data(), space.size(), MSG_DONTWAIT);
        if (got < 0) {
            pollfd entry{fd_.get(), POLLIN, 0};
            if (must_call(::poll(&entry, 1, answer_timeout_ms), "waiting for an answer") == 0)
                throw CannotRun("no answer for a minute");
            got = must_call(static_cast<int>(::recv(fd_.get(), space.data(), space.size(), 0)), "receiving");
        }
        if (got == 0) throw CannotRun("the other end closed the connection");
        decoder_.commit(static_cast<std::size_t>(got));
    }
}

std::string_view Line::ask(std::string_view frame) {
    send(frame);
    for (;;) {
        const auto body = receive();
        const auto kind = kind_of(body);
        if (kind == Kind::error) throw CannotRun(std::string(body));
        if (kind == Kind::result) return body;
        const auto message = json::parse(json::string_view(body.data(), body.size()));
        if (const auto* id = message.as_object().if_contains("id")) {
            const auto answer =
                fmt::format(R"({{"jsonrpc":"2.0","id":{},"result":null}})", json::serialize(*id));
            std::string out;
            rpc::append_frame(out, answer);
            send(out);
        } else if (on_notification) {
            on_notification(body);
        }
    }
}

json::value Line::call(std::string_view method, std::string_view params) {
    const auto body = ask(request_frame(++last_id_, method, params));
    auto answer = json::parse(json::string_view(body.data(), body.size()));
    auto* result = answer.as_object().if_contains("result");
    if (result == nullptr) throw CannotRun(fmt::format("{}: {}", method, std::string(body)));
    return std::move(*result);
}

void Line::initialize(bool publish_threads) {
    (void)call("initialize",
               fmt::format(R"({{"processId":null,"clientInfo":{{"name":"bench"}},"rootUri":null,)"
                           R"("capabilities":{{"general":{{"positionEncodings":["utf-8"]}}}},)"
                           R"("initializationOptions":{{"restante":{{"publishThreads":{}}}}}}})",
                           publish_threads));
    tell("initialized", "{}");
}

}  // namespace restante::bench
