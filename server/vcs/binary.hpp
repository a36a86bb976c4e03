// Whether git takes a file's bytes for text. PURE.
#pragma once

#include <string_view>

namespace restante::vcs {

/// As git decides it where no attribute says otherwise (buffer_is_binary in its xdiff-interface.c): a NUL
/// among the first bytes.
[[nodiscard]] inline bool looks_binary(std::string_view bytes) noexcept {
    constexpr std::size_t looked_at = 8000;
    return bytes.substr(0, looked_at).find('\0') != std::string_view::npos;
}

}  // namespace restante::vcs
