#include "clients/cli/why_print.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "clients/cli/decisions_print.hpp"
#include "clients/cli/print.hpp"

namespace restante::cli {
namespace {
namespace json = boost::json;

constexpr std::size_t people_max = 3;
constexpr std::int64_t ms_per_s = 1000;

json::value text_or_null(const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(utf8::replace_invalid(text));
}

/// Two digits are more than is known.
double rounded(double value) {
    return std::round(value * 100) / 100;
}

json::object evidence_json(const why::Evidence& evidence) {
    json::object out;
    out["kind"] = why::to_string(evidence.kind);
    out["text"] = utf8::replace_invalid(evidence.text);
    out["weight"] = rounded(evidence.weight);
    out["line"] = evidence.line == 0 ? json::value(nullptr) : json::value(evidence.line);
    out["commit"] = text_or_null(evidence.commit);
    return out;
}

std::string person_text(const grounds::Person& person, std::int64_t now_ms) {
    return fmt::format("{} <{}>, {} (commit {})", within_line(person.name), within_line(person.mail),
                       ago(person.at_s * ms_per_s, now_ms), person.commit.substr(0, 10));
}

}  // namespace

json::object to_json(const WhyAnswer& answer, const std::vector<decisions::Record>& records) {
    json::array found;
    for (const auto& decision : answer.decisions) {
        const auto& record = records[decision.record];
        json::object one;
        one["number"] = text_or_null(record.number.value_or(""));
        one["id"] = text_or_null(record.decision_id.value_or(""));
        one["title"] = text_or_null(record.title.value_or(""));
        one["status"] = decisions::to_string(record.status);
        one["path"] = text_or_null(record.path);
        one["score"] = rounded(decision.score);
        auto& evidence = one["evidence"].emplace_array();
        for (const auto& item : decision.evidence)
            evidence.push_back(evidence_json(item));
        found.push_back(std::move(one));
    }
    json::array people;
    for (const auto& person : answer.gathered.people)
        people.push_back(
            {{"name", person.name}, {"mail", person.mail}, {"commit", person.commit}, {"at", person.at_s}});
    json::array gaps;
    for (const auto& gap : answer.gathered.gaps)
        gaps.push_back({{"text", utf8::replace_invalid(gap.message)}, {"hint", text_or_null(gap.hint)}});
    json::object out;
    out["decisions"] = std::move(found);
    out["people"] = std::move(people);
    out["uncommitted"] = answer.gathered.uncommitted;
    out["gaps"] = std::move(gaps);
    return out;
}

std::string decisions_text(const WhyAnswer& answer, const std::vector<decisions::Record>& records) {
    std::string out;
    for (const auto& decision : answer.decisions) {
        const auto& record = records[decision.record];
        out += fmt::format("{}: {}\n", name_text(record), decisions::to_string(record.status));
        for (const auto& evidence : decision.evidence)
            out += fmt::format("    {}\n", within_line(utf8::replace_invalid(evidence.text)));
    }
    return out;
}

std::string nothing_text(const WhyAnswer& answer, std::int64_t now_ms) {
    const auto place = within_line(utf8::replace_invalid(answer.place));
    auto out = fmt::format("nothing is recorded about {}\n", place);
    if (answer.no_records) out += "there are no decision records in this repository\n";
    const auto& people = answer.gathered.people;
    for (std::size_t i = 0; i < std::min(people.size(), people_max); ++i)
        out += fmt::format("last touched by {}\n", person_text(people[i], now_ms));
    if (answer.gathered.uncommitted) out += "not all of it is committed yet\n";
    return out + fmt::format("ask: restante thread new {} -m \"Why is this so?\"\n", place);
}

}  // namespace restante::cli
