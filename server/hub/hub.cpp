#include "hub/hub.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <charconv>
#include <future>
#include <thread>

#include "base/instance_lock.hpp"
#include "base/system.hpp"
#include "hub/listener.hpp"
#include "hub/sqlite_store.hpp"
#include "hub/tls.hpp"

namespace restante::hub {

namespace asio = boost::asio;

namespace {

/// A token sent in the clear past this machine is anybody's.
Result<void> check_plain_http(const HubOptions& options) {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(options.address, error);
    if (error) return fail(Errc::invalid_argument, "{} is no IP address to listen on", options.address);
    if (!options.tls_certificate.empty() || address.is_loopback() || options.allow_plain_http) return {};
    return tl::unexpected(
        Error{Errc::invalid_argument,
              fmt::format("plain HTTP on {} would show tokens to the network", options.address),
              "give --tls-cert and --tls-key, or --allow-plain-http when something in front does TLS"});
}

Sha256 random_secret() {
    Sha256 secret{};
    random_bytes(secret.data(), secret.size());
    return secret;
}

}  // namespace

struct Hub::Impl {
    Impl(Log& log_, InstanceLock alone_, std::unique_ptr<OpStore> store_, std::unique_ptr<Api> api_,
         std::unique_ptr<asio::ssl::context> tls_)
        : log(log_),
          alone(std::move(alone_)),
          store(std::move(store_)),
          api(std::move(api_)),
          tls(std::move(tls_)),
          context{*api, log},
          listener(loop, context, tls.get()),
          cut(loop) {}

    void run() {
        thread = std::thread([this] { loop.run(); });
    }

    void stop() {
        if (!thread.joinable()) return;
        log.info("stopping", url);
        asio::post(loop, [this] { drain(); });
        thread.join();
        api->stop();
        log.info("stopped", url);
    }

    void drain() {
        context.draining = true;
        api->drain();
        cut.expires_after(api->limits().drain_time_max);
        cut.async_wait([this](boost::system::error_code cancelled) {
            if (!cancelled) listener.abort();
        });
        listener.drain([this] {
            cut.cancel();
            keep_running.reset();
        });
    }

    Log& log;
    InstanceLock alone;
    std::unique_ptr<OpStore> store;
    asio::io_context loop{1};
    asio::executor_work_guard<asio::io_context::executor_type> keep_running{loop.get_executor()};
    std::unique_ptr<Api> api;
    std::unique_ptr<asio::ssl::context> tls;
    ConnectionContext context;
    Listener listener;
    asio::steady_timer cut;
    std::string url;
    std::thread thread;
};

Hub::Hub(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Hub::~Hub() {
    stop();
}

Result<std::unique_ptr<Hub>> Hub::start(const HubOptions& options, Clock& clock, IdSource& ids, Log& log) {
    if (auto safe = check_plain_http(options); !safe) return tl::unexpected(std::move(safe).error());
    if (options.tls_certificate.empty() != options.tls_key.empty())
        return fail(Errc::invalid_argument, "a certificate needs its key, and a key its certificate");
    std::unique_ptr<asio::ssl::context> tls;
    if (!options.tls_certificate.empty()) {
        auto made = make_tls(options.tls_certificate, options.tls_key);
        if (!made) return tl::unexpected(std::move(made).error());
        tls = std::move(*made);
    }
    const auto now = clock.now_ms();
    auto store = open_sqlite_store(
        {options.database, options.sqlite_vfs, make_id<EpochId>(ids, now), random_secret(), now});
    if (!store) return tl::unexpected(std::move(store).error());
    // Each would wake only those who wait at itself. Commands may look and write beside it.
    auto alone = InstanceLock::acquire(options.database + ".lock", "hub of this database");
    if (!alone) return tl::unexpected(std::move(alone).error());
    auto api = Api::make(**store, {options.limits, options.compress_near}, clock, ids);
    if (!api) return tl::unexpected(std::move(api).error());

    const auto scheme = tls ? "https" : "http";
    auto impl =
        std::make_unique<Impl>(log, std::move(*alone), std::move(*store), std::move(*api), std::move(tls));
    if (auto listening = impl->listener.listen(options.address, options.port); !listening)
        return tl::unexpected(std::move(listening).error());
    const bool v6 = options.address.find(':') != std::string::npos;
    impl->url = fmt::format("{}://{}{}{}:{}", scheme, v6 ? "[" : "", options.address, v6 ? "]" : "",
                            impl->listener.port());
    log.info("listening", impl->url);
    impl->run();
    return std::unique_ptr<Hub>(new Hub(std::move(impl)));
}

std::uint16_t Hub::port() const noexcept {
    std::uint16_t port = 0;
    const auto& url = impl_->url;
    const auto digits = url.rfind(':') + 1;
    std::from_chars(url.data() + digits, url.data() + url.size(), port);
    return port;
}

const std::string& Hub::url() const noexcept {
    return impl_->url;
}

void Hub::stop() {
    impl_->stop();
}

Result<ListenAddress> parse_listen(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == text.npos) return fail(Errc::invalid_argument, "{} is no ADDRESS:PORT", text);
    auto address = text.substr(0, colon);
    const auto digits = text.substr(colon + 1);
    if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
    std::uint16_t port = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (address.empty() || digits.empty() || parsed.ec != std::errc{} ||
        parsed.ptr != digits.data() + digits.size())
        return fail(Errc::invalid_argument, "{} is no ADDRESS:PORT", text);
    return ListenAddress{std::string(address), port};
}

}  // namespace restante::hub
