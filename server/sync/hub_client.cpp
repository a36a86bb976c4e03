#include "sync/hub_client.hpp"

#include "sync/answers.hpp"
#include "sync/gzip.hpp"
#include "sync/http_client.hpp"
#include "sync/http_text.hpp"
#include "sync/pull_parser.hpp"

namespace restante::sync {
namespace {

constexpr std::size_t body_bytes_max = 4 * 1024 * 1024;  // of any answer but a pull's: 5 000 results fit
constexpr std::size_t gzip_bytes_min = 32 * 1024;

/// What every answer must be before its body counts.
std::optional<Failure> check_head(const HttpHead& head, std::string_view body) {
    // That the hub began anew makes us send everything again: not on the word of something that is no hub.
    if (head.epoch.empty() && (head.status == 200 || head.status == 409))
        return garbage("what answered at this address is no hub");
    if (head.status != 200) return read_failure(head.status, head.retry_after, body, head.elsewhere);
    return std::nullopt;
}

/// An answer that is read as a whole.
class WholeReceiver : public HttpReceiver {
  public:
    using Done = std::function<void(tl::expected<std::string, Failure> body, std::string epoch)>;
    explicit WholeReceiver(Done done) : done_(std::move(done)) {}

    Take on_body(const HttpHead&, std::string_view bytes) override {
        too_long_ = body_.size() + bytes.size() > body_bytes_max;
        if (too_long_) return Take::refuse;
        body_.append(bytes);
        return Take::all;
    }
    void on_end(const HttpHead& head, std::optional<Failure> failure) override {
        if (!failure && too_long_)
            failure = garbage(fmt::format("the hub's answer is longer than {} bytes", body_bytes_max));
        if (!failure) failure = check_head(head, body_);
        if (failure) return done_(tl::unexpected(std::move(*failure)), {});
        done_(std::move(body_), head.epoch);
    }

  private:
    Done done_;
    std::string body_;
    bool too_long_ = false;
};

/// A pull: the body of a 200 is parsed as it comes, all else is short.
class PullReceiver final : public HttpReceiver {
  public:
    PullReceiver(HubClient::OnChunk chunk, HubClient::OnPulled done)
        : chunk_(std::move(chunk)), done_(std::move(done)) {}

    Take on_body(const HttpHead& head, std::string_view bytes) override {
        if (head.status != 200 || head.epoch.empty()) {
            if (other_.size() + bytes.size() > body_bytes_max) return Take::refuse;
            other_.append(bytes);
            return Take::all;
        }
        if (window_ >= HubClient::chunk_window) return Take::later;
        std::vector<Chunk> chunks;
        auto fed = parser_.feed(bytes, chunks);
        for (auto& chunk : chunks) {
            ++window_;
            chunk_(head.call, std::move(chunk));
        }
        if (fed) return Take::all;
        refused_ = garbage(std::move(fed).error().message);
        return Take::refuse;
    }
    bool on_resume() override {
        if (window_ > 0) --window_;
        return window_ < HubClient::chunk_window;
    }
    void on_end(const HttpHead& head, std::optional<Failure> failure) override {
        if (!failure) failure = std::move(refused_);
        if (!failure) failure = check_head(head, other_);
        if (!failure)
            if (auto finished = parser_.finish(); !finished) failure = garbage(finished.error().message);
        done_(std::move(failure));
    }

  private:
    HubClient::OnChunk chunk_;
    HubClient::OnPulled done_;
    PullParser parser_;
    std::size_t window_ = 0;  // chunks given and not yet dealt with
    std::string other_;
    std::optional<Failure> refused_;
};

}  // namespace

struct HubClient::Impl {
    Impl(HubOptions o, Origin where)
        : options(std::move(o)),
          origin(where),
          http({options.user_agent.empty() ? "restante/" RESTANTE_VERSION : options.user_agent,
                options.ca_file, options.deadlines.connect_ms}) {}

    const HubOptions options;
    const Origin origin;
    HttpClient http;

