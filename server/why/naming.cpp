#include "why/naming.hpp"

#include <algorithm>

#include "base/file_name.hpp"
#include "decisions/words.hpp"

namespace restante::why {
namespace {

bool goes_on(char c) {
    return decisions::is_word(c) || c == '_' || c == '-';
}

/// Where it stands as a whole: neither the end of another path nor the beginning of a longer name.
std::size_t find_path(std::string_view text, std::string_view path) {
    for (auto at = text.find(path); at != std::string_view::npos; at = text.find(path, at + 1)) {
        const auto end = at + path.size();
        const char last = at == 0 ? ' ' : text[at - 1];
        const bool rooted = last == '/' && (at == 1 || !goes_on(text[at - 2]));
        const bool begins = rooted || !(goes_on(last) || last == '.' || last == '/');
        // A folder that goes on names what is in it.
        const bool ends =
            end == text.size() || !(goes_on(text[end]) || ((text[end] == '/' || text[end] == '.') &&
                                                           end + 1 < text.size() && goes_on(text[end + 1])));
        if (begins && ends) return at;
    }
    return std::string_view::npos;
}

}  // namespace

std::optional<Naming> naming_in(std::string_view text, std::string_view file) {
    if (file.find('/') == std::string_view::npos) return std::nullopt;
    auto kind = EvidenceKind::named_file;
    auto at = find_path(text, file);
    if (at == std::string_view::npos) {
        const auto folder = folder_name(file);
        if (folder.find('/') == std::string_view::npos) return std::nullopt;
        kind = EvidenceKind::named_folder;
        at = find_path(text, folder);
    }
    if (at == std::string_view::npos) return std::nullopt;
    const auto before = text.substr(0, at);
    return Naming{kind, static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n') + 1)};
}

}  // namespace restante::why
