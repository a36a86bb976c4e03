#include "decisions/dates.hpp"

#include <fmt/format.h>

#include <array>
#include <unordered_map>
#include <vector>

#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

constexpr std::size_t tokens_max = 40;
constexpr std::size_t date_text_bytes_max = 400;

/// A number or a word, and what stands between it and the one before.
struct Token {
    int value = -1;  // -1: a word that is no month
    int month = 0;   // of a word
    std::size_t digits = 0;
    char separator = ' ';  // '-', '/', '.', ' ' (also a comma), 'x' for anything else
};

int month_of(const std::string& word) {
    static const std::unordered_map<std::string, int> others{
        {"janvier", 1},  {"janv", 1},       {"février", 2},   {"fevrier", 2},    {"févr", 2},
        {"mars", 3},     {"avril", 4},      {"avr", 4},       {"mai", 5},        {"juin", 6},
        {"juillet", 7},  {"juil", 7},       {"août", 8},      {"aout", 8},       {"septembre", 9},
        {"octobre", 10}, {"novembre", 11},  {"décembre", 12}, {"decembre", 12},  {"déc", 12},
        {"januar", 1},   {"jänner", 1},     {"februar", 2},   {"märz", 3},       {"juni", 6},
        {"juli", 7},     {"oktober", 10},   {"dezember", 12}, {"enero", 1},      {"febrero", 2},
        {"marzo", 3},    {"abril", 4},      {"mayo", 5},      {"junio", 6},      {"julio", 7},
        {"agosto", 8},   {"septiembre", 9}, {"octubre", 10},  {"noviembre", 11}, {"diciembre", 12},
        {"janeiro", 1},  {"fevereiro", 2},  {"março", 3},     {"maio", 5},       {"junho", 6},
        {"julho", 7},    {"setembro", 9},   {"outubro", 10},  {"novembro", 11},  {"dezembro", 12}};
    constexpr std::array<std::string_view, 12> english{"january",   "february", "march",    "april",
                                                       "may",       "june",     "july",     "august",
                                                       "september", "october",  "november", "december"};
    if (word.size() >= 3)
        for (std::size_t i = 0; i < english.size(); ++i)
            if (english[i].starts_with(word) || word == "sept" || false) {
                if (word == "sept") return 9;
                return static_cast<int>(i) + 1;
            }
    const auto found = others.find(word);
    return found == others.end() ? 0 : found->second;
}

char separator_of(std::string_view between) {
    const auto text = trimmed(between);
    if (text.empty() || text == "," || text == "of" || text == "de" || text == "du") return ' ';
    if (text == "-" || text == "/" || text == ".") return text.front();
    if (text == "‐" || text == "‑" || text == "–") return '-';
    if (text == ".,") return ' ';
    return 'x';
}

std::vector<Token> tokens_of(std::string_view text) {
    const auto lower = folded(text.substr(0, date_text_bytes_max));
    std::vector<Token> out;
    std::size_t gap = 0;
    for (std::size_t i = 0; i < lower.size() && out.size() < tokens_max;) {
        if (!is_word(lower[i]) || lower.compare(i, 3, "–") == 0 || lower.compare(i, 3, "‑") == 0) {
            i += is_word(lower[i]) ? 3 : 1;
            continue;
        }
        Token token;
        token.separator = out.empty() ? 'x' : separator_of(std::string_view(lower).substr(gap, i - gap));
        const auto begin = i;
        if (is_digit(lower[i])) {
            token.value = 0;
            for (; i < lower.size() && is_digit(lower[i]); ++i)
                if (i - begin < 8) token.value = token.value * 10 + (lower[i] - '0');
            token.digits = i - begin;
            // "13th", and the "T" of a time.
            for (const auto* ordinal : {"st", "nd", "rd", "th", "er"})
                if (lower.compare(i, 2, ordinal) == 0) {
                    i += 2;
                    break;
                }
        } else {
            while (i < lower.size() && is_word(lower[i]) && !is_digit(lower[i]))
                ++i;
            const auto word = lower.substr(begin, i - begin);
            if (word == "of" || word == "de" || word == "du") continue;  // "the 3rd of May"
            token.month = month_of(word);
        }
        gap = i;
        out.push_back(token);
    }
    return out;
}

