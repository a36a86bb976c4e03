#include "hub/log.hpp"

#include <fmt/chrono.h>
#include <unistd.h>

#include <boost/json.hpp>

#include "base/rotating_file.hpp"
#include "base/utf8.hpp"

namespace restante::hub {
namespace {

std::string iso_time(TimeMs ms) {
    const auto seconds = static_cast<std::time_t>(ms / 1000);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(seconds), ms % 1000);
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
    return [](std::string_view line) {
        // One call, so that lines of several threads do not mix. Nobody can be told when it fails.
        const auto whole = std::string(line) + '\n';
        (void)!::write(STDERR_FILENO, whole.data(), whole.size());
    };
}

Result<Log::Sink> file_sink(const std::string& path) {
    auto file = std::make_shared<RotatingFile>(path, RotatingFile::Limits{10 * 1024 * 1024, 4});
    if (auto opened = file->open(); !opened)
        return tl::unexpected(with_context(std::move(opened).error(), "the log cannot be written"));
    // A full disk must not stop the hub: the line is left out, and the next one tries again.
    return [file](std::string_view line) { (void)file->write(line); };
}

Log::Sink no_sink() {
    return [](std::string_view) {};
}

}  // namespace restante::hub
