#include "decisions/named_paths.hpp"

#include <algorithm>
#include <functional>

#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

constexpr std::size_t pieces_max = 256;  // of what stands between two blanks
constexpr std::size_t piece_bytes_max = 4096;

bool goes_on(char c) {
    return is_word(c) || c == '_' || c == '-';
}

bool is_between(char c) {
    return is_blank(c) || c == '\n';
}

bool may_begin(std::string_view text, std::size_t at) {
    const char last = at == 0 ? ' ' : text[at - 1];
    const bool rooted = last == '/' && (at == 1 || !goes_on(text[at - 2]));
    return rooted || !(goes_on(last) || last == '.' || last == '/');
}

/// A folder that goes on names what is in it.
bool may_end(std::string_view text, std::size_t end) {
    return end == text.size() || !(goes_on(text[end]) || ((text[end] == '/' || text[end] == '.') &&
                                                          end + 1 < text.size() && goes_on(text[end + 1])));
}

std::uint64_t hash_of(std::string_view path) {
    return std::hash<std::string_view>{}(path);
}

}  // namespace

std::size_t find_path(std::string_view text, std::string_view path) {
    for (auto at = text.find(path); at != std::string_view::npos; at = text.find(path, at + 1))
        if (may_begin(text, at) && may_end(text, at + path.size())) return at;
    return std::string_view::npos;
}

bool names_into(std::string_view text, std::string_view folder) {
    for (auto at = text.find(folder); at != std::string_view::npos; at = text.find(folder, at + 1)) {
        const auto end = at + folder.size();
        const bool within = end + 1 < text.size() && text[end] == '/' && goes_on(text[end + 1]);
        if (may_begin(text, at) && (within || may_end(text, end))) return true;
    }
    return false;
}

NamedPaths::NamedPaths(std::string_view text) {
    std::uint32_t line = 1;
    std::vector<std::size_t> begins;
    std::vector<std::size_t> ends;
    for (std::size_t at = 0; at < text.size();) {
        if (is_between(text[at])) {
            if (text[at++] == '\n') ++line;
            continue;
        }
        auto end = at;
        bool has_slash = false;
        while (end < text.size() && !is_between(text[end]))
            has_slash = text[end++] == '/' || has_slash;
        const auto piece = text.substr(at, end - at);
        at = end;
        if (!has_slash) continue;
        begins.clear();
        ends.clear();
        for (std::size_t i = 0; i < piece.size(); ++i) {
            if (may_begin(piece, i)) begins.push_back(i);
            if (may_end(piece, i + 1)) ends.push_back(i + 1);
            if (begins.size() * ends.size() > pieces_max) break;
        }
        if (piece.size() > piece_bytes_max || begins.size() * ends.size() > pieces_max) {
            whole_ = false;
            continue;
        }
        for (const auto first : begins)
            for (const auto last : ends) {
                if (last <= first) continue;
                const auto path = piece.substr(first, last - first);
                if (path.find('/') != std::string_view::npos) named_.push_back({hash_of(path), line});
            }
    }
    std::stable_sort(named_.begin(), named_.end(),
                     [](const Named& a, const Named& b) { return a.hash < b.hash; });
    named_.erase(std::unique(named_.begin(), named_.end(),
                             [](const Named& a, const Named& b) { return a.hash == b.hash; }),
                 named_.end());
    named_.shrink_to_fit();
}

std::uint32_t NamedPaths::line_of(std::string_view path) const {
    const auto hash = hash_of(path);
    const auto found = std::lower_bound(named_.begin(), named_.end(), hash,
                                        [](const Named& a, std::uint64_t wanted) { return a.hash < wanted; });
    return found == named_.end() || found->hash != hash ? 0 : found->line;
}

bool NamedPaths::can_tell(std::string_view path) const {
    return whole_ && path.find('/') != std::string_view::npos &&
           std::none_of(path.begin(), path.end(), is_between);
}

}  // namespace restante::decisions
