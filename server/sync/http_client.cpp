#include "sync/http_client.hpp"

#include <curl/curl.h>
#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "sync/gzip.hpp"
#include "sync/http_text.hpp"

namespace restante::sync {
namespace {

/// libcurl.so.4 brings some thirty libraries with it: 5 ms of dynamic linking (measured, as against 1 ms for
/// a whole process without it), which the daemon would pay before it answers `initialize`, and somebody
/// without a hub for nothing. So it is opened at the first request, on the client's thread, and called
/// through this table; the types are those of its own header, and the soname is the ABI that the header
/// describes.
struct Curl {
// clang-format off
#define RESTANTE_CURL_FUNCTIONS(X) \
    X(global_init) X(slist_append) X(slist_free_all) \
    X(easy_init) X(easy_cleanup) X(easy_reset) X(easy_setopt) X(easy_getinfo) X(easy_pause) X(easy_strerror) \
    X(multi_init) X(multi_cleanup) X(multi_add_handle) X(multi_remove_handle) X(multi_perform) X(multi_poll) \
    X(multi_wakeup) X(multi_info_read)
// clang-format on
// A declared name takes no parentheses.
#define RESTANTE_DECLARE(name) decltype(&::curl_##name) name = nullptr;  // NOLINT
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

struct HttpClient::Impl {
    struct Call {
        Impl* client = nullptr;
        CallId id = 0;
        HttpRequest request;
        std::unique_ptr<HttpReceiver> receiver;
        // Under way, on the client's thread only.
        CURL* easy = nullptr;
        curl_slist* headers = nullptr;
        char error[CURL_ERROR_SIZE] = {};
        SteadyClock::time_point last_byte;
        HttpHead head;
        bool resting = false;
        bool refused = false;  // by the receiver
    };

    explicit Impl(Options o) : options(std::move(o)) {}

    const Options options;

    // Shared, under the mutex.
    std::mutex mutex;
    std::thread thread;
    CURLM* multi = nullptr;  // null until the thread has opened libcurl
    CallId next_id = 1;
    bool stopping = false;
    bool ended = false;  // the thread gave up: there is no libcurl
    std::vector<std::unique_ptr<Call>> started;
    std::vector<CallId> cancelled;
    std::vector<CallId> resumed;

    // The client's thread only.
    const Curl* curl = nullptr;
    std::unordered_map<CallId, std::unique_ptr<Call>> calls;
    std::vector<CURL*> spare;

    void wake();  // with the mutex held
    void run();
    void run_without_library();
    bool take_commands();
    void resume(CallId id);
    void begin(std::unique_ptr<Call> call);
    void set_options(Call& call);
    std::unique_ptr<Call> take(CallId id);
    void end(CallId id, std::optional<Failure> failure);
    void note_redirect(Call& call) const;
    std::optional<Failure> failure_of(const Call& call, CURLcode code) const;
    void end_overdue();
    int poll_ms() const;
    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user);
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user);
};

HttpClient::HttpClient(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {}

HttpClient::~HttpClient() {
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->stopping = true;
        impl_->wake();
    }
    if (impl_->thread.joinable()) impl_->thread.join();
}

HttpClient::CallId HttpClient::start(HttpRequest request, std::unique_ptr<HttpReceiver> receiver) {
    auto call = std::make_unique<Impl::Call>();
    call->client = impl_.get();
    call->request = std::move(request);
    call->receiver = std::move(receiver);
    const std::lock_guard lock(impl_->mutex);
    const auto id = call->id = impl_->next_id++;
    impl_->started.push_back(std::move(call));
    if (impl_->ended) impl_->thread.join();
    if (!impl_->thread.joinable()) {
        impl_->ended = false;
        impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
    }
    impl_->wake();
    return id;
}

void HttpClient::resume(CallId call) {
    const std::lock_guard lock(impl_->mutex);
    impl_->resumed.push_back(call);
    impl_->wake();
}

void HttpClient::cancel(CallId call) {
    const std::lock_guard lock(impl_->mutex);
    impl_->cancelled.push_back(call);
    impl_->wake();
}

void HttpClient::Impl::wake() {
    // Before it has a multi, the thread looks at its commands without being told.
    if (multi) curl->multi_wakeup(multi);
}

void HttpClient::Impl::run() {
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
            const auto code = message->data.result;
            char* user = nullptr;
            curl->easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &user);
            auto& call = *reinterpret_cast<Call*>(user);
            note_redirect(call);
            end(call.id, failure_of(call, code));
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

void HttpClient::Impl::run_without_library() {
    for (;;) {
        std::vector<std::unique_ptr<Call>> fresh;
        {
            const std::lock_guard lock(mutex);
            fresh.swap(started);
            ended = fresh.empty() || stopping;
            if (ended) return;
        }
        for (const auto& call : fresh)
            call->receiver->on_end({}, Failure{FailureKind::local,
                                               0,
                                               {},
                                               Errc::unsupported,
                                               "libcurl.so.4 is missing: install libcurl4"});
    }
}

/// False when it is time to end.
bool HttpClient::Impl::take_commands() {
    std::vector<std::unique_ptr<Call>> fresh;
    std::vector<CallId> cancels;
    std::vector<CallId> resumes;
    {
        const std::lock_guard lock(mutex);
        if (stopping) return false;
        fresh.swap(started);
        cancels.swap(cancelled);
        resumes.swap(resumed);
    }
    for (auto& call : fresh)
        begin(std::move(call));
    for (const auto id : cancels)
        take(id);
    for (const auto id : resumes)
        resume(id);
    return true;
}

void HttpClient::Impl::resume(CallId id) {
    const auto it = calls.find(id);
    if (it == calls.end()) return;
    auto& call = *it->second;
    if (!call.receiver->on_resume() || !call.resting) return;
    call.resting = false;
    call.last_byte = SteadyClock::now();
    curl->easy_pause(call.easy, CURLPAUSE_CONT);
}

void HttpClient::Impl::begin(std::unique_ptr<Call> call) {
    auto& c = *call;
    if (!spare.empty()) {
        c.easy = spare.back();
        spare.pop_back();
    } else {
        c.easy = curl->easy_init();
    }
    set_options(c);
    c.head.call = c.id;
    c.last_byte = SteadyClock::now();
    curl->multi_add_handle(multi, c.easy);
    calls.emplace(c.id, std::move(call));
}

void HttpClient::Impl::set_options(Call& call) {
    auto& request = call.request;
    const auto set = [&](CURLoption option, auto value) { curl->easy_setopt(call.easy, option, value); };
    set(CURLOPT_URL, request.url.c_str());
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
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_ms));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.whole_ms));
    set(CURLOPT_BUFFERSIZE, 64L * 1024);
    if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());
    if (request.direct) set(CURLOPT_NOPROXY, "*");
    if (request.accept_gzip) set(CURLOPT_ACCEPT_ENCODING, "gzip");
    set(CURLOPT_HEADERFUNCTION, &Impl::on_header);
    set(CURLOPT_HEADERDATA, &call);
    set(CURLOPT_WRITEFUNCTION, &Impl::on_body);
    set(CURLOPT_WRITEDATA, &call);
    for (const auto& line : request.headers)
        call.headers = curl->slist_append(call.headers, line.c_str());
    if (request.gzip) {
        request.body = gzip(request.body);
        call.headers = curl->slist_append(call.headers, "Content-Encoding: gzip");
    }
    if (request.post) {
        call.headers = curl->slist_append(call.headers, "Expect:");  // no 100-continue: it costs a round trip
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDS, request.body.data());
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
    set(CURLOPT_HTTPHEADER, call.headers);
}

