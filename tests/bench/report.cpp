#include "bench/report.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace restante::bench {
namespace json = boost::json;
namespace {

std::string shown(double value, Unit unit) {
    if (unit == Unit::mebibytes) return fmt::format("{:.1f} MiB", value);
    if (unit == Unit::ops_per_second) return fmt::format("{:.0f}/s", value);
    if (value < 99.5) return fmt::format("{:.1f} µs", value);
    if (value < 999.5) return fmt::format("{:.0f} µs", value);
    if (value < 99'500) return fmt::format("{:.2f} ms", value / 1e3);
    if (value < 999'500) return fmt::format("{:.0f} ms", value / 1e3);
    return fmt::format("{:.2f} s", value / 1e6);
}

/// Characters, not bytes.
std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](unsigned char c) { return (c & 0xC0U) != 0x80U; }));
}

std::string padded(const std::string& text, std::size_t to, bool right) {
    const auto have = width(text);
    const std::string blanks(to > have ? to - have : 0, ' ');
    return right ? blanks + text : text + blanks;
}

constexpr std::size_t columns = 7;
constexpr std::array<bool, columns> to_the_right{false, true, true, true, true, false, false};
using Line = std::array<std::string, columns>;

Line line_of(const Row& row) {
    const auto is_met = met(row);
    const auto times = ratio(row);
    Line line;
    line[0] = row.work;
    line[1] = row.ours ? shown(row.ours->p50, row.unit) : "—";
    line[2] = row.ours && row.ours->count > 1 ? shown(row.ours->p99, row.unit) : "—";
    line[3] = row.floors.empty() ? "—" : shown(row.floors.front().figure.p50, row.unit);
    line[4] = times ? fmt::format("{:.2f}×", *times) : "—";
    line[5] = row.target.text;
    line[6] = !is_met || row.target.text.empty() ? "—" : *is_met ? "yes" : "NO";
    return line;
}

std::string beside(const char* kind, const Beside& other, const Row& row) {
    auto text = fmt::format("    {} {}: p50 {}", kind, other.what, shown(other.figure.p50, row.unit));
    if (other.figure.count > 1) text += ", p99 " + shown(other.figure.p99, row.unit);
    if (row.ours && other.figure.p50 > 0)
        text += fmt::format(" ({:.2f}× of it here)", row.ours->p50 / other.figure.p50);
    return text + "\n";
}

json::object figure(const Spread& spread) {
    return {{"p50", spread.p50}, {"p99", spread.p99}, {"count", spread.count}};
}

json::array figures(const std::vector<Beside>& all) {
    json::array out;
    for (const auto& one : all) {
        auto object = figure(one.figure);
        object["what"] = one.what;
        out.push_back(std::move(object));
    }
    return out;
}

}  // namespace

std::optional<double> ratio(const Row& row) {
    if (!row.ours || row.floors.empty() || row.floors.front().figure.p50 <= 0) return std::nullopt;
    return row.ours->p50 / row.floors.front().figure.p50;
}

std::optional<bool> met(const Row& row) {
    if (!row.ours) return std::nullopt;
    const auto& want = row.target;
    const auto times = ratio(row);
    const bool slow =
        (want.p50_max && row.ours->p50 > *want.p50_max) || (want.p99_max && row.ours->p99 > *want.p99_max) ||
        (want.p95_max && row.ours->p95 > *want.p95_max) || (want.p50_min && row.ours->p50 < *want.p50_min) ||
        (want.ratio_max && (!times || *times > *want.ratio_max));
    return !slow;
}

std::string to_table(const Report& report) {
    std::vector<Line> lines{{"work", "p50", "p99", "floor", "ratio", "wanted", "met"}};
    for (const auto& row : report.rows)
        lines.push_back(line_of(row));
    std::array<std::size_t, columns> widths{};
    for (const auto& line : lines)
        for (std::size_t i = 0; i < columns; ++i)
            widths[i] = std::max(widths[i], width(line[i]));

    auto out = fmt::format("{}; load {:.1f} before, {:.1f} after; {}; {}\n\n", report.machine,
                           report.load_before, report.load_after, report.binaries, report.started);
    for (std::size_t n = 0; n < lines.size(); ++n) {
        std::string text;
        for (std::size_t i = 0; i < columns; ++i)
            text += (i == 0 ? "" : "  ") + padded(lines[n][i], widths[i], to_the_right[i]);
        text.resize(text.find_last_not_of(' ') + 1);
        out += text + "\n";
        if (n == 0) continue;
        const auto& row = report.rows[n - 1];
        for (const auto& floor : row.floors)
            out += beside("floor", floor, row);
        for (const auto& peer : row.peers)
            out += beside("peer", peer, row);
        if (!row.note.empty()) out += "    " + row.note + "\n";
    }
    return out;
}

std::string to_json(const Report& report) {
    json::array rows;
    for (const auto& row : report.rows) {
        constexpr std::array<const char*, 3> units{"us", "MiB", "ops/s"};
        json::object out{{"name", row.name},
                         {"work", row.work},
                         {"unit", units.at(static_cast<std::size_t>(row.unit))},
                         {"floors", figures(row.floors)},
                         {"peers", figures(row.peers)},
                         {"wanted", row.target.text}};
        if (row.ours) out["ours"] = figure(*row.ours);
        if (const auto times = ratio(row)) out["ratio"] = *times;
        if (const auto is_met = met(row); is_met && !row.target.text.empty()) out["met"] = *is_met;
        if (!row.note.empty()) out["note"] = row.note;
        rows.push_back(std::move(out));
    }
    return json::serialize(json::object{{"machine", report.machine},
                                        {"binaries", report.binaries},
                                        {"started", report.started},
                                        {"loadBefore", report.load_before},
                                        {"loadAfter", report.load_after},
                                        {"rows", std::move(rows)}}) +
           "\n";
}

}  // namespace restante::bench
