#include "sync/hub_client.hpp"

#include <curl/curl.h>
#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "sync/answers.hpp"
#include "sync/gzip.hpp"
#include "sync/http_text.hpp"
#include "sync/pull_parser.hpp"

namespace restante::sync {
namespace {

/// libcurl.so.4 brings some thirty libraries with it: 5 ms of dynamic linking (measured, as against 1 ms for
/// a whole process without it), which the daemon would pay before it answers `initialize`, and somebody
/// without a hub for nothing. So it is opened at the first request, on the client's thread, and called
/// through this table; the types are those of its own header, and the soname is the ABI that the header
/// describes.
struct Curl {
#define RESTANTE_CURL_FUNCTIONS(X)                                                                   \
    X(global_init)                                                                                   \
    X(easy_init)                                                                                     \
    X(easy_cleanup)                                                                                  \
    X(easy_reset) X(easy_setopt) X(easy_getinfo) X(easy_pause) X(easy_strerror) X(multi_init)        \
        X(multi_cleanup) X(multi_setopt) X(multi_add_handle) X(multi_remove_handle) X(multi_perform) \
            X(multi_poll) X(multi_wakeup) X(multi_info_read) X(slist_append) X(slist_free_all)
#define RESTANTE_DECLARE(name) decltype(&::curl_##name) name = nullptr;
    RESTANTE_CURL_FUNCTIONS(RESTANTE_DECLARE)
#undef RESTANTE_DECLARE

    static const Curl* get() {
        static const Curl curl = open();
        return curl.multi_init ? &curl : nullptr;
    }

  private:
    static Curl open() {
        Curl curl;
        void* library =
            ::dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);  // never closed: it keeps global state
        if (!library) return {};
#define RESTANTE_LOAD(name)                                                             \
    curl.name = reinterpret_cast<decltype(curl.name)>(::dlsym(library, "curl_" #name)); \
    if (!curl.name) return {};
        RESTANTE_CURL_FUNCTIONS(RESTANTE_LOAD)
#undef RESTANTE_LOAD
#undef RESTANTE_CURL_FUNCTIONS
        if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return {};
        return curl;
    }
};

constexpr std::size_t body_bytes_max = 4 * 1024 * 1024;  // of any answer but a pull's: 5 000 results fit
constexpr std::size_t gzip_bytes_min = 32 * 1024;

using SteadyClock = std::chrono::steady_clock;

FailureKind kind_of(CURLcode code, bool sent) {
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT:
            return sent ? FailureKind::deadline : FailureKind::offline;
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_INVALIDCERTSTATUS:
            return FailureKind::untrusted;
        case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP/0.9: something that does not speak HTTP answered
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_BAD_CONTENT_ENCODING:
        case CURLE_WRITE_ERROR:
            return FailureKind::garbage;
        default:
            return FailureKind::offline;
    }
}

std::string_view meaning(FailureKind kind) {
    switch (kind) {
        case FailureKind::deadline:
            return "the hub did not answer in time";
        case FailureKind::untrusted:
            return "the hub's certificate is not trusted";
        case FailureKind::garbage:
            return "what answered is no hub";
        default:
            return "cannot reach the hub";
    }
}

}  // namespace

struct HubClient::Impl {
    struct Answer {
        std::string epoch;
        std::string body;
    };
    struct Call {
        Impl* client = nullptr;
        CallId id = 0;
        // The request.
        std::string url;
        std::string body;
        const char* content_type = nullptr;  // null: a GET
        TimeMs whole_ms = 0;
        std::optional<TimeMs> idle_ms;
        // Whom to tell.
        std::function<void(tl::expected<Answer, Failure>)> done;  // unless it is a pull
        OnChunk chunk;                                            // set for a pull
        OnPulled pulled;
        // Under way, on the client's thread only.
        CURL* easy = nullptr;
        curl_slist* headers = nullptr;
        char error[CURL_ERROR_SIZE] = {};
        SteadyClock::time_point last_byte;
        std::optional<std::uint32_t> retry_after;
        Answer answer;
        PullParser parser;
        std::size_t window = 0;  // chunks given and not yet dealt with
        bool paused = false;
        std::optional<Failure> failure;  // found by us, before curl ends the transfer
    };

