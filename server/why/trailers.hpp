// What a commit's author says in trailers (git-interpret-trailers(1)): that a decision led to it, or where it
// was discussed. PURE; linear in the message.
#pragma once

#include <string_view>
#include <vector>

namespace restante::why {

/// Their tokens, which git compares without regard to case.
inline constexpr std::string_view decided_by = "Decided-by";
inline constexpr std::string_view discussed_in = "Discussed-in";

struct Trailer {
    std::string_view token;
    std::string_view value;  // of one line, without blanks around it
};

/// Those of the message's last paragraph, when it is made of trailers: of all its lines, or of a quarter of
/// them where one is git's own ("Signed-off-by:"). Views into the message. A subject alone has none.
[[nodiscard]] std::vector<Trailer> trailers_in(std::string_view message);

/// The values of one token.
[[nodiscard]] std::vector<std::string_view> trailer_values(std::string_view message, std::string_view token);

}  // namespace restante::why
