// COMMIT:PATH:START[-END][:COLUMN-COLUMN], as people type code of some commit. PURE.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace restante::cli {

/// First and last, both meant; counted from 1.
struct Span {
    std::uint32_t first = 1;
    std::uint32_t last = 1;
    friend bool operator==(const Span&, const Span&) = default;
};

/// Larger numbers are nobody's lines or columns.
inline constexpr std::uint32_t number_max = 1U << 30;
/// 1 … number_max.
[[nodiscard]] std::optional<std::uint32_t> parse_number(std::string_view text);

struct CodeArgument {
    std::string revision;  // as git understands it
    std::string path;
    Span lines;
    std::optional<Span> columns;  // in characters; of the first and of the last line
};

/// Read from the right, as paths may hold colons: "r:a:7:2-5" is line 7 of "a". invalid_argument says what
/// was expected.
[[nodiscard]] Result<CodeArgument> parse_code(std::string_view text);

}  // namespace restante::cli