    explicit Impl(HubOptions o) : options(std::move(o)), origin(*read_origin(options.origin)) {
        if (options.user_agent.empty()) options.user_agent = "restante/" RESTANTE_VERSION;
    }

    HubOptions options;
    Origin origin;

    // Shared, under the mutex.
    std::mutex mutex;
    std::thread thread;
    CURLM* multi = nullptr;  // null until the thread has opened libcurl
    CallId next_id = 1;
    bool stopping = false;
    bool ended = false;  // the thread gave up: there is no libcurl
    std::vector<std::unique_ptr<Call>> started;
    std::vector<CallId> cancelled;
    std::vector<CallId> chunks_done;

    // The client's thread only.
    const Curl* curl = nullptr;
    std::unordered_map<CallId, std::unique_ptr<Call>> calls;
    std::vector<CURL*> spare;

    CallId start(std::unique_ptr<Call> call);
    void stop();
    void wake();  // with the mutex held
    void run();
    void run_without_library();
    bool take_commands();
    void begin(std::unique_ptr<Call> call);
    void set_options(Call& call);
    void end(Call& call, CURLcode code);
    std::unique_ptr<Call> take(CallId id);
    int status_of(const Call& call) const;
    void end_overdue();
    int poll_ms() const;
    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user);
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user);
    std::size_t take_body(Call& call, std::string_view bytes);
    std::optional<Failure> outcome(Call& call, CURLcode code);
    std::unique_ptr<Call> me_call(std::string_view path, std::string body, OnMe done);
};

HubClient::CallId HubClient::Impl::start(std::unique_ptr<Call> call) {
    const std::lock_guard lock(mutex);
    call->client = this;
    const auto id = call->id = next_id++;
    started.push_back(std::move(call));
    if (ended) thread.join();
    if (!thread.joinable()) {
        ended = false;
        thread = std::thread([this] { run(); });
    }
    wake();
    return id;
}

void HubClient::Impl::wake() {
    // Before it has a multi, the thread looks at its commands without being told.
    if (multi) curl->multi_wakeup(multi);
}

void HubClient::Impl::stop() {
    {
        const std::lock_guard lock(mutex);
        stopping = true;
        wake();
    }
    if (thread.joinable()) thread.join();
}

