// Who answers which method. A Dispatcher is filled once and then shared, unchanged, by the peers it serves;
// the handlers run on the loop thread. It knows nothing of sessions: what a handler needs, it captures.
#pragma once

#include <boost/json/fwd.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/error.hpp"
#include "rpc/errors.hpp"
#include "rpc/message.hpp"

namespace restante::rpc {

/// The JSON text of a result, or an error.
using Answer = tl::expected<std::string, ErrorAnswer>;

/// One incoming request between its arrival and its answer. Shared by the peer and its Responder.
struct Exchange {
    RequestId id;
    std::stop_source stop{std::nostopstate};  // made when somebody asks for the token
    bool cancelled = false;
    bool answered = false;

    void cancel();  // loop thread
};

/// Where answers go: a Peer, or a test's own.
class AnswerSink {
  public:
    virtual ~AnswerSink() = default;
    /// Any thread.
    virtual void answer(std::shared_ptr<Exchange> exchange, Answer answer) = 0;
    /// Any thread. The Responder went away unused.
    virtual void dropped(std::shared_ptr<Exchange> exchange) = 0;
};

/// The duty to answer one request, exactly once. Dropped unanswered, it answers: RequestCancelled if the
/// client cancelled, else an internal error. A cancelled request may still be answered with its result, since
/// what was done is done. Answers and drops are allowed from any thread, stop_token() and cancelled() on the
/// loop thread.
class Responder {
  public:
    Responder(std::weak_ptr<AnswerSink> sink, std::shared_ptr<Exchange> exchange);
    Responder(Responder&&) noexcept = default;
    Responder& operator=(Responder&& other) noexcept;
    ~Responder();

    /// JSON text; the caller vouches that it is JSON.
    void answer(std::string result_text);
    void fail(ErrorAnswer error);
    void settle(Result<std::string> result);

    [[nodiscard]] const RequestId& id() const { return exchange_->id; }
    /// Stops when the client cancels or goes away. The token may be given to other threads.
    [[nodiscard]] std::stop_token stop_token() const;
    [[nodiscard]] bool cancelled() const { return exchange_->cancelled; }

  private:
    void send(Answer answer);
    void drop();

    std::weak_ptr<AnswerSink> sink_;
    std::shared_ptr<Exchange> exchange_;  // null once moved from or answered
};

using RequestHandler = std::function<void(const boost::json::value& params, Responder)>;
using NotificationHandler = std::function<void(const boost::json::value& params)>;
/// Asked before every handler. An error answers the request; a notification is then dropped.
using BeforeHook = std::function<std::optional<ErrorAnswer>(std::string_view method, MessageKind kind)>;

/// `params` live only until the handler returns.
class Dispatcher {
  public:
    void on_request(std::string method, RequestHandler handler);
    void on_notification(std::string method, NotificationHandler handler);
    void before(BeforeHook hook) { before_ = std::move(hook); }

    /// What the handler throws passes through: the Peer answers it as an internal error.
    void request(std::string_view method, const boost::json::value& params, Responder responder) const;
    /// ok also for methods that may be ignored ("$/…"); else what was wrong, for the log: nobody can be
    /// answered.
    [[nodiscard]] Result<void> notification(std::string_view method, const boost::json::value& params) const;

  private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    template <class T>
    using Methods = std::unordered_map<std::string, T, Hash, std::equal_to<>>;

    Methods<RequestHandler> requests_;
    Methods<NotificationHandler> notifications_;
    BeforeHook before_;
};

}  // namespace restante::rpc
