#include "anchor/tokens.hpp"

#include <algorithm>

#include "anchor/line_ids.hpp"

namespace restante::anchor {
namespace {

bool space(char c) noexcept {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
bool digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
bool letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// Calls found(start, end, is_word) for each token.
template <class Found>
void scan(std::string_view line, Found found) {
    for (std::size_t at = 0, count = 0; at < line.size() && count < line_tokens_max;) {
        if (space(line[at])) {
            ++at;
            continue;
        }
        const auto start = at++;
        const bool number = digit(line[start]);
        const bool word = number || letter(line[start]);
        while (word && at < line.size() &&
               (letter(line[at]) || digit(line[at]) || (number && line[at] == '.')))
            ++at;
        found(start, at, word);
        ++count;
    }
}

std::uint32_t hash_of(std::string_view token) noexcept {
    return static_cast<std::uint32_t>(hash_bytes(token));
}

}  // namespace

std::vector<Token> tokenize(std::string_view line) {
    std::vector<Token> tokens;
    scan(line, [&](std::size_t start, std::size_t end, bool word) {
        tokens.push_back({static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end),
                          hash_of(line.substr(start, end - start)), word});
    });
    return tokens;
}

TokenBag token_bag(std::string_view line) {
    TokenBag bag;
    scan(line, [&](std::size_t start, std::size_t end, bool word) {
        bag.hashes.push_back(hash_of(line.substr(start, end - start)));
        bag.words += word ? 1 : 0;
    });
    std::sort(bag.hashes.begin(), bag.hashes.end());
    return bag;
}

std::vector<TokenBag> token_bags(std::span<const std::string_view> lines) {
    std::vector<TokenBag> bags;
    bags.reserve(lines.size());
    for (auto line : lines)
        bags.push_back(token_bag(line));
    return bags;
}

double dice(const TokenBag& a, const TokenBag& b) noexcept {
    if (a.hashes.empty() || b.hashes.empty()) return 0.0;
    std::size_t common = 0;
    auto i = a.hashes.begin();
    auto j = b.hashes.begin();
    while (i != a.hashes.end() && j != b.hashes.end()) {
        if (*i == *j) {
            ++common;
            ++i;
            ++j;
        } else if (*i < *j) {
            ++i;
        } else {
            ++j;
        }
    }
    return 2.0 * static_cast<double>(common) / static_cast<double>(a.hashes.size() + b.hashes.size());
}

double contained(const TokenBag& part, const TokenBag& whole) {
    if (part.hashes.empty()) return 0;
    std::vector<std::uint32_t> common;
    std::set_intersection(part.hashes.begin(), part.hashes.end(), whole.hashes.begin(), whole.hashes.end(),
                          std::back_inserter(common));
    return static_cast<double>(common.size()) / static_cast<double>(part.hashes.size());
}

double weight(const TokenBag& bag) noexcept {
    return bag.words == 0 ? 0.05 : std::min(bag.words, 8U) / 8.0 + 0.1;
}

std::string without_space(std::string_view line) {
    std::string out;
    (void)without_space(line, out);
    return out;
}

std::string_view without_space(std::string_view line, std::string& buffer) {
    buffer.resize(line.size());
    const auto end = std::copy_if(line.begin(), line.end(), buffer.begin(), [](char c) { return !space(c); });
    buffer.erase(end, buffer.end());
    return buffer;
}

}  // namespace restante::anchor
