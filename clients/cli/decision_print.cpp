#include "clients/cli/decision_print.hpp"

#include <fmt/format.h>

#include <array>

namespace restante::cli {
namespace {

constexpr std::size_t outcome_characters_max = 60;

struct TextHeading {
    std::string_view name;
    std::string_view heading;
};
constexpr std::array text_headings{TextHeading{"context", "Context"}, TextHeading{"options", "Options"},
                                   TextHeading{"outcome", "Outcome"},
                                   TextHeading{"consequences", "Consequences"}};

std::string who(const protocol::Person& person) {
    return within_line(person.name) + (person.me ? " (you)" : "");
}

std::string block(std::string_view text, std::string_view indent) {
    std::string out;
    const auto shown = printable(text);
    std::string_view rest = shown;
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        out += fmt::format("{}{}\n", indent, rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return out;
}

/// What somebody wrote who was not seen by the one who wrote over it.
std::string also_written(const protocol::DecisionText& text) {
    std::string out;
    for (const auto& earlier : text.earlier.value_or(std::vector<protocol::EarlierText>()))
        if (earlier.also_edited)
            out += fmt::format("  also edited by {} {}:\n{}", who(earlier.author), date(earlier.at),
                               block(earlier.text, "    "));
    return out;
}

const protocol::DecisionText* text_of(const protocol::SpaceDecision& decision, std::string_view name) {
    for (const auto& text : decision.texts)
        if (text.name == name) return &text;
    return nullptr;
}

std::string texts(const protocol::SpaceDecision& decision) {
    std::string out;
    if (const auto* title = text_of(decision, "title")) out += also_written(*title);
    for (const auto& [name, label] :
         {std::pair{"applies_to", "applies to"}, std::pair{"review_by", "review by"}})
        if (const auto* text = text_of(decision, name); text != nullptr && !text->text.empty())
            out +=
                fmt::format("{}: {}\n{}", label, one_line(within_line(text->text), 500), also_written(*text));
    for (const auto& [name, heading] : text_headings) {
        const auto* text = text_of(decision, name);
        if (text == nullptr || text->text.empty()) continue;
        out += fmt::format("\n{}\n{}{}", heading, block(text->text, "  "), also_written(*text));
    }
    return out;
}

std::string changes(const protocol::SpaceDecision& decision) {
    std::string out;
    for (const auto& change : decision.changes) {
        out += fmt::format("{} by {}  {}\n", within_line(change.status), who(change.by), date(change.at));
        if (change.reason) out += block(*change.reason, "    ");
    }
    if (decision.edited_since_accepted) out += "edited after it was accepted\n";
    for (const auto& link : decision.superseded_by)
        out += fmt::format("superseded by {} {}\n", link.short_, within_line(link.title.value_or("")));
    return out;
}

std::string positions(const protocol::SpaceDecision& decision) {
    std::string out;
    for (const auto& position : decision.positions) {
        out += fmt::format("  {}: {}  {}{}\n", who(position.by), to_string(position.stand), date(position.at),
                           position.current ? "" : ", before");
        if (position.text) out += block(*position.text, "      ");
    }
    return out.empty() ? out : "\nPositions\n" + out;
}

std::string comments(const protocol::SpaceDecision& decision) {
    std::string out;
    for (const auto& comment : decision.comments) {
        const auto id = comment.id.substr(comment.id.size() > 7 ? comment.id.size() - 7 : 0);
        out += fmt::format("  {}  {}{}  [{}]\n", who(comment.author), date(comment.at),
                           comment.edited_at ? ", edited" : "", id);
        out += comment.redacted ? "      (withdrawn by its author)\n" : block(comment.text, "      ");
    }
    return out.empty() ? out : "\nComments\n" + out;
}

std::string links(const protocol::SpaceDecision& decision) {
    std::string out;
    for (const auto& link : decision.links)
        out += fmt::format("  {} {}\n", within_line(link.rel), within_line(link.target));
    for (const auto& link : decision.linked_from)
        out += fmt::format("  {} {} it  {}\n", link.short_, within_line(link.rel),
                           within_line(link.title.value_or("")));
    return out.empty() ? out : "\nLinks\n" + out;
}

std::string places(const protocol::SpaceDecision& decision) {
    std::string out;
    for (const auto& place : decision.places) {
        const bool elsewhere = place.placement && place.placement->path;
        const auto& path = elsewhere ? *place.placement->path : place.path;
        out += fmt::format(
            "  {}  [{}]{}\n",
            place.range ? lines_of(path, *place.range) : fmt::format("{}:{}", within_line(path), place.line),
            place.short_, place.withdrawn ? "  withdrawn" : "");
        if (place.placement && place.placement->state != protocol::PlacementState::exact)
            out += fmt::format("      {}: {}\n", to_string(place.placement->state),
                               within_line(place.placement->reason));
    }
    return out.empty() ? out : "\nGoverns\n" + out;
}

std::string line_of(const std::string& name, const std::optional<std::uint32_t>& number,
                    const std::string& status, const std::string& title, const std::string& outcome) {
    auto out = fmt::format("{}  {}  {}", name, within_line(status), within_line(title));
    if (number) out = fmt::format("{}  {}", *number, out);
    if (!outcome.empty())
        out += fmt::format("  ({})", one_line(within_line(outcome), outcome_characters_max));
    return out + "\n";
}

}  // namespace

std::string row_line(const protocol::SpaceDecisionRow& row) {
    return line_of(row.short_, row.number, row.status, row.title, row.outcome.value_or(""));
}

std::string decision_line(const protocol::SpaceDecision& decision) {
    return line_of(decision.short_, decision.number, decision.status, decision.title, "");
}

std::string whole_decision(const protocol::SpaceDecision& decision, const Style& style) {
    auto out = fmt::format("decision {}{}  {}\n{}\n", decision.short_,
                           decision.number ? fmt::format(" (number {})", *decision.number) : "",
                           within_line(decision.status), within_line(decision.title));
    out += fmt::format("last changed {}\n", ago(decision.updated_at, style.now_ms));
    return out + changes(decision) + texts(decision) + positions(decision) + comments(decision) +
           places(decision) + links(decision);
}

}  // namespace restante::cli
