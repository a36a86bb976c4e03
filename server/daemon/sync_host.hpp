// Gives the pure sync engines what they lack: a clock, timers, the store, and a hub to talk to. One engine
// per space, one client per hub. Owned by the daemon, loop thread; client callbacks are posted to the loop.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/config.hpp"
#include "daemon/writer.hpp"
#include "rpc/loop.hpp"
#include "store/reader.hpp"
#include "sync/engine.hpp"
#include "sync/hub_client.hpp"

namespace restante::daemon {

class SyncHost {
  public:
    /// What the daemon wants to hear. All on the loop thread.
    struct Events {
        std::function<void(const store::Ingested&)> ingested;          // ops came in
        std::function<void(const std::string& space)> outbox_changed;  // acknowledged or rejected
        std::function<void(const std::string& space)> status_changed;
        std::function<void(std::string_view line)> log;
    };

    SyncHost(rpc::Loop& loop, Clock& clock, Writer& writer, store::Reader& reader, ActorId actor,
             Events events)
        : loop_(loop),
          clock_(clock),
          writer_(writer),
          reader_(reader),
          actor_(actor),
          events_(std::move(events)) {}
    ~SyncHost();

    /// Starts (or starts anew) a space's engine; without a hub it only has a status. `Seen::now`: the store
    /// has nothing of it yet.
    enum class Seen { before, now };
    void set_space(const std::string& space, std::optional<std::string> hub, Seen seen = Seen::before);
    /// A token for a hub, or none any more. Engines of its spaces go on with it.
    void set_credential(const std::string& hub, std::optional<Credential> credential);
    /// Why no token can be had at all; spaces with a hub say so until there is another word.
    void set_credentials_problem(std::optional<Error> problem) { credentials_problem_ = std::move(problem); }
    [[nodiscard]] bool has_credential(const std::string& hub) const { return credentials_.contains(hub); }
    [[nodiscard]] std::optional<std::string> hub_of(const std::string& space) const;

    /// Something was written in this space.
    void appended(const std::string& space);
    /// Ops of this space that the hub had refused are pending again.
    void retried(const std::string& space);

    /// Now, whatever the backoff says. `done` once, with the engine's word.
    void sync_now(const std::string& space, std::function<void(sync::SyncFinished)> done);

    /// Asks the hub who the token is, and binds the actor to that user. Independent of any space.
    /// deadline_exceeded when that takes the hub longer than `patience_ms`.
    void check_login(const std::string& hub, const Credential& credential, TimeMs patience_ms,
                     const std::function<void(Result<protocol::Me>)>& done);

    [[nodiscard]] sync::Status status(const std::string& space) const;
    /// False only when it is certain that the hub has, or refused, everything of the space.
    [[nodiscard]] bool may_be_pending(const std::string& space) const;
    [[nodiscard]] std::vector<std::string> spaces() const;
    /// Something waits for a hub that we are logged in to, or comes from it just now.
    [[nodiscard]] bool has_unsent() const;
    /// sync_now for every space of which that holds; `done` once, after the last.
    void send_all(const std::function<void()>& done);
    /// Ops of a hub are coming in; a change of status ends it.
    [[nodiscard]] bool receiving() const;
    /// No more requests; what is being stored is stored.
    void stop();

  private:
    struct Lane {
        sync::Engine engine;
        std::optional<std::string> hub;
        rpc::Timer timer;
        std::map<sync::RequestId, sync::HubClient::CallId> calls;
        std::vector<std::function<void(sync::SyncFinished)>> waiting;
        std::uint64_t generation = 0;  // answers to an engine that was replaced are nobody's
        bool known = false;            // set_space was called
        bool running = false;          // the engine has had its first input
        bool first_sync = false;       // until then: what it said before, or what is certain of a new space
        bool refused = false;          // the hub refuses our token, and that was logged
        unsigned uncounted = 0;        // writes that the engine has not been told of yet
    };
    struct Hub {
        std::unique_ptr<sync::HubClient> client;
    };

    void start(const std::string& space);
    /// Counts the outbox and feeds the engine an `Input` with that.
    template <class Input>
    void outbox_grew(const std::string& space);
    void feed(const std::string& space, sync::Input input);
    /// For callbacks from other threads: posts, and drops what belongs to an engine that was replaced.
    void feed_later(const std::string& space, std::uint64_t generation, sync::Input input);
    void perform(const std::string& space, Lane& lane, sync::Action action);
    void push(const std::string& space, Lane& lane, const sync::Push& action);
    struct Batch;
    void send(const std::string& space, Lane& lane, sync::RequestId request, Result<Batch> batch);
    void pull(const std::string& space, Lane& lane, const sync::Pull& action);
    void store(const std::string& space, Lane& lane, sync::StoreOps action);
    void log_refusal(const std::string& space, Lane& lane, const sync::Status& status);
    [[nodiscard]] sync::HubClient* client_of(const Lane& lane);
    [[nodiscard]] sync::Link link_of(const Lane& lane) const;
    [[nodiscard]] bool has_unsent(const Lane& lane) const;

    rpc::Loop& loop_;
    Clock& clock_;
    Writer& writer_;
    store::Reader& reader_;
    ActorId actor_;
    Events events_;
    Credentials credentials_;
    std::optional<Error> credentials_problem_;
    std::map<std::string, Lane> lanes_;
    std::map<std::string, Hub> hubs_;
    std::vector<std::unique_ptr<sync::HubClient>> checking_;
    std::uint64_t generation_ = 0;
    bool stopped_ = false;
    // Callbacks that come after this object hold a dead weak pointer.
    std::shared_ptr<const char> alive_ = std::make_shared<const char>('\0');
};

}  // namespace restante::daemon
