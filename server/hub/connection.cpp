#include "hub/connection.hpp"

#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/beast.hpp>

#include "hub/body_source.hpp"
#include "hub/stream.hpp"

namespace restante::hub {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t linger_bytes_max = 64 * 1024 * 1024;
constexpr std::chrono::seconds linger_time_max{5};
constexpr std::size_t read_bytes_first = 4 * 1024;  // of an idle connection: most heads are smaller
constexpr std::size_t read_bytes = 64 * 1024;

/// Boost and the standard library throw where a coroutine awaits; this is the edge where that ends.
std::string what(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "unknown";
    }
}

class HttpConnection final : public Connection {
  public:
    HttpConnection(std::unique_ptr<Stream> stream, ConnectionContext& context, Service service)
        : stream_(std::move(stream)), context_(context), service_(service) {
        error_code ignored;
        const auto peer = socket().remote_endpoint(ignored);
        near_ = !ignored && peer.address().is_loopback();
    }

    void drain() override {
        if (idle_) abort();
    }
    void abort() override { tcp_stream().close(); }

    // GCC 12 miscompiles some awaits inside conditions; here each has a statement of its own.
    asio::awaitable<void> run() {
        const bool ready = co_await handshake();
        if (ready && service_ == Service::refuse) co_await refuse();
        bool more = ready && service_ == Service::serve;
        while (more) {
            more = co_await one_request();
        }
        tcp_stream().close();
    }

  private:
    using Parser = http::request_parser<http::string_body>;

    beast::tcp_stream& tcp_stream() { return stream_->tcp(); }
    tcp::socket& socket() { return tcp_stream().socket(); }
    const Limits& limits() const { return context_.api.limits(); }

    asio::awaitable<bool> handshake() {
        tcp_stream().expires_after(limits().header_time_max);
        const bool ready = co_await stream_->handshake();
        co_return ready;
    }

    asio::awaitable<void> refuse() {
        const Error busy{Errc::unavailable, "the hub has too many connections", "try again in a moment"};
        Answer answer = error_answer(503, busy, 5);
        co_await send(std::move(answer), false);
        co_await linger();
    }

    /// False when the connection is to be closed.
    asio::awaitable<bool> one_request() {
        const bool begun = co_await first_bytes();
        if (!begun) co_return false;
        const auto began = std::chrono::steady_clock::now();
        Parser parser;
        parser.header_limit(limits().header_bytes_max);
        parser.body_limit(limits().body_bytes_max);
        tcp_stream().expires_after(limits().header_time_max);
        const error_code error = co_await read(parser, &Parser::is_header_done);
        if (error) {
            co_await bad_request(error, parser, began);
            co_return false;
        }

        auto admitted = context_.api.admit(request_head(parser));
        if (auto* refused = std::get_if<Answer>(&admitted)) {
            // The body is not worth reading; without it the connection cannot go on.
            const bool whole = parser.is_done();
            const bool kept = co_await finish(parser, std::move(*refused), {}, began, whole);
            co_return kept;
        }
        const auto& request = std::get<Api::Admitted>(admitted);
        const error_code failed = co_await read_body(parser);
        if (failed) {
            co_await bad_request(failed, parser, began);
            co_return false;
        }
        const auto user = request.caller ? request.caller->user.name : std::string();
        auto answer = co_await answer_or_gone(request, std::move(parser.get().body()));
        if (!answer) co_return false;
        const bool kept = co_await finish(parser, std::move(*answer), user, began, true);
        co_return kept;
    }

    /// Waits for a request to begin: that may take long, all after that may not.
    asio::awaitable<bool> first_bytes() {
        if (buffer_.size() > 0) co_return !context_.draining;
        if (context_.draining) co_return false;
        idle_ = true;
        tcp_stream().expires_after(limits().idle_max);
        const auto [error, size] = co_await stream_->read_some(buffer_.prepare(read_bytes_first));
        idle_ = false;
        buffer_.commit(size);
        co_return !error;
    }

