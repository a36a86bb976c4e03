#include "rpc/peer.hpp"

#include <fcntl.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <cstring>
#include <exception>
#include <unordered_map>

#include "rpc/stream.hpp"

namespace restante::rpc {
namespace {

constexpr std::size_t read_bytes_min = 16 * 1024;
constexpr int reads_per_turn_max = 4;  // then others on the loop get their turn
constexpr std::size_t queue_kept_bytes_max = 256 * 1024;
constexpr std::chrono::seconds finish_limit{5};

}  // namespace

struct Peer::Impl final : AnswerSink, std::enable_shared_from_this<Peer::Impl> {
    struct Call {
        ReplyHandler reply;
        Timer deadline;
    };

    Impl(Loop& l, PeerOptions o) : loop(l), options(std::move(o)), decoder(options.limits) {}

    void answer(std::shared_ptr<Exchange> exchange, Answer answer) override;
    void dropped(std::shared_ptr<Exchange> exchange) override;

    void wait_readable();
    void on_readable();
    bool handle_frames();  // false: this stream gives nothing more
    void handle_message(const Message& message);
    void handle_request(const Message& message);
    void handle_notification(const Message& message);
    void handle_response(const Message& message);
    void handle_end();
    void end_exchange(const std::shared_ptr<Exchange>& exchange);

    bool queue_has_room();  // after something was appended
    void schedule_flush();
    void flush();
    void close(std::string reason);
    void finish(std::string reason);
    void fail_call(std::int64_t id, Error error);
    void log(std::string_view line) const {
        if (options.log) options.log(line);
    }

    Loop& loop;
    PeerOptions options;
    std::optional<Stream> stream;
    std::shared_ptr<const Dispatcher> dispatcher;
    std::function<void(const std::string&)> on_close;

    FrameDecoder decoder;
    MessageReader reader;
    std::vector<std::shared_ptr<Exchange>> exchanges;  // unanswered; few, so looked through
    std::shared_ptr<Exchange> in_handler;
    bool dropped_in_handler = false;

    std::unordered_map<std::int64_t, Call> calls;
    std::int64_t last_call = 0;

    std::string queue;  // frames; the first `written` bytes are gone
    std::size_t written = 0;
    bool in_turn = false;  // on_readable will flush at its end
    bool flush_scheduled = false;
    bool waiting_writable = false;

