#include "decisions/codec.hpp"

#include <boost/json.hpp>

#include "base/utf8.hpp"

namespace restante::decisions {
namespace json = boost::json;
namespace {

json::value text_or_null(const std::optional<std::string>& text) {
    return text ? json::value(*text) : json::value(nullptr);
}

json::array texts(const std::vector<std::string>& values) {
    return json::array(values.begin(), values.end());
}

}  // namespace

json::object to_json(const Problem& problem) {
    json::object out;
    out["kind"] = to_string(problem.kind);
    out["text"] = utf8::replace_invalid(problem.text);
    out["line"] = problem.line == 0 ? json::value(nullptr) : json::value(problem.line);
    return out;
}

json::object to_json(const Record& record) {
    json::object out;
    out["path"] = utf8::replace_invalid(record.path);
    out["number"] = text_or_null(record.number);
    out["title"] = text_or_null(record.title);
    out["status"] = to_string(record.status);
    out["status_raw"] = text_or_null(record.status_raw);
    out["date"] = text_or_null(record.date);
    out["supersedes"] = texts(record.supersedes);
    out["superseded_by"] = texts(record.superseded_by);
    out["amends"] = texts(record.amends);
    out["amended_by"] = texts(record.amended_by);
    out["deciders"] = texts(record.deciders);
    out["tags"] = texts(record.tags);
    out["applies_to"] = texts(record.applies_to);
    out["format"] = to_string(record.format);
    json::array problems;
    for (const auto& problem : record.problems)
        problems.push_back(to_json(problem));
    out["problems"] = std::move(problems);
    return out;
}

}  // namespace restante::decisions