    RequestHead request_head(const Parser& parser) const {
        const auto& request = parser.get();
        const auto field = [&](http::field name) {
            const auto value = request[name];
            return std::string_view(value.data(), value.size());
        };
        RequestHead head;
        head.method = {request.method_string().data(), request.method_string().size()};
        head.target = {request.target().data(), request.target().size()};
        head.authorization = field(http::field::authorization);
        head.content_type = field(http::field::content_type);
        head.content_encoding = field(http::field::content_encoding);
        head.accept_encoding = field(http::field::accept_encoding);
        const bool proxied = request.count(http::field::via) > 0 ||
                             request.count(http::field::forwarded) > 0 ||
                             request.count("X-Forwarded-For") > 0;
        head.near = near_ && !proxied;
        return head;
    }

    asio::awaitable<error_code> read_body(Parser& parser) {
        if (parser.is_done()) co_return error_code();
        tcp_stream().expires_after(limits().body_time_max);
        if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
            static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            const Stream::Parts parts{asio::buffer(go_on)};
            const bool sent = co_await stream_->write(parts);
            if (!sent) co_return http::error::end_of_stream;
        }
        parser.eager(true);
        const error_code error = co_await read(parser, &Parser::is_done);
        co_return error;
    }

    /// Reads until the parser has what `done` asks for.
    asio::awaitable<error_code> read(Parser& parser, bool (Parser::*done)() const) {
        while (!(parser.*done)()) {
            error_code error;
            buffer_.consume(parser.put(buffer_.data(), error));
            if (error && error != http::error::need_more) co_return error;
            if ((parser.*done)()) break;
            const auto [failed, size] = co_await stream_->read_some(buffer_.prepare(read_bytes));
            if (failed == asio::error::eof)
                co_return parser.got_some() ? http::error::partial_message : http::error::end_of_stream;
            if (failed) co_return failed;
            buffer_.commit(size);
        }
        co_return error_code();
    }

    /// The answer; nothing when the client went away while it was waited for.
    asio::awaitable<std::optional<Answer>> answer_or_gone(const Api::Admitted& request, std::string body) {
        using namespace asio::experimental::awaitable_operators;
        tcp_stream().expires_never();
        if (!Api::may_wait(request)) {
            auto answer = co_await context_.api.answer(request, std::move(body));
            co_return answer;
        }
        auto first = co_await (context_.api.answer(request, std::move(body)) || gone());
        if (auto* answer = std::get_if<Answer>(&first)) co_return std::move(*answer);
        co_return std::nullopt;
    }

    /// Returns when the client has closed its side.
    asio::awaitable<void> gone() {
        const auto [error] = co_await socket().async_wait(tcp::socket::wait_read, awaited);
        char byte = 0;
        if (!error && ::recv(socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1) {
            // Alive: the next request is here already (or TLS has something to say). No need to look again.
            asio::steady_timer never(co_await asio::this_coro::executor,
                                     asio::steady_timer::time_point::max());
            co_await never.async_wait(awaited);
        }
    }

    /// Answers what went wrong while reading, if there is anybody to answer. Never keeps the connection.
    asio::awaitable<void> bad_request(error_code error, const Parser& parser,
                                      std::chrono::steady_clock::time_point began) {
        if (error == http::error::end_of_stream || error == http::error::partial_message) co_return;
        Answer answer;
        if (error == http::error::header_limit || error == http::error::buffer_overflow) {
            answer = error_answer(
                431, {Errc::too_large,
                      fmt::format("the request's head is over {} bytes", limits().header_bytes_max),
                      {}});
        } else if (error == http::error::body_limit) {
            answer = error_answer(
                413, {Errc::too_large, fmt::format("the body is over {} bytes", limits().body_bytes_max),
                      "send it in several pushes"});
        } else if (error.category() == make_error_code(http::error::bad_method).category()) {
            answer = error_answer(
                400, {Errc::invalid_argument, fmt::format("malformed HTTP: {}", error.message()), {}});
        } else {
            co_return;  // a time-out among others: the socket is closed already
        }
        co_await finish(parser, std::move(answer), {}, began, false);
    }

    /// Sends and logs the answer. False when the connection is to be closed.
    asio::awaitable<bool> finish(const Parser& parser, Answer answer, std::string_view user,
                                 std::chrono::steady_clock::time_point began, bool may_keep) {
        const auto& request = parser.get();
        // A HEAD is answered like any other method that is not allowed, with a body that its client will not
        // read.
        const bool keep =
            may_keep && request.keep_alive() && !context_.draining && request.method() != http::verb::head;
        http_1_0_ = request.version() < 11;
        const int status = answer.status;
        const bool sent = co_await send(std::move(answer), keep);
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
        const std::string_view target(request.target().data(), request.target().size());
        context_.log.request({{request.method_string().data(), request.method_string().size()},
                              target.substr(0, target.find('?')),
                              status,
                              took.count(),
                              user});
        if (sent && !keep) co_await linger();
        co_return sent&& keep;
    }

    asio::awaitable<bool> send(Answer answer, bool keep) {
        const bool chunked = answer.rest && !http_1_0_;
        auto head = answer_head(answer, {context_.api.epoch_text(), keep, chunked});
        if (chunked) head += chunk_size(answer.body);
        const Stream::Parts parts{asio::buffer(head), asio::buffer(answer.body),
                                  asio::buffer(chunk_end, chunked ? chunk_end.size() : 0)};
        bool sent = false;
        if (answer.rest)
            sent = co_await send_rest(parts, *answer.rest, chunked);
        else
            sent = co_await write(parts);
        co_return sent;
    }

    /// Reads each piece while the one before it is on its way; a client that reads slowly is read for slowly.
    asio::awaitable<bool> send_rest(Stream::Parts first, BodySource& rest, bool chunked) {
        using namespace asio::experimental::awaitable_operators;
        auto [sent, piece] = co_await (write(first) && rest.next());
        while (sent && piece && *piece) {
            const std::string body = std::move(**piece);
            const std::string size = chunked ? chunk_size(body) : std::string();
            const Stream::Parts parts{asio::buffer(size), asio::buffer(body),
                                      asio::buffer(chunk_end, chunked ? chunk_end.size() : 0)};
            std::tie(sent, piece) = co_await (write(parts) && rest.next());
        }
        if (!sent || !piece) co_return false;
        if (!chunked) co_return false;
        const Stream::Parts last{asio::buffer(last_chunk)};
        const bool ended = co_await write(last);
        co_return ended;
    }

    asio::awaitable<bool> write(Stream::Parts parts) {
        tcp_stream().expires_after(limits().write_time_max);
        const bool sent = co_await stream_->write(parts);
        co_return sent;
    }

    static std::string chunk_size(const std::string& piece) { return fmt::format("{:x}\r\n", piece.size()); }

    /// Lets the client read the answer: closing with its bytes unread would reset the connection under it.
    asio::awaitable<void> linger() {
        tcp_stream().expires_after(linger_time_max);
        co_await stream_->end();
        std::array<char, 16 * 1024> unread{};
        for (std::size_t total = 0; total < linger_bytes_max;) {
            const auto [error, size] = co_await tcp_stream().async_read_some(asio::buffer(unread), awaited);
            if (error) co_return;
            total += size;
        }
    }

    static constexpr std::string_view chunk_end = "\r\n";
    static constexpr std::string_view last_chunk = "0\r\n\r\n";

    std::unique_ptr<Stream> stream_;
    ConnectionContext& context_;
    Service service_;
    beast::flat_buffer buffer_;
    bool near_ = false;
    bool idle_ = false;
    bool http_1_0_ = false;
};

}  // namespace

std::shared_ptr<Connection> start_connection(tcp::socket socket, ConnectionContext& context,
                                             asio::ssl::context* tls, Service service,
                                             std::function<void()> closed) {
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    const auto executor = socket.get_executor();
    auto stream = tls ? tls_stream(std::move(socket), *tls) : plain_stream(std::move(socket));
    auto connection = std::make_shared<HttpConnection>(std::move(stream), context, service);
    asio::co_spawn(
        executor, [connection] { return connection->run(); },
        [connection, &context, closed = std::move(closed)](const std::exception_ptr& failure) {
            if (failure) {
                connection->abort();
                context.log.warning("connection", what(failure));
            }
            closed();
        });
    return connection;
}

}  // namespace restante::hub
