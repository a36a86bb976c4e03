#include "clients/cli/decision_document.hpp"

#include <algorithm>
#include <array>

namespace restante::cli {
namespace {

constexpr std::string_view blanks = " \t\r\n";

struct DocumentSection {
    std::string_view heading;
    std::string DecisionDocument::*text;
};
constexpr std::array sections{DocumentSection{"Context", &DecisionDocument::context},
                              DocumentSection{"Options", &DecisionDocument::options},
                              DocumentSection{"Outcome", &DecisionDocument::outcome},
                              DocumentSection{"Consequences", &DecisionDocument::consequences}};

std::string stripped(std::string_view text) {
    const auto from = text.find_first_not_of(blanks);
    if (from == std::string_view::npos) return {};
    return std::string(text.substr(from, text.find_last_not_of(blanks) - from + 1));
}

bool same_word(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char one, char other) { return lower(one) == lower(other); });
}

/// What stands behind "Name:" on this line.
bool value_of(std::string_view line, std::string_view name, std::string& out) {
    if (line.size() <= name.size() || line[name.size()] != ':' ||
        !same_word(line.substr(0, name.size()), name))
        return false;
    out = stripped(line.substr(name.size() + 1));
    return true;
}

/// Commas and line ends are between globs, but for commas within braces.
std::vector<std::string> split_globs(std::string_view text) {
    std::vector<std::string> globs;
    std::string glob;
    int depth = 0;
    const auto end_glob = [&] {
        if (auto one = stripped(glob); !one.empty()) globs.push_back(std::move(one));
        glob.clear();
    };
    for (const char c : text) {
        depth += c == '{' ? 1 : c == '}' && depth > 0 ? -1 : 0;
        if (c == '\n' || (c == ',' && depth == 0))
            end_glob();
        else
            glob.push_back(c);
    }
    end_glob();
    return globs;
}

std::string join_globs(const std::vector<std::string>& globs, std::string_view between) {
    std::string out;
    for (const auto& glob : globs)
        out += (out.empty() ? std::string() : std::string(between)) + glob;
    return out;
}

/// The title and the lines about it, which come before the first section.
bool read_head_line(std::string_view line, DecisionDocument& out) {
    std::string globs;
    if (out.title.empty() && line.starts_with("# ")) {
        out.title = stripped(line.substr(2));
        return true;
    }
    if (value_of(line, "Applies to", globs)) {
        out.applies_to = split_globs(globs);
        return true;
    }
    return value_of(line, "Review by", out.review_by);
}

std::string text_named(const protocol::SpaceDecision& decision, std::string_view name) {
    for (const auto& text : decision.texts)
        if (text.name == name) return text.text;
    return {};
}

}  // namespace

std::string document_text(const DecisionDocument& document) {
    auto out = "# " + document.title + "\n\nApplies to: " + join_globs(document.applies_to, ", ") +
               "\nReview by: " + document.review_by + "\n";
    for (const auto& section : sections)
        out += fmt::format("\n## {}\n\n{}{}", section.heading, document.*section.text,
                           (document.*section.text).empty() ? "" : "\n");
    return out;
}

DecisionDocument parse_document(std::string_view text) {
    DecisionDocument out;
    auto* current = &out.context;
    bool in_head = true;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        const auto section = std::find_if(sections.begin(), sections.end(), [&](const DocumentSection& one) {
            return line.starts_with("## ") && same_word(stripped(line.substr(3)), one.heading);
        });
        if (section != sections.end()) {
            in_head = false;
            current = &(out.*(section->text));
            if (!current->empty()) *current += "\n";  // a section that comes twice goes on
            continue;
        }
        if (in_head && read_head_line(line, out)) continue;
        *current += std::string(line) + "\n";
    }
    for (const auto& section : sections)
        out.*section.text = stripped(out.*section.text);
    return out;
}

DecisionDocument document_of(const protocol::SpaceDecision& decision) {
    return {.title = decision.title,
            .context = text_named(decision, "context"),
            .options = text_named(decision, "options"),
            .outcome = text_named(decision, "outcome"),
            .consequences = text_named(decision, "consequences"),
            .applies_to = split_globs(text_named(decision, "applies_to")),
            .review_by = text_named(decision, "review_by")};
}

std::vector<protocol::DecisionTextChange> changes_between(const protocol::SpaceDecision& decision,
                                                          const DecisionDocument& before,
                                                          const DecisionDocument& after) {
    std::vector<protocol::DecisionTextChange> out;
    const auto compare = [&](std::string_view name, const std::string& was, const std::string& is) {
        if (was == is) return;
        protocol::DecisionTextChange change;
        change.name = name;
        change.text = is;
        for (const auto& text : decision.texts)
            if (text.name == name) change.base = text.version;
        out.push_back(std::move(change));
    };
    compare("title", before.title, after.title);
    compare("context", before.context, after.context);
    compare("options", before.options, after.options);
    compare("outcome", before.outcome, after.outcome);
    compare("consequences", before.consequences, after.consequences);
    compare("applies_to", join_globs(before.applies_to, "\n"), join_globs(after.applies_to, "\n"));
    compare("review_by", before.review_by, after.review_by);
    return out;
}

}  // namespace restante::cli
