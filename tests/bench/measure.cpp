#include "bench/measure.hpp"

#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace restante::bench {

int must_call(int result, std::string_view doing) {
    if (result < 0) throw CannotRun(fmt::format("{}: {}", doing, std::strerror(errno)));
    return result;
}

Spread spread(std::vector<double> samples) {
    if (samples.empty()) throw CannotRun("nothing was measured");
    std::ranges::sort(samples);
    const auto at = [&](double part) {
        const auto rank = std::ceil(part * static_cast<double>(samples.size()));
        return samples[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
    };
    return {.p50 = at(0.50), .p95 = at(0.95), .p99 = at(0.99), .count = samples.size()};
}

Spread spread_of_rates(std::vector<double> samples) {
    for (auto& sample : samples)
        sample = -sample;
    const auto turned = spread(std::move(samples));
    return {.p50 = -turned.p50, .p95 = -turned.p95, .p99 = -turned.p99, .count = turned.count};
}

std::vector<double> time_each(std::size_t count, std::size_t warm,
                              const std::function<void(std::size_t)>& call) {
    for (std::size_t i = 0; i < warm; ++i)
        call(i);
    std::vector<double> samples;
    samples.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto from = now_us();
        call(warm + i);
        samples.push_back(now_us() - from);
    }
    return samples;
}

const std::vector<int>& cores() {
    static const auto all = [] {
        std::vector<int> found;
        cpu_set_t set;
        CPU_ZERO(&set);
        must_call(::sched_getaffinity(0, sizeof set, &set), "asking for our cores");
        for (int core = 0; core < CPU_SETSIZE; ++core)
            if (CPU_ISSET(core, &set)) found.push_back(core);
        return found;
    }();
    return all;
}

void pin(pid_t process, std::span<const int> to) {
    cpu_set_t set;
    CPU_ZERO(&set);
    for (const int core : to)
        CPU_SET(core, &set);
    const auto folder = fmt::format("/proc/{}/task", process == 0 ? ::getpid() : process);
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        const auto thread = static_cast<pid_t>(std::stol(entry.path().filename().string()));
        // A thread that has just ended is no failure.
        if (::sched_setaffinity(thread, sizeof set, &set) != 0 && errno != ESRCH)
            must_call(-1, "pinning to a core");
    }
    if (error) throw CannotRun(fmt::format("{}: {}", folder, error.message()));
}

double load_average() {
    double load = 0.0;
    return ::getloadavg(&load, 1) == 1 ? load : 0.0;
}

std::string describe_machine() {
    std::string model = "unknown processor";
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (!line.starts_with("model name")) continue;
        model = line.substr(std::min(line.size(), line.find(':') + 2));
        break;
    }
    utsname name{};
    ::uname(&name);
    return fmt::format("{} × {}, {} {}", cores().size(), model, name.sysname, name.release);
}

void progress(std::string_view text) {
    fmt::print(stderr, "· {}\n", text);
    std::fflush(stderr);
}

}  // namespace restante::bench
