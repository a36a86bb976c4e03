#include "daemon/lookup/brief.hpp"

#include <algorithm>
#include <array>

#include "base/file_name.hpp"
#include "base/uri.hpp"
#include "base/utf8.hpp"
#include "decisions/mark.hpp"
#include "decisions/words.hpp"
#include "why/names.hpp"
#include "why/successors.hpp"

namespace restante::daemon::lookup {
namespace {

constexpr std::int64_t ms_in_second = 1000;

std::optional<std::string> shown(const std::optional<std::string>& text) {
    return text ? std::optional(utf8::replace_invalid(*text)) : std::nullopt;
}

/// Those that hold now, else those that it names itself.
std::vector<std::string> replaced_by(std::size_t record, const std::vector<decisions::Record>& records) {
    std::vector<std::string> out;
    const auto& old = records[record];
    const bool retired = old.status == decisions::Status::superseded || !old.superseded_by.empty();
    if (!retired) return out;
    for (const auto living : why::living_successors(record, records))
        out.push_back(utf8::replace_invalid(why::name_of(records[living])));
    if (out.empty())
        for (const auto& id : old.superseded_by)
            out.push_back(utf8::replace_invalid(id));
    return out;
}

}  // namespace

protocol::DecisionBrief brief(std::size_t record, const std::vector<decisions::Record>& records,
                              const std::string& root) {
    const auto& from = records[record];
    protocol::DecisionBrief out;
    const bool is_file = !from.path.empty();
    out.source = is_file ? protocol::DecisionSource::file : protocol::DecisionSource::space;
    if (from.decision_id) {
        out.id = from.decision_id;
        out.short_ = decisions::short_name(*from.decision_id);
    }
    out.number = shown(from.number);
    out.name = utf8::replace_invalid(why::name_of(from));
    out.title = shown(from.title);
    out.status = decisions::to_string(from.status);
    out.date = from.date;
    if (is_file) out.path = utf8::replace_invalid(from.path);
    if (is_file && !root.empty()) out.uri = uri_of_path(root + "/" + from.path);
    out.outcome = shown(from.outcome);
    out.review_by = from.review_by;
    if (auto names = replaced_by(record, records); !names.empty()) out.superseded_by = std::move(names);
    return out;
}

protocol::WhyDecision why_decision(const why::Decision& decision,
                                   const std::vector<decisions::Record>& records, const std::string& root) {
    protocol::WhyDecision out;
    out.decision = brief(decision.record, records, root);
    out.score = decision.score;
    for (const auto& evidence : decision.evidence) {
        protocol::WhyEvidence one;
        one.kind = why::to_string(evidence.kind);
        one.text = utf8::replace_invalid(evidence.text);
        one.weight = evidence.weight;
        if (evidence.line > 0) one.line = evidence.line;
        if (!evidence.commit.empty()) one.commit = evidence.commit;
        out.evidence.push_back(std::move(one));
    }
    return out;
}

std::vector<protocol::LookupGap> gaps(const std::vector<Error>& errors) {
    std::vector<protocol::LookupGap> out;
    for (const auto& error : errors) {
        protocol::LookupGap gap;
        gap.text = utf8::replace_invalid(error.message);
        if (!error.hint.empty()) gap.hint = error.hint;
        out.push_back(std::move(gap));
    }
    return out;
}

std::vector<protocol::LastAuthor> people(const std::vector<grounds::Person>& people) {
    std::vector<protocol::LastAuthor> out;
    out.reserve(people.size());
    for (const auto& person : people)
        out.push_back({utf8::replace_invalid(person.name), utf8::replace_invalid(person.mail), person.commit,
                       person.at_s * ms_in_second});
    return out;
}

std::string called(const decisions::Record& record) {
    const auto name = why::name_of(record);
    return utf8::replace_invalid(record.title ? fmt::format("{} {}", name, *record.title) : name);
}

std::string markup_of(std::string_view path) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 14> endings{
        {{".md", "markdown"},
         {".markdown", "markdown"},
         {".mdx", "markdown"},
         {".mkd", "markdown"},
         {".mdown", "markdown"},
         {".rst", "rest"},
         {".rest", "rest"},
         {".adoc", "asciidoc"},
         {".asciidoc", "asciidoc"},
         {".asc", "asciidoc"},
         {".mediawiki", "mediawiki"},
         {".wiki", "mediawiki"},
         {".yaml", "yaml"},
         {".yml", "yaml"}}};
    const auto ending = decisions::folded(extension(path));
    const auto found =
        std::find_if(endings.begin(), endings.end(), [&](const auto& one) { return one.first == ending; });
    return std::string(found == endings.end() ? "plain" : found->second);
}

}  // namespace restante::daemon::lookup
