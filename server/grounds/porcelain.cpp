#include "grounds/porcelain.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "vcs/object_id.hpp"

namespace restante::grounds {
namespace {

std::string_view taken(std::string_view& rest, char end) {
    const auto part = rest.substr(0, rest.find(end));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    return part;
}

/// Counted from 1.
std::optional<std::uint32_t> number_of(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value == 0) return std::nullopt;
    return value;
}

tl::unexpected<Error> strange(std::string_view line) {
    constexpr std::size_t shown_max = 80;
    return fail(Errc::corrupt, "git blame says what is not understood: {}", line.substr(0, shown_max));
}

}  // namespace

std::string unquoted(std::string_view path) {
    if (path.size() < 2 || !path.starts_with('"') || !path.ends_with('"')) return std::string(path);
    path = path.substr(1, path.size() - 2);
    std::string out;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] != '\\' || i + 1 == path.size()) {
            out += path[i];
            continue;
        }
        ++i;
        static constexpr std::string_view letters = "abtnvfr";
        if (path[i] >= '0' && path[i] <= '7') {
            unsigned value = 0;
            std::size_t digits = 0;
            for (;
                 digits < 3 && i + digits < path.size() && path[i + digits] >= '0' && path[i + digits] <= '7';
                 ++digits)
                value = value * 8 + static_cast<unsigned>(path[i + digits] - '0');
            out += static_cast<char>(value);
            i += digits - 1;
        } else if (const auto at = letters.find(path[i]); at != std::string_view::npos) {
            out += "\a\b\t\n\v\f\r"[at];
        } else {
            out += path[i];
        }
    }
    return out;
}

Result<std::vector<Blamed>> parse_porcelain(std::string_view text) {
    std::vector<Blamed> out;
    Blamed* current = nullptr;
    while (!text.empty()) {
        const auto line = taken(text, '\n');
        if (line.starts_with('\t')) {  // the line's own text, which we have
            current = nullptr;
            continue;
        }
        auto rest = line;
        const auto word = taken(rest, ' ');
        if (current != nullptr) {
            if (word == "filename") current->path = unquoted(rest);
            if (word == "previous") {
                current->previous_commit = taken(rest, ' ');
                current->previous_path = unquoted(rest);
            }
            continue;
        }
        const auto original = number_of(taken(rest, ' '));
        const auto number = number_of(taken(rest, ' '));
        if (!vcs::is_object_id(word) || !original || !number) return strange(line);
        auto known = std::find_if(out.begin(), out.end(), [&](const Blamed& b) { return b.commit == word; });
        if (known == out.end()) {
            out.emplace_back();
            known = std::prev(out.end());
            known->commit = word;
        }
        known->lines.push_back({*number - 1, *original - 1});
        current = &*known;
    }
    return out;
}

}  // namespace restante::grounds
