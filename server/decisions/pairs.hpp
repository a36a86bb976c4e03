// "Key: value" in one line of any markup. PURE; the views are into the line.
#pragma once

#include <string_view>
#include <vector>

#include "decisions/facts.hpp"

namespace restante::decisions {

/// The name and what it is set to; false when there is no colon, or emphasis, where one would stand.
[[nodiscard]] bool split_pair(std::string_view line, std::string_view& key, std::string_view& value);

/// "Key: value" with whatever emphasis; false when the line is none, or the key is no field's. Several in one
/// line
/// ("Status: accepted | Date: 2025-03-07") are several facts, the line's first as the last of them.
[[nodiscard]] bool read_pair(std::string_view line, Where where, std::uint32_t number,
                             std::vector<Fact>& out);

}  // namespace restante::decisions
