// Names that the hub gives meaning to. PURE.
#pragma once

#include <algorithm>
#include <string_view>

namespace restante::hub {

/// Spaces and users alike: [a-z0-9][a-z0-9._-]{0,63}.
[[nodiscard]] inline bool is_name(std::string_view name) noexcept {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    const auto other = [&](char c) { return plain(c) || c == '.' || c == '_' || c == '-'; };
    return !name.empty() && name.size() <= 64 && plain(name.front()) &&
           std::all_of(name.begin(), name.end(), other);
}

}  // namespace restante::hub
