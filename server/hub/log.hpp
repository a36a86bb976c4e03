// The hub's log: one JSON object per line. It never holds a token or a body.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace restante::hub {

class Log {
  public:
    /// Gets each line, without its line break, from any thread.
    using Sink = std::function<void(std::string_view line)>;
    Log(Clock& clock, Sink sink) : clock_(clock), sink_(std::move(sink)) {}

    struct Request {
        std::string_view method;
        std::string_view path;
        int status = 0;
        double ms = 0;
        std::string_view user;  // empty when nobody is known
    };
    void request(const Request& request);
    void info(std::string_view event, std::string_view text);
    void warning(std::string_view event, std::string_view text);

  private:
    void event(std::string_view level, std::string_view event, std::string_view text);

    Clock& clock_;
    Sink sink_;
};

[[nodiscard]] Log::Sink stderr_sink();
/// Five files of 10 MiB, the newest at `path`. io when it cannot be written.
[[nodiscard]] Result<Log::Sink> file_sink(const std::string& path);
[[nodiscard]] Log::Sink no_sink();

}  // namespace restante::hub
