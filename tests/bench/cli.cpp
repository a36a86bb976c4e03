// The command line as a person meets it: the whole process, from spawn to exit.
#include "bench/areas.hpp"
#include "bench/floors.hpp"

namespace restante::bench {

std::vector<Row> bench_cli(Bench& bench) {
    const auto& big = bench.big();
    const Home home(big.home());
    Daemon daemon(bench.options.programs, home);
    std::mt19937_64 random(17);
    const auto environment = home.environment();
    const auto count = bench.count(200);
    std::vector<double> ours;
    std::vector<double> floor;
    std::vector<double> versions;
    for (std::size_t i = 0; i < count + 5; ++i) {
        const auto path = BigStore::path(random() % big_files);
        const auto from = now_us();
        spawn_and_wait({.argv = {bench.options.programs.cli(), "threads", "--file", path},
                        .environment = environment,
                        .cwd = big.root()});
        const auto listed = now_us();
        spawn_and_wait({.argv = {"git", "--version"}});
        const auto spawned = now_us();
        spawn_and_wait({.argv = {bench.options.programs.cli(), "--version"}});
        if (i < 5) continue;
        ours.push_back(listed - from);
        floor.push_back(spawned - listed);
        versions.push_back(now_us() - spawned);
    }
    Row row;
    row.work = "restante threads --file F, whole process";
    row.ours = spread(std::move(ours));
    row.floors.push_back({"spawn of git --version", spread(std::move(floor))});
    row.floors.push_back({"spawn of restante --version", spread(std::move(versions))});
    row.target = {.text = "≤ 15 ms", .p50_max = 15'000.0};
    row.note = "daemon up, random files of the big store, not pinned";
    daemon.end();
    return {row};
}

}  // namespace restante::bench