void HubClient::Impl::run() {
    const Curl* library = Curl::get();
    {
        const std::lock_guard lock(mutex);
        curl = library;
        if (library) multi = library->multi_init();
    }
    if (!multi) return run_without_library();
    while (take_commands()) {
        int running = 0;
        curl->multi_perform(multi, &running);
        int left = 0;
        while (const CURLMsg* message = curl->multi_info_read(multi, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            char* call = nullptr;
            const auto code = message->data.result;
            curl->easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
            end(*reinterpret_cast<Call*>(call), code);
        }
        end_overdue();
        curl->multi_poll(multi, nullptr, 0, poll_ms(), nullptr);
    }
    while (!calls.empty())
        take(calls.begin()->first);
    for (CURL* easy : spare)
        curl->easy_cleanup(easy);
    curl->multi_cleanup(multi);
}

void HubClient::Impl::run_without_library() {
    const Failure failure{
        FailureKind::local, 0, {}, Errc::unsupported, "libcurl.so.4 is missing: install libcurl4"};
    for (;;) {
        std::vector<std::unique_ptr<Call>> fresh;
        {
            const std::lock_guard lock(mutex);
            fresh.swap(started);
            ended = fresh.empty() || stopping;
            if (ended) return;
        }
        for (const auto& call : fresh) {
            if (call->chunk)
                call->pulled(failure);
            else
                call->done(tl::unexpected(failure));
        }
    }
}

/// False when it is time to end.
bool HubClient::Impl::take_commands() {
    std::vector<std::unique_ptr<Call>> fresh;
    std::vector<CallId> cancels;
    std::vector<CallId> resumes;
    {
        const std::lock_guard lock(mutex);
        if (stopping) return false;
        fresh.swap(started);
        cancels.swap(cancelled);
        resumes.swap(chunks_done);
    }
    for (auto& call : fresh)
        begin(std::move(call));
    for (const auto id : cancels)
        take(id);
    for (const auto id : resumes) {
        const auto it = calls.find(id);
        if (it == calls.end()) continue;
        auto& call = *it->second;
        if (call.window > 0) --call.window;
        if (!call.paused || call.window >= chunk_window) continue;
        call.paused = false;
        call.last_byte = SteadyClock::now();
        curl->easy_pause(call.easy, CURLPAUSE_CONT);
    }
    return true;
}

void HubClient::Impl::begin(std::unique_ptr<Call> call) {
    auto& c = *call;
    if (!spare.empty()) {
        c.easy = spare.back();
        spare.pop_back();
    } else {
        c.easy = curl->easy_init();
    }
    set_options(c);
    c.last_byte = SteadyClock::now();
    curl->multi_add_handle(multi, c.easy);
    calls.emplace(c.id, std::move(call));
}

void HubClient::Impl::set_options(Call& call) {
    const auto set = [&](CURLoption option, auto value) { curl->easy_setopt(call.easy, option, value); };
    const auto header = [&](const std::string& line) {
        call.headers = curl->slist_append(call.headers, line.c_str());
    };
    set(CURLOPT_URL, call.url.c_str());
    set(CURLOPT_PRIVATE, &call);
    set(CURLOPT_ERRORBUFFER, call.error);
    set(CURLOPT_USERAGENT, options.user_agent.c_str());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TCP_NODELAY, 1L);
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    // One connection per request under way: a push must not queue behind a long poll's frames.
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.deadlines.connect_ms));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(call.whole_ms));
    set(CURLOPT_BUFFERSIZE, 64L * 1024);
    if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());
    if (origin.loopback) set(CURLOPT_NOPROXY, "*");
    // On this machine, compressing costs more than it saves.
    if (call.chunk && !origin.loopback) set(CURLOPT_ACCEPT_ENCODING, "gzip");
    set(CURLOPT_HEADERFUNCTION, &Impl::on_header);
    set(CURLOPT_HEADERDATA, &call);
    set(CURLOPT_WRITEFUNCTION, &Impl::on_body);
    set(CURLOPT_WRITEDATA, &call);
    header("Authorization: Bearer " + options.token);
    if (call.content_type) {
        header(fmt::format("Content-Type: {}", call.content_type));
        header("Expect:");  // no 100-continue: it costs a round trip
        if (!origin.loopback && call.body.size() >= gzip_bytes_min) {
            call.body = gzip(call.body);
            header("Content-Encoding: gzip");
        }
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDS, call.body.data());
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    }
    set(CURLOPT_HTTPHEADER, call.headers);
}

/// The transfer is over: forgets the call and tells the caller.
void HubClient::Impl::end(Call& ending, CURLcode code) {
    auto failure = outcome(ending, code);
    const auto call = take(ending.id);
    if (call->chunk) return call->pulled(std::move(failure));
    if (failure) return call->done(tl::unexpected(std::move(*failure)));
    call->done(std::move(call->answer));
}

std::unique_ptr<HubClient::Impl::Call> HubClient::Impl::take(CallId id) {
    const auto it = calls.find(id);
    if (it == calls.end()) return nullptr;
    auto call = std::move(it->second);
    calls.erase(it);
    curl->multi_remove_handle(multi, call->easy);  // closes the connection when the transfer is under way
    curl->easy_reset(call->easy);
    spare.push_back(call->easy);
    curl->slist_free_all(call->headers);
    return call;
}

