#include "daemon/log.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <mutex>

#include "base/rotating_file.hpp"
#include "base/utf8.hpp"

namespace restante::daemon {
namespace {

constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warning", "error"};

}  // namespace

struct Log::Impl {
    Impl(const std::string& path, const Config& config)
        : file(path,
               {static_cast<std::uint64_t>(config.log_bytes_max), static_cast<unsigned>(config.log_files)}) {
        const auto* const name = std::find(level_names.begin(), level_names.end(), config.log_level);
        if (name != level_names.end()) level = static_cast<LogLevel>(name - level_names.begin());
    }

    RotatingFile file;
    LogLevel level = LogLevel::info;
    std::mutex mutex;
    std::optional<Error> problem;
};

Log::Log(const std::string& path, const Config& config) : impl_(std::make_unique<Impl>(path, config)) {}
Log::Log() = default;
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;
Log::~Log() = default;

void Log::write(LogLevel level, std::string_view event, std::string_view text) {
    if (!impl_ || level < impl_->level) return;
    using namespace std::chrono;
    const auto now = system_clock::now();
    const auto ms = duration_cast<milliseconds>(now.time_since_epoch()).count() % 1000;
    const auto seconds = system_clock::to_time_t(now);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    // By a JSON writer, so that a text cannot break out of its string or its line.
    boost::json::object line;
    line["time"] =
        fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                    parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, ms);
    line["level"] = level_names.at(static_cast<std::size_t>(level));
    line["event"] = event;
    line["text"] = utf8::replace_invalid(text);
    auto written = impl_->file.write(boost::json::serialize(line));
    const std::lock_guard lock(impl_->mutex);
    if (written)
        impl_->problem.reset();
    else
        impl_->problem = std::move(written).error();
}

std::optional<Error> Log::problem() const {
    if (!impl_) return std::nullopt;
    const std::lock_guard lock(impl_->mutex);
    return impl_->problem;
}

}  // namespace restante::daemon
