// The benchmarks, one function per area of the product: each measures its rows with their floors in one go
// and gives them back. What it needs from outside comes in as a Bench.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/big_store.hpp"
#include "bench/report.hpp"

namespace restante::bench {

struct Options {
    Programs programs;
    std::string folder;   // for what is made once, and for what a run writes
    std::string peers;    // where tools/… installed them; empty: no peers
    std::string history;  // a clone whose history is followed
    double scale = 1.0;   // of the numbers of samples
};

struct Bench {
    Options options;

    /// Made at the first call.
    [[nodiscard]] const BigStore& big() {
        if (!big_) big_ = std::make_unique<BigStore>(options.folder);
        return *big_;
    }
    [[nodiscard]] std::size_t count(std::size_t samples) const {
        return std::max<std::size_t>(10,
                                     static_cast<std::size_t>(static_cast<double>(samples) * options.scale));
    }

  private:
    std::unique_ptr<BigStore> big_;
};

std::vector<Row> bench_rpc(Bench& bench);         // rpc.cpp: the round trip
std::vector<Row> bench_threads(Bench& bench);     // threads.cpp: threads of a file
std::vector<Row> bench_keystroke(Bench& bench);   // threads.cpp: didChange
std::vector<Row> bench_start(Bench& bench);       // daemon.cpp: start of the daemon
std::vector<Row> bench_memory(Bench& bench);      // daemon.cpp: its private memory
std::vector<Row> bench_reply(Bench& bench);       // store.cpp: a reply made durable
std::vector<Row> bench_search(Bench& bench);      // store.cpp: full-text search
std::vector<Row> bench_hop(Bench& bench);         // sync.cpp: from A to B
std::vector<Row> bench_first_sync(Bench& bench);  // sync.cpp: 100 000 ops
std::vector<Row> bench_idle_sync(Bench& bench);   // sync.cpp: nothing to do
std::vector<Row> bench_cli(Bench& bench);         // cli.cpp: the command line
std::vector<Row> bench_anchors(Bench& bench);     // anchors.cpp: texts, without a repository's history
std::vector<Row> bench_follow(Bench& bench);      // follow.cpp: through a real history
std::vector<Row> bench_decisions(Bench& bench);   // decisions.cpp: records kept in step
std::vector<Row> bench_why(Bench& bench);         // decisions.cpp: questions about lines

/// Hovers of other language servers on a file of theirs, with what each is; why one is missing goes to
/// `note`.
struct PeerFigures {
    std::vector<Beside> hover;
    std::vector<Beside> initialize;
    std::vector<Beside> memory;
    std::string note;
};
const PeerFigures& peer_figures(Bench& bench);  // peers.cpp; measured at the first call

/// Private_Clean + Private_Dirty of a process and, when asked, its children.
[[nodiscard]] double private_mebibytes(pid_t process, bool with_children);
void append_peers(Row& row, const std::vector<Beside>& peers, const std::string& note);

}  // namespace restante::bench
