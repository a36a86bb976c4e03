// A hub on a free port with two users, for tests that speak HTTP to it.
#pragma once

#include <boost/json.hpp>
#include <mutex>

#include "base/system.hpp"
#include "hub/hub.hpp"
#include "hub/sqlite_store.hpp"
#include "hub/token.hpp"
#include "support/temp_folder.hpp"
#include "unit/hub/http_client.hpp"
#include "unit/hub/sample_ops.hpp"

namespace restante::tests {

class RunningHub {
  public:
    explicit RunningHub(const std::function<void(hub::HubOptions&)>& change = [](auto&) {}) {
        options_.database = folder_ / "hub.db";
        options_.port = 0;
        change(options_);
        ann = user("ann", {}, 1);
        bob = user("bob", {"team"}, 2);
        start();
    }

    void start() { hub_ = hub::Hub::start(options_, clock_, ids_, log_).value(); }
    void stop() { hub_.reset(); }
    [[nodiscard]] std::uint16_t port() const { return hub_->port(); }
    [[nodiscard]] HttpClient client(Transport transport = Transport::plain) const {
        return HttpClient(port(), transport);
    }
    [[nodiscard]] std::string database() const { return options_.database; }

    /// The store, as another process sees it.
    [[nodiscard]] std::unique_ptr<hub::OpStore> store() {
        hub::EpochId first;
        first.bytes[15] = 1;
        return hub::open_sqlite_store({options_.database, nullptr, first, hub::Sha256{7}, 0}).value();
    }

    /// Makes a user with a token; the header that the user's requests carry.
    std::string user(const std::string& name, std::vector<std::string> spaces, std::uint8_t n) {
        const auto token = hub::token_text({n});
        auto accounts = store()->accounts().value();
        if (!accounts->add_user({name, name, std::move(spaces), 0})) throw std::runtime_error("no user");
        (void)accounts->add_token(name, "", *hub::token_digest(token), 0).value();
        return "Authorization: Bearer " + token + "\r\n";
    }

    [[nodiscard]] std::vector<std::string> log_lines() {
        const std::lock_guard lock(mutex_);
        return lines_;
    }

    std::string ann;
    std::string bob;

  private:
    TempFolder folder_;
    SystemClock clock_;
    SystemIdSource ids_;
    std::mutex mutex_;
    std::vector<std::string> lines_;
    hub::Log log_{clock_, [this](std::string_view line) {
                      const std::lock_guard lock(mutex_);
                      lines_.emplace_back(line);
                  }};
    hub::HubOptions options_;
    std::unique_ptr<hub::Hub> hub_;
};

inline const std::string ndjson = "Content-Type: application/x-ndjson\r\n";
inline const std::string team_ops = "/v1/spaces/team/ops";

/// What the hub said of each line of a push.
inline std::vector<std::string> statuses(const HttpAnswer& answer) {
    std::vector<std::string> out;
    const auto json = boost::json::parse(answer.body);
    for (const auto& item : json.at("results").as_array()) {
        const auto* code = item.as_object().if_contains("code");
        out.emplace_back((code ? code : &item.at("status"))->as_string());
    }
    return out;
}

inline std::string error_code(const HttpAnswer& answer) {
    return std::string(boost::json::parse(answer.body).at("error").at("code").as_string());
}

/// A pulled body: its op lines, and what its last control line says.
struct Pulled {
    std::vector<std::string> ops;
    std::string cursor;
    bool more = false;
    int controls = 0;
};
inline Pulled read_pull(std::string_view body) {
    Pulled pulled;
    while (!body.empty()) {
        const auto end = body.find('\n');
        const auto line = body.substr(0, end);
        body.remove_prefix(end + 1);
        if (!line.starts_with(R"({"cursor":)")) {
            pulled.ops.emplace_back(line);
            continue;
        }
        const auto json = boost::json::parse({line.data(), line.size()});
        pulled.cursor = json.at("cursor").as_string();
        pulled.more = json.at("more").as_bool();
        ++pulled.controls;
    }
    return pulled;
}

}  // namespace restante::tests