bool is_year(const Token& t) {
    return t.digits == 4 && t.value >= 1970 && t.value < 2100;
}
bool is_day(const Token& t) {
    return (t.digits == 1 || t.digits == 2) && t.value >= 1 && t.value <= 31;
}
bool is_month(const Token& t) {
    return is_day(t) && t.value <= 12;
}

std::optional<std::string> iso(int year, int month, int day) {
    constexpr std::array<int, 12> days{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (day > days.at(static_cast<std::size_t>(month - 1))) return std::nullopt;
    return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

/// A date of three numbers whose last is the year.
DateReading year_last(const Token& a, const Token& b, int year, DayOrder order) {
    if (b.separator == '.') order = DayOrder::day_first;  // dots stand only where the day comes first
    if (a.value > 12 && b.value > 12) return {};
    if (a.value > 12) return {iso(year, b.value, a.value), DayOrder::day_first, false};
    if (b.value > 12) return {iso(year, a.value, b.value), DayOrder::month_first, false};
    if (a.value == b.value) return {iso(year, a.value, b.value), DayOrder::unknown, false};
    if (order == DayOrder::unknown) return {std::nullopt, DayOrder::unknown, true};
    return {order == DayOrder::day_first ? iso(year, b.value, a.value) : iso(year, a.value, b.value),
            DayOrder::unknown, false};
}

DateReading three(const Token& a, const Token& b, const Token& c, DayOrder order) {
    const bool same = b.separator == c.separator && b.separator != 'x' && b.separator != ' ';
    if (is_year(a) && is_month(b) && is_day(c) && (same || (b.separator == '-' && c.separator == '-')))
        return {iso(a.value, b.value, c.value), DayOrder::unknown, false};
    if (same && is_day(a) && is_day(b) && is_year(c)) return year_last(a, b, c.value, order);
    const bool near = b.separator != 'x' && c.separator != 'x';
    if (near && is_day(a) && b.month != 0 && is_year(c))
        return {iso(c.value, b.month, a.value), DayOrder::unknown, false};
    if (near && a.month != 0 && is_day(b) && is_year(c))
        return {iso(c.value, a.month, b.value), DayOrder::unknown, false};
    if (near && is_year(a) && b.month != 0 && is_day(c))
        return {iso(a.value, b.month, c.value), DayOrder::unknown, false};
    return {};
}

std::optional<std::string> two(const Token& a, const Token& b) {
    if (b.separator == 'x') return std::nullopt;
    if (a.month != 0 && is_year(b)) return fmt::format("{:04}-{:02}", b.value, a.month);
    if (is_year(a) && b.separator == '-' && b.digits == 2 && is_month(b))
        return fmt::format("{:04}-{:02}", a.value, b.value);
    if (b.separator == '/' && a.digits == 2 && is_month(a) && is_year(b))
        return fmt::format("{:04}-{:02}", b.value, a.value);
    return std::nullopt;
}

}  // namespace

DateReading read_date(std::string_view text, DayOrder order) {
    const auto tokens = tokens_of(text);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        // "20240131", alone.
        if (tokens[i].digits == 8) {
            const int value = tokens[i].value;
            const int month = value / 100 % 100;
            if (value / 10000 >= 1970 && value / 10000 < 2100 && month >= 1 && month <= 12 &&
                value % 100 >= 1 && value % 100 <= 31)
                return {iso(value / 10000, month, value % 100), DayOrder::unknown, false};
        }
        if (i + 2 < tokens.size())
            if (auto date = three(tokens[i], tokens[i + 1], tokens[i + 2], order); date.iso || date.ambiguous)
                return date;
        // "2021-02-30" is no date, and not a month either.
        const bool goes_on =
            i + 2 < tokens.size() && tokens[i + 2].separator == '-' && tokens[i + 2].digits > 0;
        if (i + 1 < tokens.size() && !goes_on)
            if (auto month = two(tokens[i], tokens[i + 1]))
                return {std::move(month), DayOrder::unknown, false};
    }
    return {};
}

}  // namespace restante::decisions
