#include "clients/cli/link.hpp"

#include <unistd.h>

#include <array>
#include <boost/json.hpp>
#include <charconv>

#include "base/instance_lock.hpp"
#include "clients/cli/launch.hpp"
#include "protocol/cpp/lsp.hpp"
#include "protocol/cpp/space.hpp"
#include "rpc/local_socket.hpp"

namespace restante::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds start_deadline{15};
constexpr milliseconds answer_deadline{5000};
constexpr int open_again_max = 2;

std::array<int, 3> parse_version(std::string_view text) {
    std::array<int, 3> parts{};
    const auto* at = text.data();
    const auto* end = text.data() + text.size();
    for (auto& part : parts) {
        const auto [rest, error] = std::from_chars(at, end, part);
        if (error != std::errc{}) break;
        at = rest != end ? rest + 1 : rest;
    }
    return parts;
}

/// The daemon at this runtime folder's socket; else the one that has the database and listens elsewhere, as
/// from cron or under sudo, where XDG_RUNTIME_DIR is not set. The error is the first one's.
Result<UniqueFd> connect_running(const Paths& paths) {
    auto socket = rpc::connect_local(paths.socket(), answer_deadline);
    if (socket || socket.error().code != Errc::unavailable) return socket;
    const auto holder = InstanceLock::last_holder(paths.database_lock_file());
    if (!holder || !holder->note.starts_with('/') || holder->note == paths.socket()) return socket;
    auto elsewhere = rpc::connect_to_process(holder->note, holder->pid, answer_deadline);
    return elsewhere ? std::move(elsewhere) : std::move(socket);
}

/// Connects to whoever listens, starting a daemon when nobody does.
Result<UniqueFd> connect_or_start(const Paths& paths) {
    const auto end = std::chrono::steady_clock::now() + start_deadline;
    for (;;) {
        auto socket = connect_running(paths);
        if (socket || socket.error().code != Errc::unavailable) return socket;
        auto started = start_daemon(start_deadline);
        if (started) return rpc::connect_local(paths.socket(), answer_deadline);
        const bool taken = started.error().code == Errc::already_exists;
        if (!taken || std::chrono::steady_clock::now() > end)
            return tl::unexpected(std::move(started).error());
        // Somebody else starts one just now, and it will listen; or an old one is ending, and will not.
        (void)wait_for_socket(paths.socket(), milliseconds(50));
    }
}

Result<protocol::HelloResult> hello(rpc::BlockingClient& client) {
    protocol::HelloParams params;
    params.version = RESTANTE_VERSION;
    params.protocol_version = protocol_version;
    auto answer = client.request(protocol::method::hello, protocol::to_json(params), answer_deadline);
    if (!answer) return tl::unexpected(std::move(answer).error());
    return protocol::read<protocol::HelloResult>(*answer);
}

/// A connection to a daemon that is new enough, hello said; an older one is replaced.
Result<rpc::BlockingClient> agree(const Paths& paths) {
    const auto end = std::chrono::steady_clock::now() + start_deadline;
    for (;;) {
        auto socket = connect_or_start(paths);
        if (!socket) return tl::unexpected(std::move(socket).error());
        auto client = rpc::BlockingClient::over_socket(std::move(*socket));
        auto answer = hello(client);
        const bool ended = !answer && answer.error().code == Errc::unavailable;
        if (!answer && (!ended || std::chrono::steady_clock::now() > end))
            return tl::unexpected(with_context(std::move(answer).error(), "the daemon"));
        if (ended) continue;  // it was about to exit: the next one is ours
        if (!should_replace(answer->version, answer->protocol_version, RESTANTE_VERSION)) return client;
        protocol::RetireParams params;
        params.reason = fmt::format("version {} makes way for {}", answer->version, RESTANTE_VERSION);
        auto retired = client.request(protocol::method::retire, protocol::to_json(params), seconds(15));
        if (!retired) return tl::unexpected(with_context(std::move(retired).error(), "replacing the daemon"));
        if (std::chrono::steady_clock::now() > end)
            return fail(Errc::unavailable, "the daemon of version {} does not make way", answer->version);
    }
}

}  // namespace

bool should_replace(std::string_view their_version, std::int64_t their_protocol,
                    std::string_view our_version) {
    if (their_protocol != protocol_version) return their_protocol < protocol_version;
    return parse_version(their_version) < parse_version(our_version);
}

Result<UniqueFd> connect_daemon(const Paths& paths) {
    if (auto agreed = agree(paths); !agreed) return tl::unexpected(std::move(agreed).error());
    return connect_running(paths);
}

bool Link::is_running(const Paths& paths) {
    return connect_running(paths).has_value();
}

Result<Link> Link::open(const Paths& paths, std::string_view encoding) {
    protocol::InitializeParams params;
    params.process_id = ::getpid();
    params.client_info.emplace();
    params.client_info->name = "restante";
    params.client_info->version = RESTANTE_VERSION;
    params.capabilities.emplace();
    params.capabilities->general.emplace();
    params.capabilities->general->position_encodings = {std::string(encoding)};
    // What is printed stays as it is printed.
    params.initialization_options.emplace().restante.emplace().settled = true;
    for (int again = 0;; ++again) {
        auto client = agree(paths);
        if (!client) return tl::unexpected(std::move(client).error());
        Link link(std::move(*client));
        auto answer = link.call(protocol::method::initialize, protocol::to_json(params), answer_deadline);
        if (answer) return link;
        // It ended between its hello and this: nothing was asked of it yet, so the next one will do.
        if (answer.error().code != Errc::unavailable || again == open_again_max)
            return tl::unexpected(with_context(std::move(answer).error(), "the daemon"));
    }
}

Result<boost::json::value> Link::call(std::string_view method, const std::string& params,
                                      milliseconds deadline) {
    return client_.request(method, params, deadline);
}

}  // namespace restante::cli
