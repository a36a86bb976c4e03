#include "fit/cases.hpp"

#include <boost/json.hpp>

namespace restante::fit {
namespace json = boost::json;
namespace {

std::string text(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::optional<anchor::LineRange> lines(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (!value || !value->is_array() || value->as_array().size() != 2) return std::nullopt;
    const auto first = value->as_array()[0].to_number<std::uint32_t>();
    const auto last = value->as_array()[1].to_number<std::uint32_t>();
    if (first < 1 || last < first) return std::nullopt;
    return anchor::LineRange{first - 1, last - 1};
}

std::optional<std::pair<std::uint32_t, std::uint32_t>> columns(const json::object& object,
                                                               std::string_view name) {
    const auto read = lines(object, name);
    if (!read) return std::nullopt;
    return std::pair{read->first, read->last + 1};
}

std::optional<Case> read_case(const json::object& object) {
    Case out;
    out.id = text(object, "id");
    out.repository = text(object, "repo");
    out.hop = text(object, "hop");
    out.category = text(object, "category");
    const auto from = vcs::ObjectId::parse(text(object, "from_commit"));
    const auto to = vcs::ObjectId::parse(text(object, "to_commit"));
    const auto from_lines = lines(object, "from_range");
    if (!from || !to || !from_lines) return std::nullopt;
    out.from = {*from, text(object, "from_path"), *from_lines, columns(object, "from_cols")};
    out.to_commit = *to;
    if (const auto to_lines = lines(object, "to_range"))
        out.to = Place{*to, text(object, "to_path"), *to_lines, columns(object, "to_cols")};
    const auto* copy = object.if_contains("dup_in_target");
    out.copy_in_target = copy && copy->is_bool() && copy->as_bool();
    return out;
}

}  // namespace

Result<std::vector<Case>> read_cases(std::istream& in) {
    std::vector<Case> out;
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        boost::system::error_code error;
        const auto value = json::parse(line, error);
        auto one = !error && value.is_object() ? read_case(value.as_object()) : std::nullopt;
        if (!one) return fail(Errc::invalid_argument, "line {} is no case", number);
        out.push_back(std::move(*one));
    }
    return out;
}

}  // namespace restante::fit
