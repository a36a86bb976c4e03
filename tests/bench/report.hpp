// What a run found, one row per kind of work, and its two outputs: a table for people, JSON for programs.
// Plain values; whoever measures fills them in.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/measure.hpp"

namespace restante::bench {

enum class Unit { microseconds, mebibytes, ops_per_second };

/// Something to compare with, measured in the same run.
struct Beside {
    std::string what;
    Spread figure;
};

/// What is wanted of a row. Each bound that is set must hold.
struct Target {
    std::string text;  // as the table shows it
    std::optional<double> p50_max = {};
    std::optional<double> p99_max = {};
    std::optional<double> p95_max = {};
    std::optional<double> ratio_max = {};  // of the medians, ours to the first floor's
    std::optional<double> p50_min = {};    // for rates
};

struct Row {
    std::string name;  // of the area, for --only
    std::string work;
    Unit unit = Unit::microseconds;
    std::optional<Spread> ours = {};  // absent: it could not be run, and `note` says why
    std::vector<Beside> floors = {};
    std::vector<Beside> peers = {};
    Target target = {};
    std::string note = {};
};

/// Nothing when it was not run.
[[nodiscard]] std::optional<bool> met(const Row& row);
[[nodiscard]] std::optional<double> ratio(const Row& row);

struct Report {
    std::string machine;
    std::string binaries;  // which programs were measured
    std::string started;   // date and time, UTC
    double load_before = 0.0;
    double load_after = 0.0;
    std::vector<Row> rows;
};

[[nodiscard]] std::string to_table(const Report& report);
[[nodiscard]] std::string to_json(const Report& report);

}  // namespace restante::bench
