#include "why/naming.hpp"

#include <algorithm>

#include "base/file_name.hpp"

namespace restante::why {
namespace {

/// `line_of`: where a path is named first; 0 for nowhere.
template <class LineOf>
std::optional<Naming> named_by(std::string_view file, LineOf line_of) {
    if (file.find('/') == std::string_view::npos) return std::nullopt;
    if (const std::uint32_t line = line_of(file); line > 0) return Naming{EvidenceKind::named_file, line};
    const auto folder = folder_name(file);
    if (folder.find('/') == std::string_view::npos) return std::nullopt;
    if (const std::uint32_t line = line_of(folder); line > 0) return Naming{EvidenceKind::named_folder, line};
    return std::nullopt;
}

}  // namespace

std::optional<Naming> naming_in(std::string_view text, std::string_view file) {
    return named_by(file, [text](std::string_view path) -> std::uint32_t {
        const auto at = decisions::find_path(text, path);
        if (at == std::string_view::npos) return 0;
        const auto before = text.substr(0, at);
        return static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n') + 1);
    });
}

std::optional<Naming> naming_in(const decisions::NamedPaths& paths, std::string_view file) {
    return named_by(file, [&](std::string_view path) { return paths.line_of(path); });
}

}  // namespace restante::why
