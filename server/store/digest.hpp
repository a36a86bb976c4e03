// A number for some bytes. Private to this folder.
#pragma once

#include <cstdint>
#include <string_view>

namespace restante::store {

/// FNV-1a: tells mistakes and narrows down what to compare; nobody who chooses the bytes is kept from a
/// collision.
[[nodiscard]] inline std::int64_t digest(std::string_view bytes) noexcept {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : bytes)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return static_cast<std::int64_t>(hash);
}

}  // namespace restante::store
