#include "scribe/render.hpp"

#include <fmt/format.h>

#include "decisions/mark.hpp"
#include "scribe/prose.hpp"

namespace restante::scribe {
namespace {

constexpr std::size_t section_level = 2;

void section(std::string& out, std::size_t level, std::string_view name, std::string_view text) {
    const auto body = nested(text, level + 1);
    if (body.empty()) return;
    out += fmt::format("\n{} {}\n\n{}\n", std::string(level, '#'), name, body);
}

/// For people a section that must not be missing.
std::string_view or_nothing(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos ? "Nothing was written down." : text;
}

std::string link_to(const Elsewhere& record, std::string_view from) {
    auto name = record.name;
    if (!record.title.empty()) name += ": " + one_line(record.title);
    std::string text;
    for (const char c : name) {
        if (c == '[' || c == ']' || c == '\\') text += '\\';
        text += c;
    }
    return fmt::format("[{}]({})", text, link_target(from, record.path));
}

std::string capital(std::string word) {
    if (!word.empty() && word.front() >= 'a' && word.front() <= 'z')
        word.front() = static_cast<char>(word.front() - 'a' + 'A');
    return word;
}

std::string joined(const std::vector<std::string>& values) {
    std::string out;
    for (const auto& value : values)
        out.append(out.empty() ? "" : ", ").append(one_line(value));
    return out;
}

void list_in_front_matter(std::string& out, std::string_view key, const std::vector<std::string>& values) {
    if (values.empty()) return;
    out += fmt::format("{}:\n", key);
    for (const auto& value : values)
        out += fmt::format("  - {}\n", yaml_scalar(value));
}

}  // namespace

std::string render_madr(const Content& content, std::string_view path) {
    std::string out = "---\n";
    out += fmt::format("status: {}\ndate: {}\n", content.status, content.date);
    list_in_front_matter(out, "decision-makers", content.deciders);
    list_in_front_matter(out, "applies-to", content.applies_to);
    if (!content.review_by.empty()) out += fmt::format("review-by: {}\n", yaml_scalar(content.review_by));
    out += fmt::format("---\n\n# {}\n", one_line(content.title));
    section(out, section_level, "Context and Problem Statement", or_nothing(content.context));
    section(out, section_level, "Considered Options", content.options);
    section(out, section_level, "Decision Outcome", or_nothing(content.outcome));
    section(out, section_level + 1, "Consequences", content.consequences);
    std::string more;
    for (const auto& record : content.supersedes)
        more += fmt::format("* Supersedes {}\n", link_to(record, path));
    for (const auto& record : content.amends)
        more += fmt::format("* Amends {}\n", link_to(record, path));
    for (const auto& link : content.links)
        more += fmt::format("* {}\n", one_line(link));
    section(out, section_level, "More Information", more);
    return out + "\n" + decisions::mark_of(content.id) + "\n";
}

std::string render_nygard(const Content& content, std::string_view path, std::string_view number) {
    const auto title = one_line(content.title);
    auto out = number.empty() ? fmt::format("# {}\n", title) : fmt::format("# {}. {}\n", number, title);
    out += fmt::format("\nDate: {}\n", content.date);
    out += fmt::format("\n## Status\n\n{}\n", capital(content.status));
    for (const auto& record : content.supersedes)
        out += fmt::format("\nSupersedes {}\n", link_to(record, path));
    for (const auto& record : content.amends)
        out += fmt::format("\nAmends {}\n", link_to(record, path));
    section(out, section_level, "Context", or_nothing(content.context));
    section(out, section_level + 1, "Options", content.options);
    section(out, section_level, "Decision", or_nothing(content.outcome));
    section(out, section_level, "Consequences", or_nothing(content.consequences));
    std::string more;
    if (!content.deciders.empty()) more += fmt::format("* Deciders: {}\n", joined(content.deciders));
    if (!content.applies_to.empty()) more += fmt::format("* Applies to: {}\n", joined(content.applies_to));
    if (!content.review_by.empty()) more += fmt::format("* Review by: {}\n", one_line(content.review_by));
    for (const auto& link : content.links)
        more += fmt::format("* {}\n", one_line(link));
    section(out, section_level, "More information", more);
    return out + "\n" + decisions::mark_of(content.id) + "\n";
}

}  // namespace restante::scribe
