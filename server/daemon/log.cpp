#include "daemon/log.hpp"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <boost/json.hpp>
#include <chrono>

#include "base/utf8.hpp"

namespace restante::daemon {

struct Log::Impl {
    std::shared_ptr<spdlog::logger> logger;
};

namespace {

spdlog::level::level_enum level_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warning:
            return spdlog::level::warn;
        case LogLevel::error:
            break;
    }
    return spdlog::level::err;
}

}  // namespace

Log::Log() = default;
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;
Log::~Log() = default;

Result<Log> Log::open(const std::string& path, const Config& config) {
    try {
        auto sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
            path, static_cast<std::size_t>(config.log_bytes_max), static_cast<std::size_t>(config.log_files));
        ::chmod(path.c_str(), 0600);
        Log log;
        log.impl_ = std::make_unique<Impl>();
        log.impl_->logger = std::make_shared<spdlog::logger>("restanted", std::move(sink));
        // The message is the whole line: JSON is made here, so that a text cannot break out of its string.
        log.impl_->logger->set_pattern("%v");
        log.impl_->logger->set_level(config.log_level == "debug"     ? spdlog::level::debug
                                     : config.log_level == "warning" ? spdlog::level::warn
                                     : config.log_level == "error"   ? spdlog::level::err
                                                                     : spdlog::level::info);
        log.impl_->logger->flush_on(spdlog::level::info);
        // A full disk must not stop the daemon, nor fill the terminal that started it.
        log.impl_->logger->set_error_handler([](const std::string&) {});
        return log;
    } catch (const spdlog::spdlog_ex& error) {
        return fail(Errc::io, "the log {} cannot be written: {}", path, error.what());
    }
}

void Log::write(LogLevel level, std::string_view event, std::string_view text) {
    if (!impl_ || !impl_->logger->should_log(level_of(level))) return;
    using namespace std::chrono;
    const auto now = system_clock::now();
    const auto ms = duration_cast<milliseconds>(now.time_since_epoch()).count() % 1000;
    const auto seconds = system_clock::to_time_t(now);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    boost::json::object line;
    line["time"] =
        fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                    parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, ms);
    line["level"] = spdlog::level::to_string_view(level_of(level)).data();
    line["event"] = event;
    line["text"] = utf8::replace_invalid(text);
    impl_->logger->log(level_of(level), "{}", boost::json::serialize(line));
}

}  // namespace restante::daemon
