#include "why/globs.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "decisions/words.hpp"

namespace restante::why {
namespace {

constexpr std::size_t pattern_bytes_max = 512;
constexpr std::size_t path_bytes_max = 4096;
constexpr std::size_t alternatives_max = 64;

/// "{a,b}/c" is "a/c" and "b/c". Empty when there are too many.
std::vector<std::string> alternatives(std::string_view pattern) {
    std::vector<std::string> done;
    std::vector<std::string> pending{std::string(pattern)};
    while (!pending.empty()) {
        if (pending.size() + done.size() > alternatives_max) return {};
        auto one = std::move(pending.back());
        pending.pop_back();
        const auto close = one.find('}');
        const auto open = close == std::string::npos ? std::string::npos : one.rfind('{', close);
        if (open == std::string::npos) {
            done.push_back(std::move(one));
            continue;
        }
        const auto inner = std::string_view(one).substr(open + 1, close - open - 1);
        for (std::size_t begin = 0; begin <= inner.size();) {
            const auto end = std::min(inner.find(',', begin), inner.size());
            pending.push_back(one.substr(0, open) + std::string(inner.substr(begin, end - begin)) +
                              one.substr(close + 1));
            if (pending.size() > alternatives_max) return {};
            begin = end + 1;
        }
    }
    return done;
}

/// Behind the ']' of the set that begins here; where there is none, behind the '[', which then is itself.
std::size_t set_end(std::string_view pattern, std::size_t at) {
    auto first = at + 1;
    if (first < pattern.size() && (pattern[first] == '!' || pattern[first] == '^')) ++first;
    const auto close = pattern.find(']', first + 1);
    return close == std::string_view::npos ? at + 1 : close + 1;
}

/// `set` with its brackets; a lone '[' is itself.
bool in_set(std::string_view set, char c) {
    if (set.size() == 1) return c == '[';
    set = set.substr(1, set.size() - 2);
    const bool negated = set.front() == '!' || set.front() == '^';
    if (negated) set.remove_prefix(1);
    bool found = false;
    for (std::size_t i = 0; i < set.size(); ++i) {
        const bool range = i + 2 < set.size() && set[i + 1] == '-';
        found = found || (set[i] <= c && c <= set[range ? i + 2 : i]);
        if (range) i += 2;
    }
    return found != negated && c != '/';
}

/// Row by row: which prefixes of the path does each prefix of the pattern match?
bool matches(std::string_view pattern, std::string_view path) {
    std::vector<char> now(path.size() + 1, 0);
    now[0] = 1;
    for (std::size_t at = 0; at < pattern.size();) {
        std::vector<char> next(path.size() + 1, 0);
        const auto rest = pattern.substr(at);
        if (rest.starts_with("**/")) {
            // None, or any number of whole folders.
            bool seen = false;
            for (std::size_t i = 0; i <= path.size(); ++i) {
                if (now[i]) next[i] = 1;
                if (i > 0 && path[i - 1] == '/' && seen) next[i] = 1;
                seen = seen || now[i];
            }
            at += 3;
        } else if (rest.starts_with("**")) {
            bool seen = false;
            for (std::size_t i = 0; i <= path.size(); ++i) {
                seen = seen || now[i];
                if (seen) next[i] = 1;
            }
            at += 2;
        } else if (rest.starts_with('*')) {
            bool seen = false;
            for (std::size_t i = 0; i <= path.size(); ++i) {
                if (i > 0 && path[i - 1] == '/') seen = false;
                seen = seen || now[i];
                if (seen) next[i] = 1;
            }
            at += 1;
        } else {
            const auto end = rest.front() == '[' ? set_end(pattern, at) : at + 1;
            for (std::size_t i = 0; i < path.size(); ++i) {
                if (!now[i]) continue;
                bool same = path[i] == rest.front();
                if (rest.front() == '?') same = path[i] != '/';
                if (rest.front() == '[') same = in_set(pattern.substr(at, end - at), path[i]);
                if (same) next[i + 1] = 1;
            }
            at = end;
        }
        now = std::move(next);
    }
    return now[path.size()] != 0;
}

std::size_t depth_of(std::string_view pattern) {
    std::size_t depth = 0;
    for (const auto part : decisions::parts(pattern, "/")) {
        if (part.find_first_of("*?[") != std::string_view::npos) break;
        ++depth;
    }
    return depth;
}

}  // namespace

std::optional<std::size_t> match_glob(std::string_view pattern, std::string_view path) {
    pattern = decisions::trimmed(pattern);
    if (pattern.size() > pattern_bytes_max || path.size() > path_bytes_max) return std::nullopt;
    std::optional<std::size_t> best;
    for (const auto& one : alternatives(pattern)) {
        std::string_view glob = one;
        const bool rooted = glob.starts_with('/') || glob.starts_with("./");
        while (glob.starts_with('/') || glob.starts_with("./"))
            glob.remove_prefix(glob.front() == '/' ? 1 : 2);
        const bool folder = glob.ends_with('/');
        while (glob.ends_with('/'))
            glob.remove_suffix(1);
        if (glob.empty()) continue;
        auto whole = std::string(glob);
        if (!rooted && !folder && glob.find('/') == std::string_view::npos && glob != "**")
            whole.insert(0, "**/");
        const bool file = !folder && matches(whole, path);
        if (file || matches(whole + "/**", path)) best = std::max(best.value_or(0), depth_of(whole));
    }
    return best;
}

}  // namespace restante::why
