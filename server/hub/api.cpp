#include "hub/api.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>

#include "hub/token.hpp"

namespace restante::hub {

namespace asio = boost::asio;

namespace {

constexpr std::size_t rates_kept_max = 10'000;

/// The request's media types, where the route has a body.
std::optional<Answer> wrong_media_type(Route route, const RequestHead& head) {
    if (route != Route::push && route != Route::bind_actor) return std::nullopt;
    const std::string_view wanted = route == Route::push ? "application/x-ndjson" : "application/json";
    if (!is_media_type(head.content_type, wanted))
        return error_answer({Errc::unsupported, fmt::format("the body must be {}", wanted),
                             fmt::format("send Content-Type: {}", wanted)});
    const auto coding = head.content_encoding;
    if (coding.empty() || is_media_type(coding, "identity") || is_media_type(coding, "gzip"))
        return std::nullopt;
    return error_answer({Errc::unsupported, "the body's Content-Encoding must be gzip or none", {}});
}

Answer miss_answer(const RouteMiss& miss) {
    const auto code = miss.status == 404   ? Errc::not_found
                      : miss.status == 405 ? Errc::unsupported
                                           : Errc::invalid_argument;
    auto answer = error_answer(miss.status, {code, miss.message, {}});
    if (!miss.allow.empty()) answer.headers.emplace_back("Allow", std::string(miss.allow));
    return answer;
}

}  // namespace

Result<std::unique_ptr<Api>> Api::make(OpStore& store, const ApiOptions& options, Clock& clock,
                                       IdSource& ids) {
    auto accounts = store.accounts();
    if (!accounts) return tl::unexpected(std::move(accounts).error());
    auto reader = store.reader();
    if (!reader) return tl::unexpected(std::move(reader).error());
    auto writer = store.writer();
    if (!writer) return tl::unexpected(std::move(writer).error());
    auto epoch = (*reader)->epoch();
    if (!epoch) return tl::unexpected(std::move(epoch).error());
    auto heads = (*reader)->heads();
    if (!heads) return tl::unexpected(std::move(heads).error());
    return std::unique_ptr<Api>(new Api(store, options, clock, ids, std::move(*accounts), std::move(*reader),
                                        std::move(*writer), *epoch, std::move(*heads)));
}

Api::Api(OpStore& store, ApiOptions options, Clock& clock, IdSource& ids, std::unique_ptr<Accounts> accounts,
         std::unique_ptr<OpReader> reader, std::unique_ptr<OpWriter> writer, const Epoch& epoch,
         std::vector<NamedHead> heads)
    : options_(options),
      clock_(clock),
      ids_(ids),
      secret_(store.secret()),
      accounts_(std::move(accounts)),
      reader_(std::move(reader)),
      spaces_(options_.limits, std::move(heads)),
      store_thread_(std::move(writer), options_.limits.queued_bytes_max) {
    set_epoch(epoch);
}

Api::~Api() {
    stop();
}

void Api::stop() {
    store_thread_.stop();
    decoding_.join();
    reading_.join();
}

void Api::set_epoch(const Epoch& epoch) {
    epoch_ = epoch;
    epoch_text_ = to_text(epoch.id);
}

std::variant<Api::Admitted, Answer> Api::admit(const RequestHead& head) {
    auto match = route(head.method, head.target);
    if (!match) return miss_answer(match.error());
    Admitted admitted;
    admitted.query = std::string(match->query);
    admitted.match = std::move(*match);
    admitted.match.query = {};
    admitted.gzip_accepted = (!head.near || options_.compress_near) && accepts(head.accept_encoding, "gzip");
    admitted.body_is_gzip = is_media_type(head.content_encoding, "gzip");
    if (admitted.match.route == Route::healthz) return admitted;

    if (auto token = bearer_token(head.authorization)) admitted.token = token_digest(*token);
    auto caller = find_caller(admitted.token);
    if (!caller) return error_answer(caller.error());
    if (auto later = over_rate(caller->token)) return std::move(*later);
    if (!admitted.match.space.empty() && !caller->may_use(admitted.match.space))
        return error_answer(
            {Errc::forbidden,
             fmt::format("user {} may not use space {}", caller->user.name, admitted.match.space),
             "ask who runs the hub"});
    admitted.caller = std::move(*caller);
    if (auto wrong = wrong_media_type(admitted.match.route, head)) return std::move(*wrong);
    return admitted;
}

Result<Caller> Api::find_caller(const std::optional<Sha256>& token) {
    if (token) {
        auto found = accounts_->find_token(*token);
        if (!found) return tl::unexpected(std::move(found).error());
        if (*found) return std::move(**found);
    }
    return tl::unexpected(Error{Errc::unauthorized,
                                "no token, or one that this hub does not (or no longer) know",
                                "log in with a token from whoever runs the hub"});
}

std::optional<Answer> Api::over_rate(std::int64_t token) {
    const auto now = clock_.now_ms();
    if (rates_.size() > rates_kept_max)
        std::erase_if(rates_, [&](const auto& rate) { return rate.second.full(now); });
    auto& rate =
        rates_.try_emplace(token, options_.limits.requests_per_second, options_.limits.requests_burst, now)
            .first->second;
    const int seconds = rate.take(now);
    if (seconds == 0) return std::nullopt;
    return error_answer(429, {Errc::rate_limited, "too many requests with this token", "ask less often"},
                        seconds);
}

bool Api::may_wait(const Admitted& request) {
    return request.match.route == Route::pull && request.query.find("wait=") != request.query.npos;
}

asio::awaitable<Answer> Api::answer(const Admitted& request, std::string body) {
    switch (request.match.route) {
        case Route::healthz:
            co_return co_await healthz();
        case Route::me:
            co_return co_await me(request);
        case Route::bind_actor:
            co_return co_await bind_actor(request, std::move(body));
        case Route::push:
            co_return co_await push(request, std::move(body));
        case Route::pull:
            co_return co_await pull(request);
    }
    co_return error_answer({Errc::internal, "no such route", {}});
}

asio::awaitable<Result<void>> Api::commit(std::size_t bytes, std::function<Result<void>(OpWriter&)> work) {
    auto initiate = [this, bytes, &work](auto handler) {
        // std::function wants what can be copied; handlers can only be moved.
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        auto executor = asio::get_associated_executor(*kept);
        auto done = [kept, executor](const Result<void>& result) {
            asio::post(executor, [kept, result] {
                auto waiting = std::move(*kept);
                std::move(waiting)(result);
            });
        };
        if (!store_thread_.submit({bytes, std::move(work), done}))
            done(tl::unexpected(
                Error{Errc::unavailable, "the hub is busy or stopping", "try again in a moment"}));
    };
    auto result = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Result<void>)>(
        initiate, asio::use_awaitable);
    if (result) {
        writable_ = true;
    } else if (result.error().code != Errc::unavailable) {
        writable_ = false;
        probed_at_.reset();
    }
    co_return result;
}