std::optional<Failure> HubClient::Impl::outcome(Call& call, CURLcode code) {
    if (call.failure) return call.failure;
    if (code != CURLE_OK) {
        curl_off_t sent_us = 0;  // 0 when the request did not even start
        curl->easy_getinfo(call.easy, CURLINFO_PRETRANSFER_TIME_T, &sent_us);
        const auto kind = kind_of(code, sent_us > 0);
        const char* detail = call.error[0] != '\0' ? call.error : curl->easy_strerror(code);
        return Failure{kind,
                       0,
                       {},
                       kind == FailureKind::deadline ? Errc::deadline_exceeded : Errc::unavailable,
                       fmt::format("{}: {}", meaning(kind), detail)};
    }
    const auto status = status_of(call);
    if (status != 200) return read_failure(status, call.retry_after, call.answer.body);
    if (call.answer.epoch.empty()) return garbage("what answered is no hub: is the address right?");
    if (!call.chunk) return std::nullopt;
    if (auto finished = call.parser.finish(); !finished) return garbage(finished.error().message);
    return std::nullopt;
}

int HubClient::Impl::status_of(const Call& call) const {
    long status = 0;
    curl->easy_getinfo(call.easy, CURLINFO_RESPONSE_CODE, &status);
    return static_cast<int>(status);
}

/// Ends calls that have been silent for too long. (curl's own limits are for the whole transfer, or in
/// seconds.)
void HubClient::Impl::end_overdue() {
    const auto now = SteadyClock::now();
    std::vector<Call*> overdue;
    for (const auto& [id, call] : calls)
        if (call->idle_ms && !call->paused &&
            now - call->last_byte >= std::chrono::milliseconds(*call->idle_ms))
            overdue.push_back(call.get());
    for (Call* call : overdue) {
        call->failure =
            Failure{FailureKind::deadline,
                    0,
                    {},
                    Errc::deadline_exceeded,
                    fmt::format("{}: silence for {} ms", meaning(FailureKind::deadline), *call->idle_ms)};
        end(*call, CURLE_OK);
    }
}

/// Until the next of our own deadlines; curl_multi_poll wakes up sooner for its own.
int HubClient::Impl::poll_ms() const {
    TimeMs left = 3'600'000;
    const auto now = SteadyClock::now();
    for (const auto& [id, call] : calls) {
        if (!call->idle_ms || call->paused) continue;
        const auto silent =
            std::chrono::duration_cast<std::chrono::milliseconds>(now - call->last_byte).count();
        left = std::min(left, std::max<TimeMs>(0, *call->idle_ms - silent) + 1);
    }
    return static_cast<int>(left);
}

std::size_t HubClient::Impl::on_header(char* data, std::size_t size, std::size_t count, void* user) {
    auto& call = *static_cast<Call*>(user);
    const std::string_view line(data, size * count);
    if (const auto epoch = header_value(line, "restante-epoch")) call.answer.epoch = *epoch;
    if (const auto after = header_value(line, "retry-after")) {
        call.retry_after = parse_seconds(*after);
    }
    return line.size();
}

std::size_t HubClient::Impl::on_body(char* data, std::size_t size, std::size_t count, void* user) {
    auto& call = *static_cast<Call*>(user);
    return call.client->take_body(call, {data, size * count});
}

