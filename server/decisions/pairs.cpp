#include "decisions/pairs.hpp"

#include "decisions/dates.hpp"
#include "decisions/plain.hpp"
#include "decisions/status_words.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

constexpr std::size_t key_bytes_max = 60;
constexpr std::size_t several_bytes_max = 400;  // a line of several facts is no longer

/// "**Date** 2025-03-10": the emphasis does what a colon does elsewhere.
bool bold_key(std::string_view line, std::string_view& key, std::string_view& value) {
    if (!line.starts_with("**")) return false;
    const auto end = line.find("**", 2);
    if (end == std::string_view::npos || end > key_bytes_max || line.find(':') < end) return false;
    const auto rest = line.substr(end + 2);
    if (rest.empty() || !is_blank(rest.front())) return false;
    key = line.substr(2, end - 2);
    value = trimmed(rest);
    const auto field = field_of(key_of(key));
    if (!field) return false;
    // Without a colon it may be a sentence's first word as well.
    if (*field == Field::status) return read_status(value).status != Status::unknown;
    return (*field == Field::date || *field == Field::created) && is_digit(value.front()) &&
           read_date(value).iso.has_value();
}

}  // namespace

bool split_pair(std::string_view line, std::string_view& key, std::string_view& value) {
    auto colon = line.find(':');
    std::size_t width = 1;
    if (const auto wide = line.find("："); wide < colon) colon = wide, width = 3;
    if (bold_key(line, key, value)) return true;
    if (colon == std::string_view::npos || colon == 0 || colon > key_bytes_max) return false;
    // ":ref:`…`" is a role of reStructuredText.
    if (is_blank(line[colon - 1]) && line.find(":`", colon) < colon + 12) return false;
    key = line.substr(0, colon);
    value = trimmed(line.substr(colon + width));
    // "**Status:** x" and "**Status**: x"; what opened before the colon closes behind it.
    for (const std::string_view mark : {"**", "__", "*", "_", "`"})
        if (key.find(mark) != std::string_view::npos && value.starts_with(mark) &&
            key.find(mark) == key.rfind(mark)) {
            value = trimmed(value.substr(mark.size()));
            break;
        }
    return true;
}

bool read_pair(std::string_view line, Where where, std::uint32_t number, std::vector<Fact>& out) {
    std::string_view key;
    std::string_view value;
    if (!split_pair(line, key, value)) return false;
    const auto field = field_of(key_of(plain(key)));
    if (!field) return false;
    // "Status: accepted | Date: 2025-03-07"
    const auto bar = value.substr(0, key_bytes_max).find(" | ");
    if (bar != std::string_view::npos && line.size() < several_bytes_max) {
        std::string_view other;
        std::string_view rest;
        if (split_pair(trimmed(value.substr(bar + 3)), other, rest)) {
            (void)read_pair(trimmed(value.substr(bar + 3)), where, number, out);
            value = trimmed(value.substr(0, bar));
        }
    }
    Fact fact{*field, where, {}, number};
    if (!value.empty()) fact.values.emplace_back(value);
    out.push_back(std::move(fact));
    return true;
}

}  // namespace restante::decisions
