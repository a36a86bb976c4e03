#include "decisions/read.hpp"

#include "base/file_name.hpp"
#include "decisions/compose.hpp"
#include "decisions/facts.hpp"
#include "decisions/judge.hpp"
#include "decisions/names.hpp"
#include "decisions/outcome.hpp"

namespace restante::decisions {
namespace {

Reading begin(std::string_view path, const FileName& name) {
    Reading reading;
    reading.record.path = path;
    reading.record.slug = name.slug;
    reading.record.kind = name.kind;
    return reading;
}

}  // namespace

std::variant<Reading, NoRecord> read_record(std::string_view path, std::string_view bytes, Place place) {
    const auto name = read_file_name(path);
    if (const auto none = judge_path(path, name)) return *none;
    auto reading = begin(path, name);
    const Source source(bytes);
    reading.record.problems = source.problems();
    if (source.size() == 0) {
        reading.record.number = name.number;
        if (reading.record.problems.empty())
            reading.record.problems.push_back({ProblemKind::no_title, "it is empty"});
        return reading;
    }
    const bool kep = base_name(path) == "kep.yaml";
    auto structured = kep ? yaml_document(source) : front_matter(source);
    if (!structured.found)
        if (auto headers = header_block(source, 0); headers.found) structured = std::move(headers);
    const auto outline = kep ? Outline{} : outline_of(path, source, structured.end);
    reading.record.problems.insert(reading.record.problems.end(), structured.problems.begin(),
                                   structured.problems.end());
    reading.labels.assign(outline.labels.begin(), outline.labels.end());
    reading.mentions = mentions_in(outline);
    auto facts = structured.all;
    auto others = facts_of(outline);
    for (auto& fact : others.all)
        facts.push_back(std::move(fact));
    const auto status_at = compose(reading, name, outline, std::move(facts));
    reading.record.outcome = outcome_in(outline);
    reading.record.format = judge_format(path, name, outline, status_at);
    if (const auto none = judge_text(source, outline, structured, name, reading, place)) return *none;
    return reading;
}

Reading unreadable_record(std::string_view path, std::string why) {
    const auto name = read_file_name(path);
    auto reading = begin(path, name);
    reading.record.number = name.number;
    reading.record.problems.push_back({ProblemKind::unreadable, std::move(why)});
    return reading;
}

}  // namespace restante::decisions