asio::awaitable<Answer> Api::healthz() {
    constexpr TimeMs trusted_ms =
        1'000;  // nobody without a token can make the hub write more often than that
    const auto now = clock_.now_ms();
    if (!probed_at_ || now - *probed_at_ >= trusted_ms || now < *probed_at_) {
        probed_at_ = now;
        auto done = co_await commit(0, [](OpWriter& writer) { return writer.probe(); });
        writable_ = done.has_value();
    }
    Answer answer;
    if (!writable_)
        answer = error_answer(503, {Errc::unavailable, "the hub's database cannot be written", {}}, 10);
    if (writable_)
        answer.body =
            boost::json::serialize(boost::json::object{{"status", "ok"}, {"version", RESTANTE_VERSION}});
    answer.with_epoch = false;
    co_return answer;
}

asio::awaitable<Answer> Api::me(const Admitted& request) {
    auto actors = accounts_->actors_of(request.caller->user.name);
    if (!actors) co_return error_answer(actors.error());
    boost::json::array texts;
    for (const auto& actor : *actors)
        texts.emplace_back(to_text(actor));
    const auto& user = request.caller->user;
    Answer answer;
    answer.body = boost::json::serialize(
        boost::json::object{{"user", {{"name", user.name}, {"display_name", user.display_name}}},
                            {"actors", std::move(texts)},
                            {"hub", {{"version", RESTANTE_VERSION}, {"epoch", epoch_text_}}}});
    co_return answer;
}

}  // namespace restante::hub
