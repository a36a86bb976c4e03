// A hub in this process: listener, API and store, on threads of its own. main runs one; tests start as many
// as they like, on port 0.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "hub/limits.hpp"
#include "hub/log.hpp"

namespace restante::hub {

struct HubOptions {
    std::string database;
    std::string address = "127.0.0.1";
    std::uint16_t port = 8777;    // 0: any that is free
    std::string tls_certificate;  // both or none
    std::string tls_key;
    bool allow_plain_http = false;  // also where others could listen in
    bool compress_near = false;     // also answers to this machine
    Limits limits;
    const char* sqlite_vfs = nullptr;  // for tests of faults
};

class Hub {
  public:
    /// Listening when it returns; already_exists while another hub serves the database. `clock`, `ids` and
    /// `log` outlive the hub and are used from its threads.
    [[nodiscard]] static Result<std::unique_ptr<Hub>> start(const HubOptions& options, Clock& clock,
                                                            IdSource& ids, Log& log);
    /// stop().
    ~Hub();

    [[nodiscard]] std::uint16_t port() const noexcept;
    /// "http://127.0.0.1:8777"
    [[nodiscard]] const std::string& url() const noexcept;

    /// Takes no more connections, answers long polls empty at once, finishes the requests and commits under
    /// way (within Limits::drain_time_max), then ends. From any thread but the hub's own; more than once is
    /// fine.
    void stop();

  private:
    struct Impl;
    explicit Hub(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// Splits "127.0.0.1:8777" or "[::1]:8777".
struct ListenAddress {
    std::string address;
    std::uint16_t port = 0;
};
[[nodiscard]] Result<ListenAddress> parse_listen(std::string_view text);

}  // namespace restante::hub
