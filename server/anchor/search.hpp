// Finding a quote in a text by its own lines and by the lines around it, when no diff leads there. PURE.
//
// Like the "fuzzy anchoring" of Hypothesis (https://web.hypothes.is/blog/fuzzy-anchoring/): quote 50, prefix
// 20, suffix 20, position 2 parts of 92, here over bags of tokens rather than characters. It says how good
// each place is; whether that is good enough is decided by anchor/place.hpp.
#pragma once

#include <functional>

#include "anchor/text.hpp"
#include "anchor/tokens.hpp"

namespace restante::anchor {

/// What to look for.
struct Wanted {
    std::vector<std::string> lines;  // never empty
    bool last_is_cut = false;        // the last line is only the beginning of one
    std::vector<std::string> prefix;
    std::vector<std::string> suffix;
    std::uint32_t line = 0;  // where it was
};
[[nodiscard]] Wanted wanted(const Anchor& anchor);

struct Candidate {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    double score = 0.0;  // 0 … 1
    friend bool operator==(const Candidate&, const Candidate&) = default;
};

/// The places where all lines stand as they were; the score is that of the context alone (0.5 when there was
/// none). Best first.
[[nodiscard]] std::vector<Candidate> find_exact(const Wanted& wanted, const Text& text);

/// Whether a window of lines may be taken: exclusivity is the caller's knowledge.
using WindowFilter = std::function<bool(std::uint32_t first, std::uint32_t count)>;

/// The best places where something alike stands, by quote, context and position; they do not overlap. Best
/// first.
///
/// `bags` are the tokens of all lines of the text searched (bags_of below), made once for many searches;
/// `filter` may be empty.
[[nodiscard]] std::vector<Candidate> find_alike(const Wanted& wanted, std::span<const TokenBag> bags,
                                                const WindowFilter& filter);
[[nodiscard]] std::vector<TokenBag> bags_of(const Text& text);

/// Similarity of the quote itself to these lines, 0 … 1.
[[nodiscard]] double quote_similarity(const Wanted& wanted, std::span<const TokenBag> bags,
                                      const Candidate& candidate);

}  // namespace restante::anchor
