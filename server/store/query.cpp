#include "store/query.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace restante::store {
namespace {

constexpr std::size_t prefix_length_min = 3;  // the index keeps lists for prefixes of this length
constexpr std::size_t words_max = 64;
constexpr std::size_t word_bytes_max = 200;

bool is_word_byte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte >= 0x80;
}

char fold(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

std::size_t characters(std::string_view word) {
    return static_cast<std::size_t>(
        std::ranges::count_if(word, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

/// Where the next word of `text` at or after `from` begins and ends; npos, npos when there is none.
std::pair<std::size_t, std::size_t> next_word(std::string_view text, std::size_t from) {
    while (from < text.size() && !is_word_byte(text[from]))
        ++from;
    if (from == text.size()) return {std::string_view::npos, std::string_view::npos};
    auto end = from;
    while (end < text.size() && is_word_byte(text[end]))
        ++end;
    return {from, end};
}

bool equal_folded(std::string_view in_text, std::string_view word) {
    return in_text.size() == word.size() &&
           std::ranges::equal(in_text, word, [](char a, char b) { return fold(a) == b; });
}

/// Whether the term's words stand in the text from the word at `begin` on.
bool matches_at(const Query::Term& term, std::string_view text, std::size_t begin) {
    auto [from, to] = next_word(text, begin);
    for (std::size_t i = 0; i < term.words.size(); ++i) {
        if (from == std::string_view::npos) return false;
        auto found = text.substr(from, to - from);
        if (term.prefix && i + 1 == term.words.size()) found = found.substr(0, term.words[i].size());
        if (!equal_folded(found, term.words[i])) return false;
        std::tie(from, to) = next_word(text, to);
    }
    return true;
}

Query::Term words_of(std::string_view piece) {
    Query::Term term;
    for (auto [from, to] = next_word(piece, 0); from != std::string_view::npos;
         std::tie(from, to) = next_word(piece, to)) {
        std::string word(piece.substr(from, std::min(to - from, word_bytes_max)));
        std::ranges::transform(word, word.begin(), fold);
        term.words.push_back(std::move(word));
        if (term.words.size() == words_max) break;
    }
    return term;
}

}  // namespace

Query parse_query(std::string_view text) {
    Query query;
    std::size_t at = 0;
    while (at < text.size() && query.terms.size() < terms_max) {
        if (is_space(text[at])) {
            ++at;
            continue;
        }
        const bool quoted = text[at] == '"';
        const auto begin = quoted ? at + 1 : at;
        auto end = begin;
        while (end < text.size() && text[end] != '"' && (quoted || !is_space(text[end])))
            ++end;
        auto piece = text.substr(begin, end - begin);
        at = quoted && end < text.size() ? end + 1 : end;
        auto term = words_of(piece);
        if (term.words.empty()) continue;
        term.prefix = !quoted && piece.ends_with('*') && characters(term.words.back()) >= prefix_length_min;
        query.terms.push_back(std::move(term));
    }
    return query;
}

std::string Query::match() const {
    std::string out;
    for (const auto& term : terms) {
        if (!out.empty()) out += ' ';
        out += '"';
        for (std::size_t i = 0; i < term.words.size(); ++i) {
            if (i > 0) out += ' ';
            out += term.words[i];  // no word holds a quotation mark
        }
        out += '"';
        if (term.prefix) out += '*';
    }
    return out;
}

double score(const Query& query, std::string_view text) {
    std::vector<int> counts(query.terms.size(), 0);
    int words = 0;
    for (auto [from, to] = next_word(text, 0); from != std::string_view::npos;
         std::tie(from, to) = next_word(text, to)) {
        ++words;
        for (std::size_t i = 0; i < counts.size(); ++i)
            if (matches_at(query.terms[i], text, from)) ++counts[i];
    }
    // BM25 without document frequencies: all texts compared hold all the terms.
    constexpr double k = 1.2;
    constexpr double b = 0.75;
    constexpr double usual_length = 40.0;
    const double norm = k * (1.0 - b + b * words / usual_length);
    double total = 0.0;
    for (int count : counts)
        total += count * (k + 1.0) / (count + norm);
    return total;
}

std::string snippet(const Query& query, std::string_view text, std::size_t length) {
    std::size_t hit = 0;
    for (auto [from, to] = next_word(text, 0); from != std::string_view::npos;
         std::tie(from, to) = next_word(text, to)) {
        const auto here = from;
        if (std::ranges::any_of(query.terms,
                                [&](const auto& term) { return matches_at(term, text, here); })) {
            hit = here;
            break;
        }
    }
    auto is_inside_character = [&](std::size_t at) {
        return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U;
    };
    std::size_t begin = hit > length / 4 ? hit - length / 4 : 0;
    // Rather begin with a whole word.
    if (begin > 0)
        while (begin < hit && !is_space(text[begin - 1]))
            ++begin;
    std::size_t end = std::min(text.size(), begin + length);
    while (is_inside_character(begin))
        --begin;
    while (is_inside_character(end))
        --end;

    std::string out = begin > 0 ? "…" : "";
    bool gap = false;
    for (char c : text.substr(begin, end - begin)) {
        if (is_space(c)) {
            gap = true;
            continue;
        }
        if (gap && !out.empty() && out != "…") out += ' ';
        gap = false;
        out += c;
    }
    if (end < text.size()) out += "…";
    return out;
}

}  // namespace restante::store
