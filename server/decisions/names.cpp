#include "decisions/names.hpp"

#include <algorithm>
#include <array>

#include "base/file_name.hpp"
#include "decisions/plain.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

constexpr std::array<std::string_view, 54> kinds{
    "ADR", "RFC",  "PEP",  "KEP", "OEP",      "JEP",      "BIP",    "EIP",  "ERC",  "SE",  "ST",
    "RFD", "MADR", "ADL",  "DEP", "DR",       "LADR",     "TDR",    "DDR",  "EDR",  "CEP", "NEP",
    "XEP", "SLIP", "AIP",  "CFP", "DECISION", "PROPOSAL", "RECORD", "HIPE", "CIP",  "CPS", "ZIP",
    "SIP", "HIP",  "MIP",  "TIP", "SEP",      "FIP",      "FLIP",   "PIP",  "KIP",  "EEP", "OTEP",
    "MSC", "QEP",  "SLEP", "REP", "APE",      "TAP",      "ITE",    "FRC",  "SIMD", "IPIP"};

std::string upper(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

bool is_gap(char c) {
    return c == '-' || c == '_' || c == ' ' || c == '.';
}

/// The length of a date at the front: "20240131", "2024-01-31".
std::size_t date_length(std::string_view text) {
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits]))
        ++digits;
    const auto year = [&] { return text.starts_with("19") || text.starts_with("20"); };
    if (digits == 8 && year()) return 8;
    if (digits == 4 && year() && text.size() >= 10 && text[4] == text[7] && is_gap(text[4]) &&
        all_digits(text.substr(5, 2)) && all_digits(text.substr(8, 2)))
        return 10;
    if (digits == 4 && year() && text.size() > 8 && text[4] == '-' && text[7] == '-' &&
        all_digits(text.substr(5, 2)) && text.substr(5, 2) >= "01" && text.substr(5, 2) <= "12" &&
        !is_digit(text[8]))
        return 7;
    return 0;
}

/// "2023.1": of a year, and of no record.
bool is_release(std::string_view slug) {
    return slug.size() > 5 && slug.starts_with("20") && all_digits(slug.substr(0, 4)) && slug[4] == '.' &&
           all_digits(slug.substr(5));
}

/// Letters and gaps before the first number, whose last word is a kind or which are all there is: "ODH-ADR-".
std::size_t prefix_length(std::string_view text, std::string& kind, std::size_t& words) {
    std::size_t at = 0;
    words = 0;
    while (at < text.size() && is_letter(text[at]) && words < 5) {
        const auto begin = at;
        while (at < text.size() && is_letter(text[at]))
            ++at;
        const auto word = upper(text.substr(begin, at - begin));
        if (is_kind(word)) kind = word;
        ++words;
        while (at < text.size() && (is_gap(text[at]) || text[at] == '#'))
            ++at;
    }
    return at < text.size() && is_digit(text[at]) ? at : 0;
}

}  // namespace

bool is_kind(std::string_view word) {
    return std::find(kinds.begin(), kinds.end(), word) != kinds.end();
}

bool stands_for_folder(std::string_view file_name) {
    const auto name = folded(file_name);
    const auto stem = std::string_view(name).substr(0, name.rfind('.'));
    return name == "kep.yaml" || stem == "readme" || stem == "index" || stem == "decision" || stem == "adr" ||
           stem == "rfc" || stem == "proposal";
}

bool is_record_of_folder(std::string_view path) {
    const auto file = base_name(path);
    if (stands_for_folder(file)) return true;
    const auto folder = read_name(base_name(folder_name(path)));
    return (folder.number || folder.dated) && !folder.rest.empty() &&
           folder.rest == file.substr(0, file.size() - extension(file).size());
}

