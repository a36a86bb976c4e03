// FILE:LINE, FILE:LINE-LINE or FILE:LINE:COLUMN-COLUMN, as people type places. PURE.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "protocol/cpp/lsp.hpp"

namespace restante::cli {

struct PlaceArgument {
    std::string file;
    protocol::Range range;  // 0-based, UTF-8 columns; empty for a single line
};

/// Lines and columns are typed 1-based, the last one included. invalid_argument says what was expected.
[[nodiscard]] Result<PlaceArgument> parse_place(std::string_view text);

}  // namespace restante::cli
