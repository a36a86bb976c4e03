#include "clients/cli/decisions_print.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "decisions/mark.hpp"

namespace restante::cli {
namespace {

using decisions::Record;

constexpr std::size_t id_width_max = 12;
constexpr std::size_t title_characters_max = 100;
constexpr std::size_t status_width = 11;
constexpr std::size_t date_width = 10;

std::string shown(std::string_view text) {
    return within_line(utf8::replace_invalid(text));
}

std::string title_of(const Record& record) {
    return one_line(shown(record.title ? *record.title : record.slug), title_characters_max);
}

void line(std::string& out, std::string_view name, std::string_view value) {
    if (!value.empty()) out += fmt::format("{:<14}{}\n", name, value);
}

std::string joined(const std::vector<std::string>& values) {
    std::string out;
    for (const auto& value : values)
        out.append(out.empty() ? "" : ", ").append(shown(value));
    return out;
}

/// Each with its title, where it is here.
void relation(std::string& out, std::string_view name, const std::vector<std::string>& ids,
              const std::vector<Record>& all) {
    for (const auto& id : ids) {
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const Record& r) { return decisions::id_of(r) == id; });
        line(out, name, found == all.end() ? shown(id) + " (not there)" : shown(id) + " " + title_of(*found));
    }
}

}  // namespace

std::string list_text(const std::vector<const Record*>& records) {
    std::size_t width = 1;
    for (const auto* record : records)
        if (record->number) width = std::max(width, std::min(id_width_max, record->number->size()));
    std::string out;
    for (const auto* record : records)
        out += fmt::format("{:>{}}  {:<{}}  {:<{}}  {}\n", record->number ? shown(*record->number) : "-",
                           width, decisions::to_string(record->status), status_width,
                           record->date.value_or("-"), date_width, title_of(*record));
    return out;
}

std::string name_text(const Record& record) {
    if (record.path.empty() && record.decision_id)
        return fmt::format("{} {}", decisions::short_name(*record.decision_id), title_of(record));
    return fmt::format("{} {} ({})", record.number ? shown(*record.number) : "-", title_of(record),
                       shown(record.path));
}

std::string facts_text(const Record& record, const std::vector<Record>& all) {
    std::string out =
        fmt::format("{}{}\n", record.number ? shown(*record.number) + " " : "", title_of(record));
    auto status = std::string(decisions::to_string(record.status));
    if (record.status_raw && *record.status_raw != status)
        status += fmt::format(" ({})", one_line(shown(*record.status_raw), title_characters_max));
    line(out, "status", status);
    line(out, "date", record.date.value_or("-"));
    line(out, "path", shown(record.path));
    line(out, "format", decisions::to_string(record.format));
    relation(out, "supersedes", record.supersedes, all);
    relation(out, "superseded by", record.superseded_by, all);
    relation(out, "amends", record.amends, all);
    relation(out, "amended by", record.amended_by, all);
    line(out, "deciders", joined(record.deciders));
    line(out, "tags", joined(record.tags));
    line(out, "applies to", joined(record.applies_to));
    for (const auto& problem : record.problems)
        line(out, "problem", shown(problem.text));
    return out;
}

std::string tree_text(const std::vector<Record>& records, const std::vector<decisions::TreeLine>& lines) {
    constexpr std::size_t depth_max = 40;  // beyond, lines are not moved further to the right
    std::string out;
    for (const auto& one : lines) {
        const auto& record = records[one.record];
        out.append(2 * std::min(one.depth, depth_max), ' ');
        if (one.depth > 0) out += one.amended ? "amends " : "supersedes ";
        out += fmt::format("{} {} ({}){}\n", shown(decisions::id_of(record)),
                           record.title ? title_of(record) : "", decisions::to_string(record.status),
                           one.again ? " …" : "");
    }
    return out;
}

std::string problem_text(const Record& record, const decisions::Problem& problem) {
    const auto place =
        problem.line == 0 ? shown(record.path) : fmt::format("{}:{}", shown(record.path), problem.line);
    return fmt::format("{}: {}: {}\n", place, decisions::to_string(problem.kind), shown(problem.text));
}

}  // namespace restante::cli