std::unique_ptr<HttpClient::Impl::Call> HttpClient::Impl::take(CallId id) {
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

/// The transfer is over: forgets the call and tells the receiver.
void HttpClient::Impl::end(CallId id, std::optional<Failure> failure) {
    const auto call = take(id);
    call->receiver->on_end(call->head, std::move(failure));
}

/// curl knows what a relative Location is relative to.
void HttpClient::Impl::note_redirect(Call& call) const {
    char* url = nullptr;
    curl->easy_getinfo(call.easy, CURLINFO_REDIRECT_URL, &url);
    if (url == nullptr) return;
    call.head.elsewhere = origin_of(url);
    if (call.head.elsewhere == origin_of(call.request.url)) call.head.elsewhere.clear();
}

std::optional<Failure> HttpClient::Impl::failure_of(const Call& call, CURLcode code) const {
    if (code == CURLE_OK || call.refused) return std::nullopt;
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

/// Ends calls that have been silent for too long. (curl's own limits are for the whole transfer, or in
/// seconds.)
void HttpClient::Impl::end_overdue() {
    const auto now = SteadyClock::now();
    std::vector<const Call*> overdue;
    for (const auto& [id, call] : calls) {
        const auto& idle_ms = call->request.idle_ms;
        if (idle_ms && !call->resting && now - call->last_byte >= std::chrono::milliseconds(*idle_ms))
            overdue.push_back(call.get());
    }
    for (const Call* call : overdue)
        end(call->id, Failure{FailureKind::deadline,
                              0,
                              {},
                              Errc::deadline_exceeded,
                              fmt::format("{}: silence for {} ms", meaning(FailureKind::deadline),
                                          *call->request.idle_ms)});
}

/// Until the next of our own deadlines; curl_multi_poll wakes up sooner for its own.
int HttpClient::Impl::poll_ms() const {
    TimeMs left = 3'600'000;
    const auto now = SteadyClock::now();
    for (const auto& [id, call] : calls) {
        if (!call->request.idle_ms || call->resting) continue;
        const auto silent =
            std::chrono::duration_cast<std::chrono::milliseconds>(now - call->last_byte).count();
        left = std::min(left, std::max<TimeMs>(0, *call->request.idle_ms - silent) + 1);
    }
    return static_cast<int>(left);
}

std::size_t HttpClient::Impl::on_header(char* data, std::size_t size, std::size_t count, void* user) {
    auto& head = static_cast<Call*>(user)->head;
    const std::string_view line(data, size * count);
    if (line.starts_with("HTTP/"))
        head = HttpHead{head.call, 0, {}, {}};  // another answer: the one before was a 100 or a proxy's
    if (const auto epoch = header_value(line, "restante-epoch")) head.epoch = *epoch;
    if (const auto after = header_value(line, "retry-after")) head.retry_after = parse_seconds(*after);
    if (head.status == 0) {
        long status = 0;
        auto& call = *static_cast<Call*>(user);
        call.client->curl->easy_getinfo(call.easy, CURLINFO_RESPONSE_CODE, &status);
        head.status = static_cast<int>(status);
    }
    return line.size();
}

std::size_t HttpClient::Impl::on_body(char* data, std::size_t size, std::size_t count, void* user) {
    auto& call = *static_cast<Call*>(user);
    call.last_byte = SteadyClock::now();
    switch (call.receiver->on_body(call.head, {data, size * count})) {
        case HttpReceiver::Take::all:
            return size * count;
        case HttpReceiver::Take::later:
            call.resting = true;
            return CURL_WRITEFUNC_PAUSE;
        case HttpReceiver::Take::refuse:
            break;
    }
    call.refused = true;
    return 0;
}

}  // namespace restante::sync
