#include "decisions/judge.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/file_name.hpp"
#include "decisions/plain.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

constexpr std::size_t stub_lines_max = 12;

bool in_list(const std::vector<std::string>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string upper_case(std::string_view word) {
    std::string out(word);
    for (auto& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

/// What is left of a name when the words that only say "template of a record" are taken away.
bool names_template(std::string_view rest) {
    const auto words = words_of(key_of(rest));
    // In French, German, Spanish and Portuguese.
    if (words.size() == 1)
        for (const std::string_view name : {"gabarit", "modèle", "vorlage", "plantilla", "modelo"})
            if (words.front() == name) return true;
    if (!in_list(words, "template") && !in_list(words, "templates")) return false;
    static const std::unordered_set<std::string> plain_words{
        "template",    "templates", "adr",          "adrs",          "rfc",     "kep",     "pep",   "oep",
        "madr",        "nygard",    "proposal",     "decision",      "record",  "records", "short", "long",
        "minimal",     "bare",      "full",         "simple",        "example", "new",     "md",    "nnnn",
        "xxxx",        "0000",      "architecture", "architectural", "basic",   "the",     "a",     "for",
        "deprecation", "design",    "doc",          "enhancement"};
    return std::all_of(words.begin(), words.end(), [](const auto& word) {
        return plain_words.contains(word) || is_kind(upper_case(word));
    });
}

std::size_t decision_sections(const Outline& outline) {
    static const std::unordered_set<std::string> names{"context",
                                                       "decision",
                                                       "consequences",
                                                       "context and problem statement",
                                                       "considered options",
                                                       "decision outcome",
                                                       "decision drivers",
                                                       "status",
                                                       "rationale",
                                                       "motivation",
                                                       "alternatives",
                                                       "contexte",
                                                       "décision",
                                                       "conséquences",
                                                       "kontext",
                                                       "entscheidung",
                                                       "konsequenzen",
                                                       "problem",
                                                       "decisions",
                                                       "drawbacks",
                                                       "summary",
                                                       "contexto",
                                                       "decisión"};
    std::unordered_set<std::string> seen;
    for (const auto& element : outline.elements)
        if (element.part == Part::heading)
            if (auto key = key_of(element.text); names.contains(key)) seen.insert(std::move(key));
    return seen.size();
}

/// Short, and points elsewhere.
bool is_signpost(const Source& source, const Outline& outline) {
    std::size_t lines = 0;
    bool points = false;
    bool says_so = false;
    for (const auto& element : outline.elements) {
        if (element.part == Part::blank) continue;
        if (++lines > stub_lines_max) return false;
        if (element.part == Part::heading) continue;
        const auto text = folded(element.text);
        points = points || text.find("](") != std::string::npos || text.find("http") != std::string::npos ||
                 text.find("xref:") != std::string::npos || text.find(":doc:") != std::string::npos ||
                 text.find(":ref:") != std::string::npos || text.find(".md") != std::string::npos ||
                 text.find("`__") != std::string::npos || text.find("`_") != std::string::npos;
        for (const std::string_view word :
             {"moved", "redirect", "renamed", "renumbered", "relocated", "migrated", "déplacé", "verschoben",
              "can be found at", "now lives", "has been merged into"})
            says_so = says_so || text.find(word) != std::string::npos;
    }
    return (points && says_so) ||
           (lines <= 2 && folded(source.text()).find("http-equiv=\"refresh\"") != std::string::npos);
}

}  // namespace

std::string_view to_string(NoRecord why) noexcept {
    constexpr std::array<std::string_view, 4> names{"template", "index", "redirect", "other"};
    return names.at(static_cast<std::size_t>(why));
}

std::optional<NoRecord> judge_path(std::string_view path, const FileName& name) {
    auto folder = path;
    while (!folder.empty()) {
        const auto slash = folder.rfind('/');
        if (slash == std::string_view::npos) break;
        folder = folder.substr(0, slash);
        const auto key = key_of(base_name(folder));
        const auto of_folder = read_name(base_name(folder));
        const bool numbered =
            of_folder.number && of_folder.number->find_first_not_of('0') != std::string::npos;
        if (key == "templates" || key == "template" ||
            (!numbered && (key.ends_with(" templates") || key.ends_with(" template"))))
            return NoRecord::template_file;
    }
    const bool zero = name.number && name.number->find_first_not_of('0') == std::string::npos;
    if ((!name.number || zero) && (names_template(name.slug) || names_template(name.rest)))
        return NoRecord::template_file;
    if (zero && key_of(name.rest).ends_with("template")) return NoRecord::template_file;
    if (name.number && key_of(name.rest) == "template") return NoRecord::template_file;
    const auto slug = key_of(name.slug);
    for (const std::string_view start :
         {"nnnn", "xxxx", "yyyymmdd", "adr nnn", "rfc nnn", "adr xxx", "adr template", "template "})
        if (slug.starts_with(start)) return NoRecord::template_file;
    if (slug.find("nnnn") != std::string::npos || slug.find("yyyymmdd") != std::string::npos)
        return NoRecord::template_file;
    if (name.number || name.dated) return std::nullopt;
    const auto file = folded(base_name(path));
    const auto stem = std::string_view(file).substr(0, file.rfind('.'));
    static const std::unordered_set<std::string_view> lists{
        "readme",          "index",      "toc",          "contents",   "summary",
        "_index",          "glossary",   "contributing", "changelog",  "license",
        "code_of_conduct", "_category_", "_sidebar",     "overview",   "about",
        "decision-log",    "decisions",  "adrs",         "adr-log",    "security",
        "code-of-conduct", "owners",     "maintainers",  "governance", "table-of-contents",
        "requirements",    "adr-index",  "process",      "adr-process"};
    return lists.contains(stem) ? std::optional(NoRecord::index) : std::nullopt;
}

std::optional<NoRecord> judge_text(const Source& source, const Outline& outline, const Facts& structured,
                                   const FileName& name, const Reading& reading, Place place) {
    const auto& record = reading.record;
    const auto has = [&](ProblemKind kind) {
        return std::any_of(record.problems.begin(), record.problems.end(),
                           [&](const Problem& p) { return p.kind == kind; });
    };
    const bool named = name.number.has_value() || name.dated;
    const bool placeholder = has(ProblemKind::template_in_use);
    const bool zero = name.number == "0";
    if (placeholder && (zero || !named)) return NoRecord::template_file;
    if (zero && has(ProblemKind::status_unfilled)) return NoRecord::template_file;
    const bool says_status = record.status_raw.has_value();
    constexpr std::size_t sections_min = 2;
    const auto sections = decision_sections(outline);
    if (!says_status && sections < sections_min && is_signpost(source, outline)) return NoRecord::redirect;
    if (std::find(structured.unmapped.begin(), structured.unmapped.end(), "redirect to") !=
            structured.unmapped.end() &&
        !says_status)
        return NoRecord::redirect;
    if (place == Place::certain || named) return std::nullopt;
    const bool is_record = says_status || record.date.has_value() || sections >= sections_min;
    return is_record ? std::nullopt : std::optional(NoRecord::other);
}

Format judge_format(std::string_view path, const FileName& name, const Outline& outline,
                    std::optional<Where> status_at) {
    if (base_name(path) == "kep.yaml") return Format::kep;
    bool context = false;
    bool decision = false;
    bool madr = false;
    for (const auto& element : outline.elements) {
        if (element.part != Part::heading) continue;
        const auto key = key_of(element.text);
        context = context || key == "context";
        decision = decision || key == "decision" || key == "consequences";
        madr = madr || key == "context and problem statement" || key == "decision outcome" ||
               key == "considered options";
    }
    if (madr) return name.dated ? Format::log4brains : Format::madr;
    if (status_at == Where::section && context && decision) return Format::nygard;
    if (!status_at) return context && decision ? Format::nygard : Format::free;
    switch (*status_at) {
        case Where::front_matter:
            return Format::front_matter;
        case Where::header:
            return Format::headers;
        case Where::attribute:
            return Format::attributes;
        case Where::table:
            return Format::table;
        case Where::list:
            return Format::list;
        default:
            return Format::free;
    }
}

}  // namespace restante::decisions
