#include "rpc/dispatcher.hpp"

#include <exception>

namespace restante::rpc {

void Exchange::cancel() {
    cancelled = true;
    if (stop.stop_possible()) stop.request_stop();
}

Responder::Responder(std::weak_ptr<AnswerSink> sink, std::shared_ptr<Exchange> exchange)
    : sink_(std::move(sink)), exchange_(std::move(exchange)) {}

Responder& Responder::operator=(Responder&& other) noexcept {
    if (this == &other) return *this;
    drop();
    sink_ = std::move(other.sink_);
    exchange_ = std::move(other.exchange_);
    return *this;
}

Responder::~Responder() {
    drop();
}

void Responder::drop() {
    auto exchange = std::exchange(exchange_, nullptr);
    if (!exchange) return;
    if (auto sink = sink_.lock()) sink->dropped(std::move(exchange));
}

void Responder::send(Answer answer) {
    auto exchange = std::exchange(exchange_, nullptr);
    if (!exchange) return;
    if (auto sink = sink_.lock()) sink->answer(std::move(exchange), std::move(answer));
}

void Responder::answer(std::string result_text) {
    send(std::move(result_text));
}
void Responder::fail(ErrorAnswer error) {
    send(tl::unexpected(std::move(error)));
}

void Responder::settle(Result<std::string> result) {
    if (result)
        answer(std::move(*result));
    else
        fail(std::move(result).error());
}

std::stop_token Responder::stop_token() const {
    if (!exchange_->stop.stop_possible()) {
        exchange_->stop = std::stop_source();
        if (exchange_->cancelled) exchange_->stop.request_stop();
    }
    return exchange_->stop.get_token();
}

void Dispatcher::on_request(std::string method, RequestHandler handler) {
    requests_.insert_or_assign(std::move(method), std::move(handler));
}

void Dispatcher::on_notification(std::string method, NotificationHandler handler) {
    notifications_.insert_or_assign(std::move(method), std::move(handler));
}

void Dispatcher::request(std::string_view method, const boost::json::value& params,
                         Responder responder) const {
    if (before_)
        if (auto error = before_(method, MessageKind::request)) return responder.fail(std::move(*error));
    const auto found = requests_.find(method);
    if (found == requests_.end())
        return responder.fail(Error{Errc::unsupported, fmt::format("no method \"{}\" here", method), {}});
    found->second(params, std::move(responder));
}

Result<void> Dispatcher::notification(std::string_view method, const boost::json::value& params) const {
    if (before_)
        if (auto error = before_(method, MessageKind::notification))
            return tl::unexpected(std::move(error->error));
    const auto found = notifications_.find(method);
    if (found == notifications_.end()) {
        if (method.starts_with("$/")) return {};
        return fail(Errc::unsupported, "no notification \"{}\" here", method);
    }
    try {
        found->second(params);
    } catch (const std::exception& e) {
        return fail(Errc::internal, "{}: {}", method, e.what());
    } catch (...) {
        return fail(Errc::internal, "{}: an exception of unknown type", method);
    }
    return {};
}

}  // namespace restante::rpc
