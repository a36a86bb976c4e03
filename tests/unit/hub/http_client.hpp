// A blocking HTTP client that also sends what no decent client would. Plain TCP, or TLS without checking the
// certificate. Every read gives up after 20 seconds, so that no test hangs.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace restante::tests {

struct HttpAnswer {
    int status = 0;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;                            // chunks joined
    [[nodiscard]] std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
};

enum class Transport { plain, tls };

class HttpClient {
  public:
    explicit HttpClient(std::uint16_t port, Transport transport = Transport::plain);
    HttpClient(HttpClient&&) noexcept;
    ~HttpClient();

    /// False when the peer has closed.
    bool send(std::string_view bytes);
    /// Nothing when the connection ends before a whole answer has come.
    std::optional<HttpAnswer> read(bool head_only = false);
    /// True when the peer closes (and sends nothing more).
    bool closed();

    /// A whole request with these headers ("Name: value\r\n" each), and its answer.
    std::optional<HttpAnswer> request(std::string_view method, std::string_view target,
                                      std::string_view headers = {}, std::string_view body = {});

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace restante::tests
