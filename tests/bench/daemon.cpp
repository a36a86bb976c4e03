// How fast the daemon is there, and how small it stays.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "bench/areas.hpp"
#include "bench/floors.hpp"

namespace restante::bench {
namespace {

double private_kib_of(pid_t process) {
    std::ifstream file(fmt::format("/proc/{}/smaps_rollup", process));
    double kib = 0.0;
    bool any = false;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("Private_")) continue;
        any = true;
        kib += std::stod(line.substr(line.find(':') + 1));
    }
    if (!any) throw CannotRun(fmt::format("/proc/{}/smaps_rollup says nothing", process));
    return kib;
}

std::vector<pid_t> children_of(pid_t process) {
    std::vector<pid_t> children;
    std::ifstream file(fmt::format("/proc/{0}/task/{0}/children", process));
    for (pid_t child = 0; file >> child;)
        children.push_back(child);
    return children;
}

constexpr const char* initialize_params =
    R"({"processId":null,"clientInfo":{"name":"bench"},"rootUri":null,"capabilities":{}})";

}  // namespace

double private_mebibytes(pid_t process, bool with_children) {
    double kib = private_kib_of(process);
    if (with_children)
        for (const auto child : children_of(process))
            kib += private_mebibytes(child, true) * 1024.0;
    return kib / 1024.0;
}

void append_peers(Row& row, const std::vector<Beside>& peers, const std::string& note) {
    row.peers.insert(row.peers.end(), peers.begin(), peers.end());
    if (!note.empty()) row.note += (row.note.empty() ? "" : "; ") + note;
}

std::vector<Row> bench_start(Bench& bench) {
    const auto& big = bench.big();
    const auto runs = bench.count(40);
    std::vector<double> initialized;
    std::vector<double> first_threads;
    std::vector<double> null_times;
    std::mt19937_64 random(3);
    for (std::size_t i = 0; i < runs + 2; ++i) {
        const Home home(big.home());
        const auto from = now_us();
        Daemon daemon(bench.options.programs, home);
        auto line = daemon.connect();
        (void)line.ask(request_frame(1, "initialize", initialize_params));
        const auto answered = now_us();
        line.tell("initialized", "{}");
        (void)line.ask(
            request_frame(2, "restante/threads",
                          fmt::format(R"({{"textDocument":{{"uri":"{}"}}}})",
                                      uri_of(big.root() + "/" + BigStore::path(random() % big_files)))));
        const auto shown = now_us();
        daemon.end();

        const Scratch folder(std::filesystem::temp_directory_path().string());
        const auto socket = folder.path() + "/null";
        auto ready = make_pipe();
        const auto null_from = now_us();
        const auto null = Process::spawn(
            {.argv = {bench.options.programs.null_server(), socket}, .three = ready.writing.get()});
        ready.writing.reset();
        (void)read_line(ready.reading.get(), "the null server");
        auto null_line = Line::to(socket);
        (void)null_line.ask(request_frame(1, "initialize", initialize_params));
        const auto null_answered = now_us();
        if (i < 2) continue;  // the programs and the database's first pages were read from disk
        initialized.push_back(answered - from);
        first_threads.push_back(shown - from);
        null_times.push_back(null_answered - null_from);
    }
    const auto spawns =
        spread(time_each(runs, 2, [](std::size_t) { spawn_and_wait({.argv = {"/bin/true"}}); }));
    const Beside null_server{"a null server, started and asked", spread(std::move(null_times))};

    Row initialize;
    initialize.work = "daemon start → initialize answered";
    initialize.ours = spread(std::move(initialized));
    initialize.floors = {null_server, {"spawn of /bin/true", spawns}};
    initialize.target = {.text = "≤ 15 ms", .p50_max = 15'000.0};
    if (!bench.options.peers.empty())
        append_peers(initialize, peer_figures(bench).initialize, peer_figures(bench).note);
    Row threads;
    threads.work = "daemon start → first threads of a file";
    threads.ours = spread(std::move(first_threads));
    threads.floors = {null_server};
    threads.target = {.text = "≤ 30 ms", .p50_max = 30'000.0};
    threads.note = "with the big store, warm page cache, not pinned";
    return {initialize, threads};
}

std::vector<Row> bench_memory(Bench& bench) {
    const auto& big = bench.big();
    const Home home(big.home());
    Daemon daemon(bench.options.programs, home);
    auto line = daemon.connect();
    line.initialize(true);
    const auto at_start = private_mebibytes(daemon.pid(), true);
    std::mt19937_64 random(5);
    constexpr std::size_t requests = 1'000;
    for (std::size_t i = 0; i < requests; ++i)
        (void)line.ask(
            request_frame(1, "restante/threads",
                          fmt::format(R"({{"textDocument":{{"uri":"{}"}},"state":"all"}})",
                                      uri_of(big.root() + "/" + BigStore::path(random() % big_files)))));
    const auto after = private_mebibytes(daemon.pid(), true);
    Row row;
    row.work = "private memory after 1 000 requests";
    row.unit = Unit::mebibytes;
    row.ours = Spread{after, after, 1};
    row.floors.push_back({"the same daemon before them", {at_start, at_start, 1}});
    row.target = {.text = "≤ 25 MiB", .p50_max = 25.0};
    row.note = "Private_Clean + Private_Dirty of smaps_rollup, its children (git) included";
    if (!bench.options.peers.empty()) append_peers(row, peer_figures(bench).memory, peer_figures(bench).note);
    daemon.end();
    return {row};
}

}  // namespace restante::bench