    [[nodiscard]] HttpRequest request(std::string path) const {
        HttpRequest request;
        request.url = options.origin + std::move(path);
        request.headers.push_back("Authorization: Bearer " + options.token);
        request.direct = origin.loopback;
        request.whole_ms = options.deadlines.push_ms;
        return request;
    }
    CallId ask_me(HttpRequest request, OnMe done);
};

HubClient::HubClient(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HubClient::~HubClient() = default;

Result<std::unique_ptr<HubClient>> HubClient::create(HubOptions options) {
    const auto origin = read_origin(options.origin);
    if (!origin) return tl::unexpected(origin.error());
    if (!origin->https && !origin->loopback && !options.allow_plain_http)
        return fail(Errc::invalid_argument, "{} would carry the token in the clear: use https",
                    options.origin);
    // It becomes a header line.
    if (options.token.find_first_of("\r\n") != std::string::npos)
        return fail(Errc::invalid_argument, "the token has more than one line");
    return std::unique_ptr<HubClient>(new HubClient(std::make_unique<Impl>(std::move(options), *origin)));
}

HubClient::CallId HubClient::push(const std::string& space, std::string body, OnPushed done) {
    auto request = impl_->request(fmt::format("/v1/spaces/{}/ops", percent_encoded(space)));
    request.post = true;
    request.headers.emplace_back("Content-Type: application/x-ndjson");
    // On this machine, compressing costs more than it saves.
    request.gzip = !impl_->origin.loopback && body.size() >= gzip_bytes_min;
    request.body = std::move(body);
    return impl_->http.start(
        std::move(request),
        std::make_unique<WholeReceiver>([done = std::move(done)](auto answer, auto epoch) {
            if (!answer) return done(tl::unexpected(std::move(answer).error()));
            done(read_push_answer(std::move(epoch), *answer));
        }));
}

HubClient::CallId HubClient::pull(const std::string& space, const Pull& pull, OnChunk chunk, OnPulled done) {
    auto path = fmt::format("/v1/spaces/{}/ops?after={}&limit={}", percent_encoded(space),
                            percent_encoded(pull.cursor), pull.limit);
    if (pull.wait_s > 0) path += fmt::format("&wait={}", pull.wait_s);
    auto request = impl_->request(std::move(path));
    const auto wait_ms = TimeMs{pull.wait_s} * 1'000;
    request.whole_ms = impl_->options.deadlines.pull_whole_ms + wait_ms;
    request.idle_ms = impl_->options.deadlines.pull_idle_ms + wait_ms;
    request.accept_gzip = !impl_->origin.loopback;
    return impl_->http.start(std::move(request),
                             std::make_unique<PullReceiver>(std::move(chunk), std::move(done)));
}

void HubClient::chunk_done(CallId call) {
    impl_->http.resume(call);
}

void HubClient::cancel(CallId call) {
    impl_->http.cancel(call);
}

HubClient::CallId HubClient::me(OnMe done) {
    return impl_->ask_me(impl_->request("/v1/me"), std::move(done));
}

HubClient::CallId HubClient::bind_actor(ActorId actor, OnMe done) {
    auto request = impl_->request("/v1/me/actors");
    request.post = true;
    request.headers.emplace_back("Content-Type: application/json");
    request.body = protocol::to_json(protocol::BindActor{to_text(actor)});
    return impl_->ask_me(std::move(request), [done = std::move(done)](auto answer) {
        if (!answer && answer.error().http_status == 409)
            answer.error().message =
                "on this hub, this installation is another user than the token's: " + answer.error().message;
        done(std::move(answer));
    });
}

HubClient::CallId HubClient::Impl::ask_me(HttpRequest request, OnMe done) {
    return http.start(std::move(request),
                      std::make_unique<WholeReceiver>([done = std::move(done)](auto answer, const auto&) {
                          if (!answer) return done(tl::unexpected(std::move(answer).error()));
                          auto me = protocol::parse<protocol::Me>(*answer);
                          if (!me)
                              return done(tl::unexpected(
                                  garbage("the hub's answer cannot be read: " + me.error().message)));
                          done(std::move(*me));
                      }));
}

}  // namespace restante::sync
