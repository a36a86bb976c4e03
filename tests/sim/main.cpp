// restante-sim: replicas and a hub in a world of misfortune, one world per seed. After healing, all must hold
// the same ops and fold to the same bytes, with nothing lost that any replica had stored, and every op once
// in the log.
//
//   restante-sim [--seeds N] [--from S]   N worlds from seed S (1 000 from 1); a failure prints its seed
//   restante-sim --self-test              plants each fault in the model and wants to see it found
#include <charconv>
#include <cstdio>
#include <string_view>

#include "simulation.hpp"

namespace {

using restante::sim::Fault;
using restante::sim::Simulation;

constexpr std::uint64_t self_test_seeds = 2'000;

int self_test() {
    int missed = 0;
    for (const auto& planted : restante::sim::planted_faults) {
        std::uint64_t seed = 1;
        std::optional<std::string> found;
        for (; seed <= self_test_seeds && !found; ++seed)
            found = Simulation(seed, planted.fault).run();
        if (found) {
            fmt::print("{}: found with seed {}: {}\n", planted.name, seed - 1, *found);
        } else {
            fmt::print("{}: NOT FOUND in {} seeds\n", planted.name, self_test_seeds);
            ++missed;
        }
    }
    return missed == 0 ? 0 : 1;
}

int run(std::uint64_t from, std::uint64_t seeds) {
    Simulation::Tally total;
    int failures = 0;
    for (std::uint64_t seed = from; seed < from + seeds; ++seed) {
        Simulation world(seed, Fault::none);
        const auto wrong = world.run();
        total.ops += world.tally().ops;
        total.requests += world.tally().requests;
        if (!wrong) continue;
        fmt::print("seed {}: {}\n  again with: restante-sim --seeds 1 --from {}\n", seed, *wrong, seed);
        if (++failures == 5) break;
    }
    fmt::print("{} worlds from seed {}: {} ops, {} requests; {} failed\n", seeds, from, total.ops,
               total.requests, failures);
    return failures == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    std::uint64_t seeds = 1'000;
    std::uint64_t from = 1;
    for (int i = 1; i < argc; ++i) {
        const std::string_view option = argv[i];
        if (option == "--self-test") return self_test();
        const auto number = [&](std::uint64_t& into) {
            if (i + 1 == argc) return false;
            const std::string_view text = argv[++i];
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
            return error == std::errc{} && end == text.data() + text.size();
        };
        if ((option == "--seeds" && number(seeds)) || (option == "--from" && number(from))) continue;
        fmt::print(stderr, "usage: restante-sim [--seeds N] [--from S] | --self-test\n");
        return 2;
    }
    return run(from, seeds);
}
