// An HTTP server on loopback that does what a test tells it, the impolite included: cut an answer in the
// middle, hang, drip, talk nonsense. Plain sockets, one thread per connection; its destructor ends all of
// them.
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace restante::tests {

class ScriptedServer {
  public:
    struct Request {
        std::string line;  // "GET /v1/me HTTP/1.1"
        std::string head;  // the header lines
        std::string body;
        int connection = 0;  // counted from 0: which connection it came by
        [[nodiscard]] bool has(std::string_view text) const { return head.find(text) != std::string::npos; }
    };
    enum class Then { keep_alive, close, hang, drip };
    struct Reply {
        std::string bytes;  // as they go out
        Then then = Then::keep_alive;
    };
    /// Called on the connections' threads; for drip, `bytes` go out one by one, a few each second.
    using Script = std::function<Reply(const Request&)>;

    explicit ScriptedServer(Script script);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    /// "http://127.0.0.1:PORT"
    [[nodiscard]] std::string origin() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// A whole answer with its Content-Length. `headers` are lines, each with its "\r\n".
[[nodiscard]] std::string http_answer(int status, std::string_view headers, std::string_view body);

}  // namespace restante::tests
