#include "hub/log.hpp"

#include <fmt/chrono.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <boost/json.hpp>

#include "base/utf8.hpp"

namespace restante::hub {
namespace {

std::string iso_time(TimeMs ms) {
    const auto seconds = static_cast<std::time_t>(ms / 1000);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(seconds), ms % 1000);
}

Log::Sink sink_of(spdlog::sink_ptr sink) {
    auto logger = std::make_shared<spdlog::logger>("restante-hub", std::move(sink));
    logger->set_pattern("%v");
    logger->flush_on(spdlog::level::info);
    return [logger](std::string_view line) { logger->info(spdlog::string_view_t(line.data(), line.size())); };
}

}  // namespace

void Log::request(const Request& request) {
    // By hand, for the sake of milliseconds that people can read: Boost.JSON writes 1.186E1.
    const auto quoted = [](std::string_view text) {
        return boost::json::serialize(boost::json::string(utf8::replace_invalid(text)));
    };
    auto line = fmt::format(
        R"({{"time":"{}","level":"{}","event":"request","method":{},"path":{},"status":{},"ms":{:.3f})",
        iso_time(clock_.now_ms()), request.status >= 500 ? "warning" : "info", quoted(request.method),
        quoted(request.path), request.status, request.ms);
    if (!request.user.empty()) line += fmt::format(R"(,"user":{})", quoted(request.user));
    line += '}';
    sink_(line);
}

void Log::info(std::string_view name, std::string_view text) {
    event("info", name, text);
}

void Log::warning(std::string_view name, std::string_view text) {
    event("warning", name, text);
}

void Log::event(std::string_view level, std::string_view name, std::string_view text) {
    sink_(boost::json::serialize(boost::json::object{{"time", iso_time(clock_.now_ms())},
                                                     {"level", level},
                                                     {"event", name},
                                                     {"text", utf8::replace_invalid(text)}}));
}

Log::Sink stderr_sink() {
    return sink_of(std::make_shared<spdlog::sinks::stderr_sink_mt>());
}

Result<Log::Sink> file_sink(const std::string& path) {
    constexpr std::size_t bytes_max = 10 * 1024 * 1024;
    constexpr std::size_t older_max = 4;
    try {
        return sink_of(std::make_shared<spdlog::sinks::rotating_file_sink_mt>(path, bytes_max, older_max));
    } catch (const std::exception& e) {
        return fail(Errc::io, "cannot write the log {}: {}", path, e.what());
    }
}

Log::Sink no_sink() {
    return [](std::string_view) {};
}

}  // namespace restante::hub
