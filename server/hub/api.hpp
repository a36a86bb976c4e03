// The hub's HTTP API: from a request to an answer. Belongs to the network thread, on which nothing here
// blocks: writes go to the store thread, streamed reads and large bodies to two others. It knows no sockets.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <unordered_map>
#include <variant>

#include "hub/http.hpp"
#include "hub/limits.hpp"
#include "hub/pull.hpp"
#include "hub/push.hpp"
#include "hub/rate_limit.hpp"
#include "hub/router.hpp"
#include "hub/spaces.hpp"
#include "hub/store_thread.hpp"

namespace restante::hub {

struct ApiOptions {
    Limits limits;
    bool compress_near = false;  // also answers to this machine; for tests of compression
};

class Api {
  public:
    /// What admit() found out, for answer().
    struct Admitted {
        RouteMatch match;  // its query is a copy's
        std::string query;
        std::optional<Caller> caller;
        std::optional<Sha256> token;
        bool body_is_gzip = false;
        bool gzip_accepted = false;
    };

    [[nodiscard]] static Result<std::unique_ptr<Api>> make(OpStore& store, const ApiOptions& options,
                                                           Clock& clock, IdSource& ids);
    ~Api();

    /// Judges a request by its head, before its body is read: route, token, rights, rate, media types.
    [[nodiscard]] std::variant<Admitted, Answer> admit(const RequestHead& head);

    [[nodiscard]] boost::asio::awaitable<Answer> answer(const Admitted& request, std::string body);

    /// True when answer() may take long because it waits for ops.
    [[nodiscard]] static bool may_wait(const Admitted& request);

    [[nodiscard]] const std::string& epoch_text() const noexcept { return epoch_text_; }
    [[nodiscard]] const Limits& limits() const noexcept { return options_.limits; }
    /// Ends all waits: what waited is answered empty.
    void drain() { spaces_.wake_all(); }
    /// Finishes every commit and read that was asked for. The network thread need not run.
    void stop();

  private:
    class Rest;
    struct PushBody;

    Api(OpStore& store, ApiOptions options, Clock& clock, IdSource& ids, std::unique_ptr<Accounts> accounts,
        std::unique_ptr<OpReader> reader, std::unique_ptr<OpWriter> writer, const Epoch& epoch,
        std::vector<NamedHead> heads);

    using Awaited = boost::asio::awaitable<Answer>;
    Awaited healthz();
    Awaited me(const Admitted& request);
    Awaited bind_actor(const Admitted& request, std::string body);
    Awaited push(const Admitted& request, std::string body);
    Awaited pull(const Admitted& request);
    Awaited pull_from(const Admitted& request, Cursor from, std::uint64_t limit);

    Result<Caller> find_caller(const std::optional<Sha256>& token);
    std::optional<Answer> over_rate(std::int64_t token);
    boost::asio::awaitable<Result<Cursor>> judge(const Admitted& request, std::string_view after);
    boost::asio::awaitable<Result<void>> begin_epoch(std::string space, Cursor lost);
    boost::asio::awaitable<Result<std::shared_ptr<PushBody>>> read_body(const Admitted& request,
                                                                        std::string body);
    boost::asio::awaitable<Result<void>> commit(std::size_t bytes,
                                                std::function<Result<void>(OpWriter&)> work);
    void set_epoch(const Epoch& epoch);
    [[nodiscard]] CursorStyle style() const { return {epoch_.id, secret_}; }

    ApiOptions options_;
    Clock& clock_;
    IdSource& ids_;
    const Sha256 secret_;
    std::unique_ptr<Accounts> accounts_;
    std::unique_ptr<OpReader> reader_;  // used on reading_ only
    Epoch epoch_;
    std::string epoch_text_;
    Spaces spaces_;
    std::unordered_map<std::int64_t, RateLimit> rates_;
    bool writable_ = true;
    std::optional<TimeMs> probed_at_;
    boost::asio::thread_pool decoding_{1};
    boost::asio::thread_pool reading_{1};
    StoreThread store_thread_;
};

}  // namespace restante::hub