std::size_t HubClient::Impl::take_body(Call& call, std::string_view bytes) {
    constexpr std::size_t give_up = 0;
    call.last_byte = SteadyClock::now();
    const bool pulled = call.chunk && status_of(call) == 200;
    if (!pulled) {
        if (call.answer.body.size() + bytes.size() > body_bytes_max) {
            call.failure = garbage(fmt::format("the hub's answer is longer than {} bytes", body_bytes_max));
            return give_up;
        }
        call.answer.body.append(bytes);
        return bytes.size();
    }
    if (call.window >= chunk_window) {
        call.paused = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    if (call.answer.epoch.empty()) {
        call.failure = garbage("what answered is no hub: is the address right?");
        return give_up;
    }
    std::vector<Chunk> chunks;
    auto fed = call.parser.feed(bytes, chunks);
    for (auto& chunk : chunks) {
        ++call.window;
        call.chunk(call.id, std::move(chunk));
    }
    if (fed) return bytes.size();
    call.failure = garbage(std::move(fed).error().message);
    return give_up;
}

HubClient::HubClient(HubOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

HubClient::~HubClient() {
    impl_->stop();
}

Result<std::unique_ptr<HubClient>> HubClient::create(HubOptions options) {
    const auto origin = read_origin(options.origin);
    if (!origin) return tl::unexpected(origin.error());
    if (!origin->https && !origin->loopback && !options.allow_plain_http)
        return fail(Errc::invalid_argument, "{} would carry the token in the clear: use https",
                    options.origin);
    // It becomes a header line.
    if (options.token.find_first_of("\r\n") != std::string::npos)
        return fail(Errc::invalid_argument, "the token has more than one line");
    return std::unique_ptr<HubClient>(new HubClient(std::move(options)));
}

HubClient::CallId HubClient::push(std::string space, std::string body, OnPushed done) {
    auto call = std::make_unique<Impl::Call>();
    call->url = fmt::format("{}/v1/spaces/{}/ops", impl_->options.origin, percent_encoded(space));
    call->body = std::move(body);
    call->content_type = "application/x-ndjson";
    call->whole_ms = impl_->options.deadlines.push_ms;
    call->done = [done = std::move(done)](tl::expected<Impl::Answer, Failure> answer) {
        if (!answer) return done(tl::unexpected(std::move(answer).error()));
        done(read_push_answer(std::move(answer->epoch), answer->body));
    };
    return impl_->start(std::move(call));
}

HubClient::CallId HubClient::pull(std::string space, const Pull& request, OnChunk chunk, OnPulled done) {
    auto call = std::make_unique<Impl::Call>();
    call->url = fmt::format("{}/v1/spaces/{}/ops?after={}&limit={}", impl_->options.origin,
                            percent_encoded(space), percent_encoded(request.cursor), request.limit);
    if (request.wait_s > 0) call->url += fmt::format("&wait={}", request.wait_s);
    const auto& deadlines = impl_->options.deadlines;
    call->whole_ms = deadlines.pull_whole_ms + TimeMs{request.wait_s} * 1'000;
    call->idle_ms = deadlines.pull_idle_ms + TimeMs{request.wait_s} * 1'000;
    call->chunk = std::move(chunk);
    call->pulled = std::move(done);
    return impl_->start(std::move(call));
}

void HubClient::chunk_done(CallId call) {
    const std::lock_guard lock(impl_->mutex);
    impl_->chunks_done.push_back(call);
    impl_->wake();
}

void HubClient::cancel(CallId call) {
    const std::lock_guard lock(impl_->mutex);
    impl_->cancelled.push_back(call);
    impl_->wake();
}

HubClient::CallId HubClient::me(OnMe done) {
    return impl_->start(impl_->me_call("/v1/me", {}, std::move(done)));
}

HubClient::CallId HubClient::bind_actor(ActorId actor, OnMe done) {
    return impl_->start(impl_->me_call(
        "/v1/me/actors", protocol::to_json(protocol::BindActor{to_text(actor)}), std::move(done)));
}

std::unique_ptr<HubClient::Impl::Call> HubClient::Impl::me_call(std::string_view path, std::string body,
                                                                OnMe done) {
    auto call = std::make_unique<Call>();
    call->url = fmt::format("{}{}", options.origin, path);
    if (!body.empty()) call->content_type = "application/json";
    call->body = std::move(body);
    call->whole_ms = options.deadlines.push_ms;
    call->done = [done = std::move(done)](tl::expected<Answer, Failure> answer) {
        if (!answer) return done(tl::unexpected(std::move(answer).error()));
        auto me = protocol::parse<protocol::Me>(answer->body);
        if (!me)
            return done(tl::unexpected(garbage("the hub's answer cannot be read: " + me.error().message)));
        done(std::move(*me));
    };
    return call;
}

}  // namespace restante::sync
