// HTTP/1.1 requests side by side on one thread, by libcurl: http_client.cpp is its only user. It knows
// nothing of hubs (but for two header names) and retries nothing.
//
// Owned by a HubClient. start, resume and cancel may be called from any thread and return at once; a receiver
// is called on the client's own thread only, and never after the destructor has returned. Redirects are not
// followed, so that what is in the headers goes to this address alone.
//
// One thread with a curl_multi: pushes and long polls run beside each other, each on a connection that is
// kept alive; a request is handed over by a wake-up through a socket pair, about as fast as a condition
// variable; and a cancelled long poll ends at once, which a blocking curl_easy_perform cannot do.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sync/events.hpp"

namespace restante::sync {

struct HttpRequest {
    std::string url;
    std::vector<std::string> headers;  // "Name: value"
    std::string body;
    bool post = false;
    bool gzip = false;  // compress the body, on the client's thread
    bool accept_gzip = false;
    bool direct = false;  // by no proxy, whatever the environment says
    TimeMs whole_ms = 0;
    std::optional<TimeMs> idle_ms;  // the longest silence, also before the first byte
};

struct HttpHead {
    std::uint64_t call = 0;  // the CallId
    int status = 0;
    std::string epoch;  // Restante-Epoch
    std::optional<std::uint32_t> retry_after;
    std::string elsewhere = {};  // where a redirect leads, when that is another origin
};

class HttpReceiver {
  public:
    enum class Take {
        all,     // these bytes are taken
        later,   // none of them: the transfer rests until resume() says otherwise
        refuse,  // the transfer ends; on_end comes
    };
    virtual ~HttpReceiver() = default;
    [[nodiscard]] virtual Take on_body(const HttpHead& head, std::string_view bytes) = 0;
    /// After HttpClient::resume. True when a resting transfer may go on.
    [[nodiscard]] virtual bool on_resume() { return true; }
    /// Once, at last, unless cancelled. `failure`: there was no whole answer (not so for an error status).
    virtual void on_end(const HttpHead& head, std::optional<Failure> failure) = 0;
};

class HttpClient {
  public:
    using CallId = std::uint64_t;
    struct Options {
        std::string user_agent;
        std::string ca_file;  // PEM; empty: the system's
        TimeMs connect_ms = 10'000;
    };

    /// Opens no connection, starts no thread and loads no library: that happens with the first request.
    explicit HttpClient(Options options);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    CallId start(HttpRequest request, std::unique_ptr<HttpReceiver> receiver);
    void resume(CallId call);
    void cancel(CallId call);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace restante::sync
