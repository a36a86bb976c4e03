#include "fit/cross_validate.hpp"

#include <fmt/ostream.h>

#include <cmath>

namespace restante::fit {
namespace {

constexpr std::uint32_t block = 200;  // consecutive cases that stay together

struct Verdict {
    double probability = 0;  // of the likeliest place
    bool right = false;      // it is the right one
    bool present = false;    // the right one is among the candidates
};

struct Tally {
    int ok = 0, wrong = 0, lost = 0, shown_though_gone = 0;
};

}  // namespace

int part_of(std::uint32_t number, int parts) {
    return static_cast<int>(number / block % static_cast<std::uint32_t>(parts));
}

std::map<std::uint32_t, double> cross_validate(const std::vector<Example>& examples, const Settings& settings,
                                               int parts, std::ostream& out) {
    std::map<std::uint32_t, Verdict> verdicts;  // by case
    for (int part = 0; part < parts; ++part) {
        const auto mine = [&](const Example& example) { return part_of(example.number, parts) == part; };
        std::vector<const Example*> others;
        for (const auto& example : examples)
            if (!mine(example)) others.push_back(&example);
        const auto model = fit(others, settings);
        for (const auto& example : examples) {
            if (!mine(example) || example.extra) continue;
            auto& verdict = verdicts[example.number];
            verdict.present = verdict.present || example.right;
            const auto probability = 1 / (1 + std::exp(-model.score(example.clues)));
            if (probability > verdict.probability) {
                verdict.probability = probability;
                verdict.right = example.right;
            }
        }
    }
    int gone = 0;
    for (const auto& [number, verdict] : verdicts)
        gone += verdict.present ? 0 : 1;
    const auto percent = [](int count, std::size_t of) {
        return of == 0 ? 0 : 100.0 * count / static_cast<double>(of);
    };
    fmt::print(out, "{} cases with candidates, {} of them without a right one\n", verdicts.size(), gone);
    fmt::print(out, "at least   ok     wrong   lost   shown though gone\n");
    for (const double least : {0.3, 0.4, 0.5, 0.6, 0.7}) {
        Tally tally;
        for (const auto& [number, verdict] : verdicts) {
            const bool shown = verdict.probability >= least;
            if (shown ? verdict.right : !verdict.present)
                ++tally.ok;
            else if (!shown)
                ++tally.lost;
            else
                ++(verdict.present ? tally.wrong : tally.shown_though_gone);
        }
        fmt::print(out, "{:.1f}      {:6.2f} {:6.2f} {:6.2f} {:6.2f}\n", least,
                   percent(tally.ok, verdicts.size()), percent(tally.wrong, verdicts.size()),
                   percent(tally.lost, verdicts.size()),
                   percent(tally.shown_though_gone, static_cast<std::size_t>(gone)));
    }
    fmt::print(out, "said probability: how often right\n");
    std::map<int, std::pair<int, int>> calibration;
    for (const auto& [number, verdict] : verdicts) {
        auto& [right, all] = calibration[static_cast<int>(verdict.probability * 10)];
        right += verdict.right ? 1 : 0;
        ++all;
    }
    for (const auto& [tenth, counts] : calibration)
        fmt::print(out, "{:.1f}: {} of {} ({:.1f} %)\n", tenth / 10.0, counts.first, counts.second,
                   percent(counts.first, static_cast<std::size_t>(counts.second)));
    std::map<std::uint32_t, double> said;
    for (const auto& [number, verdict] : verdicts)
        said.emplace(number, verdict.probability);
    return said;
}

}  // namespace restante::fit
