// The daemon's log: one JSON object a line, rotated by size. Any thread. Never holds tokens or what people
// typed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "daemon/config.hpp"

namespace restante::daemon {

enum class LogLevel { debug, info, warning, error };

class Log {
  public:
    /// To a file, which is opened with the first entry, and again after each that it could not take.
    Log(const std::string& path, const Config& config);
    /// To nowhere.
    Log();
    Log(Log&&) noexcept;
    Log& operator=(Log&&) noexcept;
    ~Log();

    void write(LogLevel level, std::string_view event, std::string_view text);
    void debug(std::string_view event, std::string_view text) { write(LogLevel::debug, event, text); }
    void info(std::string_view event, std::string_view text) { write(LogLevel::info, event, text); }
    void warning(std::string_view event, std::string_view text) { write(LogLevel::warning, event, text); }
    void error(std::string_view event, std::string_view text) { write(LogLevel::error, event, text); }

    /// Why the last entry is not in the file; nothing when it is. The daemon goes on either way.
    [[nodiscard]] std::optional<Error> problem() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace restante::daemon
