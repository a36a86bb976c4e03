// restante-bench: measures the real programs and prints a table. ./dev bench runs it.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <array>
#include <chrono>
#include <filesystem>

#include "bench/areas.hpp"

namespace restante::bench {
namespace {

struct Area {
    const char* name;
    std::vector<Row> (*run)(Bench&);
};
constexpr std::array<Area, 15> areas{{{"rpc", bench_rpc},
                                      {"threads", bench_threads},
                                      {"keystroke", bench_keystroke},
                                      {"start", bench_start},
                                      {"memory", bench_memory},
                                      {"reply", bench_reply},
                                      {"hop", bench_hop},
                                      {"first-sync", bench_first_sync},
                                      {"idle-sync", bench_idle_sync},
                                      {"search", bench_search},
                                      {"cli", bench_cli},
                                      {"anchors", bench_anchors},
                                      {"follow", bench_follow},
                                      {"decisions", bench_decisions},
                                      {"why", bench_why}}};

std::string utc_now() {
    const auto now = std::chrono::floor<std::chrono::minutes>(std::chrono::system_clock::now());
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(now));
    const std::chrono::hh_mm_ss time(now - std::chrono::floor<std::chrono::days>(now));
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} UTC", static_cast<int>(day.year()),
                       static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
                       time.hours().count(), time.minutes().count());
}

std::vector<Row> run_area(const Area& area, Bench& bench) {
    progress(area.name);
    std::vector<Row> rows;
    try {
        rows = area.run(bench);
    } catch (const std::exception& error) {
        Row row;
        row.work = area.name;
        row.note = fmt::format("not run: {}", error.what());
        rows.push_back(std::move(row));
    }
    for (auto& row : rows)
        row.name = area.name;
    return rows;
}

int run(Bench bench, const std::vector<std::string>& only, const std::string& json_file) {
    Report report;
    report.machine = describe_machine();
    report.started = utc_now();
    report.load_before = load_average();
    report.binaries = run_and_read({.argv = {bench.options.programs.daemon(), "--version"}});
    for (const auto& area : areas) {
        if (!only.empty() && std::ranges::find(only, area.name) == only.end()) continue;
        auto rows = run_area(area, bench);
        std::ranges::move(rows, std::back_inserter(report.rows));
    }
    report.load_after = load_average();
    fmt::print("{}", to_table(report));
    if (!json_file.empty()) write_file(json_file, to_json(report));
    return 0;
}

}  // namespace
}  // namespace restante::bench

int main(int argc, char** argv) {
    using namespace restante::bench;
    CLI::App app{"Measures Restante's programs, each figure beside its floor of the same run."};
    Bench bench;
    std::vector<std::string> only;
    std::string json_file;
    std::string names;
    for (const auto& area : areas)
        names += std::string(names.empty() ? "" : ", ") + area.name;
    app.add_option("--bin-dir", bench.options.programs.folder,
                   "Where restanted, restante and restante-hub are")
        ->required();
    app.add_option("--folder", bench.options.folder,
                   "For the big store (2 GB, made once) and for what a run writes")
        ->required();
    app.add_option("--peers", bench.options.peers,
                   "Measure other tools too; where the npm ones are installed");
    app.add_option("--history", bench.options.history,
                   "A clone whose history the area `follow` follows; seven busy years say most")
        ->required();
    app.add_option("--json", json_file, "Write the figures there as well");
    app.add_option("--scale", bench.options.scale, "Of the numbers of samples: 0.1 for a quick look")
        ->check(CLI::Range(0.01, 100.0));
    app.add_option("--only", only, "Only these: " + names)->delimiter(',');
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    ::signal(SIGPIPE, SIG_IGN);
    bench.options.folder = std::filesystem::weakly_canonical(bench.options.folder);
    return run(std::move(bench), only, json_file);
}
