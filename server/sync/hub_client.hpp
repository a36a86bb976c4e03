// The HTTP API of one hub (protocol/schema/hub.json): requests as values, answers by callback.
//
// Owned by the daemon, one per hub origin and token, shared by all spaces on that hub. Every method may be
// called from any thread and returns at once; every callback comes on the client's own thread (post it to the
// loop), and none after the destructor has returned. It retries nothing and remembers nothing about spaces:
// that is the engine's work (sync/engine.hpp). The token goes to this origin alone.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "protocol/cpp/hub.hpp"
#include "sync/events.hpp"

namespace restante::sync {

struct HubDeadlines {
    TimeMs connect_ms = 10'000;
    TimeMs push_ms = 60'000;         // the whole request
    TimeMs pull_idle_ms = 15'000;    // without a byte, beyond the time that the hub was asked to wait
    TimeMs pull_whole_ms = 600'000;  // a slow drip ends here, and is resumed from its last chunk
};

struct HubOptions {
    std::string origin;  // "https://hub.example.org" or "http://127.0.0.1:8417", no path
    std::string token;
    std::string ca_file;            // PEM; empty: the system's
    std::string user_agent;         // empty: restante/VERSION
    bool allow_plain_http = false;  // to another machine; to this one it is always allowed
    HubDeadlines deadlines;
};

class HubClient {
  public:
    using CallId = std::uint64_t;
    using OnPushed = std::function<void(tl::expected<PushAnswer, Failure>)>;
    using OnChunk = std::function<void(CallId, Chunk)>;
    using OnPulled = std::function<void(std::optional<Failure>)>;
    using OnMe = std::function<void(tl::expected<protocol::Me, Failure>)>;

    /// Opens no connection, starts no thread and loads no library: that happens with the first request.
    /// invalid_argument for an origin that is none, or that would carry the token in the clear.
    [[nodiscard]] static Result<std::unique_ptr<HubClient>> create(HubOptions options);
    ~HubClient();
    HubClient(const HubClient&) = delete;
    HubClient& operator=(const HubClient&) = delete;

    /// `body`: canonical ops, each followed by '\n'.
    CallId push(const std::string& space, std::string body, OnPushed done);

    /// Every chunk is to be answered with chunk_done: no more than chunk_window of them are under way, and
    /// the hub is made to wait (by not reading on) until there is room.
    CallId pull(const std::string& space, const Pull& request, OnChunk chunk, OnPulled done);
    void chunk_done(CallId call);
    static constexpr std::size_t chunk_window = 8;

    CallId me(OnMe done);
    CallId bind_actor(ActorId actor, OnMe done);

    /// The call's callbacks will not come (one that is running on the client's thread just now may still
    /// end).
    void cancel(CallId call);

  private:
    struct Impl;
    explicit HubClient(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace restante::sync
