// The JSON-RPC round trip, trivial request of 300 bytes, against a bare echo over the same kind of socket.
#include "bench/areas.hpp"
#include "bench/floors.hpp"

namespace restante::bench {
namespace {

constexpr std::size_t request_bytes = 300;  // with its header
constexpr std::size_t block = 500;

/// restante/hello, filled up: members that the daemon does not know are skipped.
std::string hello_of_300_bytes() {
    const auto make = [](std::size_t fill) {
        return request_frame(1, "restante/hello",
                             fmt::format(R"({{"version":"0.1.0","protocolVersion":1,"filling":"{}"}})",
                                         std::string(fill, 'x')));
    };
    return make(request_bytes - make(0).size() - 1);
}

Row measure(Bench& bench, Daemon& daemon, EchoServer& echo, const char* where, int ours, int theirs) {
    pin(0, std::array{ours});
    pin(daemon.pid(), std::array{theirs});
    pin(echo.pid(), std::array{theirs});
    auto to_daemon = daemon.connect();
    auto to_echo = echo.connect();
    const auto frame = hello_of_300_bytes();
    std::vector<double> daemon_times;
    std::vector<double> echo_times;
    // In turn, block by block: what else happens on the machine happens to both.
    for (std::size_t done = 0; done < bench.count(20'000); done += block) {
        const auto warm = done == 0 ? block : 0;
        auto one = time_each(block, warm, [&](std::size_t) { (void)to_daemon.ask(frame); });
        daemon_times.insert(daemon_times.end(), one.begin(), one.end());
        one = time_each(block, warm, [&](std::size_t) { (void)to_echo.ask(frame); });
        echo_times.insert(echo_times.end(), one.begin(), one.end());
    }
    Row row;
    row.work = fmt::format("JSON-RPC round trip, 300 B, {}", where);
    row.ours = spread(std::move(daemon_times));
    row.floors.push_back({"bare Asio + Boost.JSON echo, LSP framing", spread(std::move(echo_times))});
    row.target = {.text = "p50 ≤ 2× echo", .ratio_max = 2.0};
    return row;
}

}  // namespace

std::vector<Row> bench_rpc(Bench& bench) {
    EchoServer echo;
    const Scratch folder(bench.options.folder);
    const Home home(folder.path());
    Daemon daemon(bench.options.programs, home);
    std::vector<Row> rows;
    rows.push_back(measure(bench, daemon, echo, "both ends on one core", cores().front(), cores().front()));
    if (cores().size() > 1)
        rows.push_back(measure(bench, daemon, echo, "an end on each of two cores", cores()[0], cores()[1]));
    pin(0, cores());
    daemon.end();
    return rows;
}

}  // namespace restante::bench
