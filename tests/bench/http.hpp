// A blocking HTTP client with one kept connection to a hub on this machine: pushes ops when a hub is made.
// Knows no TLS, no redirects, no compression.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/unique_fd.hpp"
#include "bench/measure.hpp"

namespace restante::bench {

class Http {
  public:
    Http(std::uint16_t port, std::string token);
    /// The answer's body; throws for any status but 200.
    std::string post(std::string_view path, std::string_view content_type, std::string_view body);
    std::string get(std::string_view path) { return exchange("GET", path, "application/json", ""); }

  private:
    std::string exchange(std::string_view method, std::string_view path, std::string_view content_type,
                         std::string_view body);
    std::string take(std::size_t bytes);
    std::string take_line();
    void receive();
    UniqueFd socket_;
    std::string token_;
    std::string in_;
};

}  // namespace restante::bench