FileName read_name(std::string_view slug) {
    FileName out;
    out.slug = slug;
    if (const auto length = date_length(slug); length > 0) {
        out.dated = true;
        out.rest = trimmed(slug.substr(std::min(slug.size(), length + 1)));
        // "2021-06-05_001-topic" has both.
        const auto digits = out.rest.find_first_not_of("0123456789");
        if (digits != std::string_view::npos && (digits == 3 || digits == 4) && is_gap(out.rest[digits])) {
            out.number = without_zeros(out.rest.substr(0, digits));
            out.padded = true;
            out.rest = out.rest.substr(digits + 1);
        }
        return out;
    }
    if (is_release(slug)) {
        out.rest = slug;
        return out;
    }
    std::string kind;
    std::size_t words = 0;
    auto at = prefix_length(slug, kind, words);
    // Words before a number make it the record's only if one of them says what it is ("http2" is none).
    if (at > 0 && kind.empty()) at = slug.size();
    const auto begin = at;
    while (at < slug.size() && is_digit(slug[at]))
        ++at;
    const auto digits = at - begin;
    if (digits == 0 || digits > 7) {
        out.rest = slug;
        return out;
    }
    // A letter may follow ("12a"), then the number must end.
    if (at < slug.size() && is_letter(slug[at]) && (at + 1 == slug.size() || is_gap(slug[at + 1]))) ++at;
    if (at < slug.size() && !is_gap(slug[at])) {
        out.rest = slug;
        return out;
    }
    out.kind = kind;
    out.number = folded(without_zeros(slug.substr(begin, at - begin)));
    out.padded = digits >= 3;
    while (at < slug.size() && is_gap(slug[at]))
        ++at;
    out.rest = slug.substr(at);
    return out;
}

FileName read_file_name(std::string_view path) {
    auto name = base_name(path);
    auto folder =
        path.size() > name.size() ? path.substr(0, path.size() - name.size() - 1) : std::string_view();
    const bool of_folder = !folder.empty() && is_record_of_folder(path);
    if (of_folder) name = base_name(folder);
    const auto stem = of_folder ? name : name.substr(0, name.size() - extension(name).size());
    auto out = read_name(stem);
    // A folder "168-2-topic" holds a second part of what 168 is about.
    if (folded(base_name(path)) == "kep.yaml" && out.number && out.rest.size() > 1 &&
        is_digit(out.rest.front()) && out.rest[1] == '-') {
        *out.number += std::string("-") + out.rest.front();
        out.rest = out.rest.substr(2);
    }
    return out;
}

Heading read_heading(std::string_view text, const std::optional<std::string>& file_number) {
    const auto whole = plain(text);
    std::string_view rest = whole;
    std::string kind;
    std::size_t words = 0;
    auto at = prefix_length(rest, kind, words);
    if (at > 0 && kind.empty()) at = 0;
    // "ADR: Use x".
    if (at == 0)
        if (const auto colon = rest.find(':');
            colon < 10 && is_kind(upper(rest.substr(0, colon))) && colon + 1 < rest.size())
            return {std::string(trimmed(rest.substr(colon + 1))), std::nullopt};
    const bool bracketed = at == 0 && kind.empty() && rest.size() > 1 &&
                           (rest.front() == '[' || rest.front() == '(' || rest.front() == '#');
    if (bracketed) {
        kind.clear();
        const auto inner = prefix_length(rest.substr(1), kind, words);
        at = 1 + (kind.empty() ? 0 : inner);
    }
    const auto begin = at;
    while (at < rest.size() && is_digit(rest[at]))
        ++at;
    const auto digits = at - begin;
    if (digits == 0 || digits > 7) return {whole, std::nullopt};
    if (at + 1 < rest.size() && rest[at] == '-' && is_digit(rest[at + 1]) && !kind.empty())
        while (at < rest.size() && (rest[at] == '-' || is_digit(rest[at])))
            ++at;
    const auto number = without_zeros(rest.substr(begin, at - begin));
    // "Implementing PEP 649" speaks of another; "Aries RFC 0036" is a name.
    if (words > 1 && number != file_number) return {whole, std::nullopt};
    if (at < rest.size() && (rest[at] == ']' || (bracketed && rest[at] == ')'))) ++at;
    const auto after = rest.substr(at);
    const auto tail = trimmed(after);
    // What separates the number from the title. "3.5" and "3D" are no numbers of records.
    std::size_t gap = 0;
    for (const std::string_view mark : {":", ".", ")", "-", "–", "—", "：", "|", "_"})
        if (tail.starts_with(mark)) gap = mark.size();
    if (gap == 1 && tail.size() > 1 && tail.front() != ':' && is_digit(tail[1]) &&
        tail.data() == after.data())
        gap = 0;
    if (gap == 1 && tail.front() == '-' && tail.data() == after.data() && kind.empty() && tail.size() > 1 &&
        !is_blank(tail[1]) && number != file_number)
        gap = 0;
    const bool spaced = !after.empty() && is_blank(after.front());
    if (gap == 0 && !tail.empty() && !(spaced && (!kind.empty() || number == file_number || bracketed)))
        return {whole, std::nullopt};
    auto title = trimmed(tail.substr(gap));
    if (title.starts_with("- ")) title = trimmed(title.substr(2));
    return {std::string(title), number};
}

}  // namespace restante::decisions