    bool open = true;
    bool abandoned = false;  // the Peer is gone: nobody wants to be told
    bool input_ended = false;
    std::string broken_input;
    std::optional<std::string> finishing;
    Timer finish_timer;
};

// --- incoming
// -------------------------------------------------------------------------------------------------

void Peer::Impl::wait_readable() {
    stream->when_readable([self = shared_from_this()] { self->on_readable(); });
}

void Peer::Impl::on_readable() {
    if (!open || finishing) return;
    in_turn = true;
    bool more = true;
    for (int i = 0; more && open && i < reads_per_turn_max; ++i) {
        const auto space = decoder.prepare(read_bytes_min);
        const auto got = stream->read(space);
        if (got.state == Transfer::would_block) break;
        if (got.state == Transfer::failed) {
            close(fmt::format("reading failed: {}", std::strerror(got.error)));
            break;
        }
        if (got.state == Transfer::ended) {
            handle_end();
            more = false;
            break;
        }
        decoder.commit(got.bytes);
        more = handle_frames();
        if (got.bytes < space.size()) break;
    }
    in_turn = false;
    if (!open) return;
    flush();
    if (open && more && !finishing) wait_readable();
}

bool Peer::Impl::handle_frames() {
    while (open && !finishing) {
        switch (decoder.next()) {
            case FrameStatus::need_more:
                return true;
            case FrameStatus::message: {
                auto message = reader.read(decoder.body());
                if (message) {
                    handle_message(*message);
                } else if (message.error().answerable) {
                    append_error(queue, message.error().id, message.error().answer);
                    if (!queue_has_room()) return false;
                } else {
                    log(fmt::format("ignored a response: {}", message.error().answer.error.message));
                }
                break;
            }
            case FrameStatus::oversized:
                log(decoder.error().message);
                append_error(queue, {}, ErrorAnswer(code::invalid_request, decoder.error()));
                if (!queue_has_room()) return false;
                break;
            case FrameStatus::broken:
                broken_input = decoder.error().message;
                append_error(queue, {}, ErrorAnswer(code::parse_error, decoder.error()));
                if (queue_has_room()) finish(decoder.error().message);
                return false;
        }
    }
    return false;
}

void Peer::Impl::handle_message(const Message& message) {
    switch (message.kind) {
        case MessageKind::request:
            return handle_request(message);
        case MessageKind::notification:
            return handle_notification(message);
        case MessageKind::response:
            return handle_response(message);
    }
}

void Peer::Impl::handle_request(const Message& message) {
    const auto same_id = [&](const auto& exchange) { return exchange->id == message.id; };
    if (std::any_of(exchanges.begin(), exchanges.end(), same_id)) {
        append_error(queue, message.id,
                     {code::invalid_request,
                      Error{Errc::invalid_argument, "a request with this id is still in progress", {}}});
        (void)queue_has_room();
        return;
    }
    if (exchanges.size() >= options.requests_in_progress_max) {
        append_error(
            queue, message.id,
            Error{Errc::rate_limited, fmt::format("{} requests are in progress already", exchanges.size()),
                  "wait for some of them"});
        (void)queue_has_room();
        return;
    }
    auto exchange = std::make_shared<Exchange>();
    exchange->id = message.id;
    exchanges.push_back(exchange);
    in_handler = exchange;
    dropped_in_handler = false;
    const auto handlers = dispatcher;  // a handler may close this peer
    try {
        handlers->request(message.method, *message.params, Responder(weak_from_this(), exchange));
    } catch (const std::exception& e) {
        log(fmt::format("{} threw: {}", message.method, e.what()));
        answer(exchange, tl::unexpected(ErrorAnswer(Error{Errc::internal, e.what(), {}})));
    } catch (...) {
        log(fmt::format("{} threw", message.method));
        answer(exchange,
               tl::unexpected(ErrorAnswer(Error{Errc::internal, "an exception of unknown type", {}})));
    }
    in_handler.reset();
    if (dropped_in_handler) dropped(std::move(exchange));
}

void Peer::Impl::handle_notification(const Message& message) {
    if (message.method == "$/cancelRequest") {
        const auto* params = message.params->if_object();
        const auto* id = params != nullptr ? params->if_contains("id") : nullptr;
        if (id == nullptr) return log("ignored $/cancelRequest without an id");
        for (const auto& exchange : exchanges) {
            const auto* number = std::get_if<std::int64_t>(&exchange->id);
            const auto* text = std::get_if<std::string>(&exchange->id);
            const bool same = (number != nullptr && id->is_int64() && *number == id->get_int64()) ||
                              (text != nullptr && id->is_string() && id->get_string() == *text);
            if (!same) continue;
            const auto kept = exchange;  // a stop callback may answer, and so change the list
            return kept->cancel();
        }
        return;  // answered already: that is how such things cross
    }
    const auto handlers = dispatcher;
    if (auto handled = handlers->notification(message.method, *message.params); !handled)
        log(fmt::format("ignored a notification: {}", handled.error().message));
}

void Peer::Impl::handle_response(const Message& message) {
    const auto* id = std::get_if<std::int64_t>(&message.id);
    const auto found = id != nullptr ? calls.find(*id) : calls.end();
    if (found == calls.end()) return log("ignored a response to no call of ours");
    auto call = std::move(found->second);
    calls.erase(found);
    call.deadline.cancel();
    try {
        if (message.error != nullptr)
            call.reply(tl::unexpected(error_from_json(*message.error)));
        else
            call.reply(message.result);
    } catch (const std::exception& e) {
        log(fmt::format("a reply handler threw: {}", e.what()));
    }
}

void Peer::Impl::handle_end() {
    input_ended = true;
    const auto reason =
        decoder.mid_message() ? "the stream ended in the middle of a message" : "the stream ended";
    // Whoever only closed its writing side still waits for answers; whoever is gone does not.
    if (stream->hung_up()) return close(reason);
    for (auto pending = std::move(calls); auto& [id, call] : pending)
        call.reply(tl::unexpected(Error{Errc::unavailable, reason, {}}));
    if (exchanges.empty()) finish(reason);
}

// --- answers
// --------------------------------------------------------------------------------------------------

void Peer::Impl::end_exchange(const std::shared_ptr<Exchange>& exchange) {
    exchange->answered = true;
    std::erase(exchanges, exchange);
}

void Peer::Impl::answer(std::shared_ptr<Exchange> exchange, Answer answer) {
    if (!loop.on_loop_thread()) {
        loop.post(
            [self = shared_from_this(), exchange = std::move(exchange),
             answer = std::move(answer)]() mutable { self->answer(std::move(exchange), std::move(answer)); });
        return;
    }
    if (!open || exchange->answered) return;
    end_exchange(exchange);
    if (answer)
        append_result(queue, exchange->id, *answer);
    else
        append_error(queue, exchange->id, answer.error());
    if (!queue_has_room()) return;
    schedule_flush();
    if (input_ended && exchanges.empty()) finish("the stream ended");
}

void Peer::Impl::dropped(std::shared_ptr<Exchange> exchange) {
    if (!loop.on_loop_thread()) {
        loop.post([self = shared_from_this(), exchange = std::move(exchange)]() mutable {
            self->dropped(std::move(exchange));
        });
        return;
    }
    if (exchange == in_handler) {  // perhaps on the way of an exception, which says more
        dropped_in_handler = true;
        return;
    }
    auto error = exchange->cancelled ? Error{Errc::cancelled, "the request was cancelled", {}}
                                     : Error{Errc::internal, "the request was dropped without an answer", {}};
    answer(std::move(exchange), tl::unexpected(ErrorAnswer(std::move(error))));
}

// --- outgoing
// -------------------------------------------------------------------------------------------------

bool Peer::Impl::queue_has_room() {
    const auto queued = queue.size() - written;
    if (queued <= options.send_queue_bytes_max) return true;
    close(fmt::format("{} bytes wait to be read by the other side, over the limit of {}", queued,
                      options.send_queue_bytes_max));
    return false;
}

void Peer::Impl::schedule_flush() {
    if (in_turn || flush_scheduled || waiting_writable) return;
    flush_scheduled = true;
    loop.post([self = shared_from_this()] {
        self->flush_scheduled = false;
        self->flush();
    });
}

void Peer::Impl::flush() {
    if (!open || waiting_writable) return;
    while (written < queue.size()) {
        const auto sent = stream->write(std::string_view(queue).substr(written));
        if (sent.state == Transfer::done) {
            written += sent.bytes;
            continue;
        }
        if (sent.state == Transfer::would_block) {
            waiting_writable = true;
            stream->when_writable([self = shared_from_this()] {
                self->waiting_writable = false;
                self->flush();
            });
            break;
        }
        return close(fmt::format("writing failed: {}", std::strerror(sent.error)));
    }
    if (written == queue.size()) {
        if (queue.capacity() > queue_kept_bytes_max)
            queue = {};
        else
            queue.clear();
        written = 0;
        if (finishing) close(*std::exchange(finishing, std::nullopt));
    } else if (written > queue.size() / 2) {
        queue.erase(0, written);
        written = 0;
    }
}

void Peer::Impl::fail_call(std::int64_t id, Error error) {
    const auto found = calls.find(id);
    if (found == calls.end()) return;
    auto call = std::move(found->second);
    calls.erase(found);
    call.reply(tl::unexpected(std::move(error)));
}

void Peer::Impl::finish(std::string reason) {
    if (!open || finishing) return;
    finishing = std::move(reason);
    finish_timer = loop.after(finish_limit, [weak = weak_from_this()] {
        if (auto self = weak.lock()) self->close("the other side does not read");
    });
    schedule_flush();
}

void Peer::Impl::close(std::string reason) {
    if (!open) return;
    open = false;
    finish_timer.cancel();
    // One try, so that a last error message arrives where it can.
    if (stream && written < queue.size()) (void)stream->write(std::string_view(queue).substr(written));
    queue = {};
    written = 0;
    if (stream) stream->close();
    for (auto pending = std::move(exchanges); const auto& exchange : pending)
        exchange->cancel();
    // Told from the loop: whoever called us must not find its own state changed under its feet.
    loop.post([self = shared_from_this(), waiting = std::move(calls), told = std::move(on_close),
               reason = std::move(reason), handlers = std::move(dispatcher)]() mutable {
        if (self->abandoned) return;
        for (auto& [id, call] : waiting)
            call.reply(tl::unexpected(
                Error{Errc::unavailable, fmt::format("the connection closed: {}", reason), {}}));
        if (told && !self->abandoned) told(reason);
    });
    calls.clear();
    on_close = nullptr;
}

// --- the handle
// -----------------------------------------------------------------------------------------------

Peer Peer::over_socket(Loop& loop, UniqueFd socket, PeerOptions options) {
    auto impl = std::make_shared<Impl>(loop, std::move(options));
    impl->stream.emplace(loop.context(), std::move(socket));
    return Peer(std::move(impl));
}

Result<Peer> Peer::over_descriptors(Loop& loop, int in, int out, PeerOptions options) {
    UniqueFd own_in(::fcntl(in, F_DUPFD_CLOEXEC, 3));
    UniqueFd own_out(::fcntl(out, F_DUPFD_CLOEXEC, 3));
    if (!own_in || !own_out)
        return fail(Errc::io, "descriptors {} and {}: {}", in, out, std::strerror(errno));
    auto impl = std::make_shared<Impl>(loop, std::move(options));
    impl->stream.emplace(loop.context(), std::move(own_in), std::move(own_out));
    return Peer(std::move(impl));
}

Peer& Peer::operator=(Peer&& other) noexcept {
    if (this == &other) return *this;
    Peer old(std::move(impl_));
    impl_ = std::move(other.impl_);
    return *this;
}

Peer::~Peer() {
    if (!impl_) return;
    impl_->abandoned = true;
    impl_->calls.clear();
    impl_->close("the session ended");
}

void Peer::start(std::shared_ptr<const Dispatcher> dispatcher,
                 std::function<void(const std::string&)> on_close) {
    impl_->dispatcher = std::move(dispatcher);
    impl_->on_close = std::move(on_close);
    impl_->wait_readable();
}

void Peer::notify(std::string_view method, std::string_view params) {
    if (!is_open()) return;
    append_notification(impl_->queue, method, params);
    if (impl_->queue_has_room()) impl_->schedule_flush();
}

std::int64_t Peer::call(std::string_view method, std::string_view params, std::chrono::milliseconds deadline,
                        ReplyHandler reply) {
    auto& my = *impl_;
    const auto id = ++my.last_call;
    std::optional<Error> refused;
    if (!my.open || my.finishing || my.input_ended)
        refused = Error{Errc::unavailable, "the connection is closed", {}};
    else if (my.calls.size() >= my.options.calls_in_progress_max)
        refused =
            Error{Errc::rate_limited, fmt::format("{} calls wait for their replies", my.calls.size()), {}};
    auto& call = my.calls[id];
    call.reply = std::move(reply);
    if (refused) {
        my.loop.post([weak = impl_->weak_from_this(), id, error = std::move(*refused)] {
            if (auto self = weak.lock()) self->fail_call(id, error);
        });
        return id;
    }
    call.deadline = my.loop.after(deadline, [weak = impl_->weak_from_this(), id, deadline] {
        if (auto self = weak.lock())
            self->fail_call(
                id, {Errc::deadline_exceeded, fmt::format("no reply in {} ms", deadline.count()), {}});
    });
    append_request(my.queue, id, method, params);
    if (my.queue_has_room()) my.schedule_flush();
    return id;
}

void Peer::cancel(std::int64_t call_id) {
    if (impl_->calls.contains(call_id)) notify("$/cancelRequest", fmt::format(R"({{"id":{}}})", call_id));
}

void Peer::close(std::string reason) {
    impl_->close(std::move(reason));
}
void Peer::finish(std::string reason) {
    impl_->finish(std::move(reason));
}
bool Peer::is_open() const {
    return impl_ && impl_->open;
}
const std::string& Peer::broken_input() const {
    return impl_->broken_input;
}
std::size_t Peer::queued_bytes() const {
    return impl_->queue.size() - impl_->written;
}
std::size_t Peer::requests_in_progress() const {
    return impl_->exchanges.size();
}

}  // namespace restante::rpc
