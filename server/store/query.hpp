// What a person types into a search box, as an FTS5 expression that cannot be wrong, and as words to rank and
// show matches by. Pure; knows no database.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace restante::store {

struct Query {
    struct Term {
        std::vector<std::string> words;  // folded; several: a phrase
        bool prefix = false;             // the last word stands for all that begin with it
    };
    std::vector<Term> terms;  // all must match; none: nothing can be found

    /// Quoted throughout: no character of the input is ever an operator.
    [[nodiscard]] std::string match() const;
};

/// Words are runs of letters, digits and anything outside ASCII; "…" is a phrase, and so are words joined by
/// punctuation (`fold_next`); `word*` stands for its continuations when it has three characters or more. At
/// most terms_max terms; the rest of the input is not looked at.
[[nodiscard]] Query parse_query(std::string_view text);
inline constexpr std::size_t terms_max = 16;

/// How well a text fits, for ordering matches of one query: frequency of the terms, dampened, in relation to
/// the text's length. Larger is better; 0 when no term is found as it stands.
[[nodiscard]] double score(const Query& query, std::string_view text);

/// About `length` bytes of the text around the first term found, white space collapsed, cut at characters,
/// with "…" where something was cut off.
[[nodiscard]] std::string snippet(const Query& query, std::string_view text, std::size_t length = 160);

}  // namespace restante::store
