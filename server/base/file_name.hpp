// The parts of a path: its folder, its last part, and what that ends in. PURE.
#pragma once

#include <string_view>

namespace restante {

/// "b.cpp" of "src/b.cpp".
[[nodiscard]] inline std::string_view base_name(std::string_view path) noexcept {
    const auto slash = path.find_last_of('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

/// "src" of "src/b.cpp"; empty when it has no '/'.
[[nodiscard]] inline std::string_view folder_name(std::string_view path) noexcept {
    const auto slash = path.find_last_of('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

/// ".cpp" of "src/b.cpp"; empty when its name has no dot.
[[nodiscard]] inline std::string_view extension(std::string_view path) noexcept {
    const auto name = base_name(path);
    const auto dot = name.find_last_of('.');
    return dot == std::string_view::npos ? std::string_view() : name.substr(dot);
}

}  // namespace restante
