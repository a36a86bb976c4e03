// Seeded texts and edits for the property tests of this folder.
#pragma once

#include <random>

#include "anchor/text.hpp"

namespace restante::anchor::tests {

class Generator {
  public:
    explicit Generator(std::uint32_t seed) : random_(seed) {}

    std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }

    /// Characters of all sizes, all three line endings, and now and then a byte that is not UTF-8.
    std::string characters(std::uint32_t count_max) {
        static const std::vector<std::string> alphabet{"a",
                                                       "b",
                                                       "(",
                                                       " ",
                                                       "\n",
                                                       "\r\n",
                                                       "\r",
                                                       "\xc3\xa9",
                                                       "\xe2\x82\xac",
                                                       "\xf0\x9f\x90\x99",
                                                       "\xff",
                                                       "\xc3",
                                                       "\xed\xa0\x80"};
        std::string out;
        for (auto n = below(count_max + 1); n > 0; --n)
            out += alphabet[below(static_cast<std::uint32_t>(alphabet.size()))];
        return out;
    }

    /// Lines of few kinds, so that equal ones are common.
    std::string lines(std::uint32_t count_max, std::uint32_t kinds) {
        std::string out;
        for (auto n = below(count_max + 1); n > 0; --n)
            out += fmt::format("line {}\n", below(kinds));
        return out;
    }

    Span span(const Text& text) {
        const auto a = below(text.size() + 1);
        const auto b = std::min(text.size(), a + below(below(4) == 0 ? text.size() + 1 : 5));
        return {a, b};
    }

    /// Between positions that exist, so that it can be undone by another edit.
    Edit edit(const Text& text) {
        return {text.range(span(text)), below(3) == 0 ? std::string{} : characters(6)};
    }

  private:
    std::mt19937 random_;
};

}  // namespace restante::anchor::tests
