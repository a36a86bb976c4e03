#include "why/change.hpp"

#include <algorithm>

#include "anchor/names.hpp"
#include "decisions/words.hpp"
#include "why/nearby.hpp"

namespace restante::why {
namespace {

using anchor::trimmed;
using decisions::is_digit;

/// Lines of fewer letters are everywhere, and say nothing of where they came from.
constexpr std::size_t telling_characters = 12;

bool tells_origin(std::string_view line) {
    return static_cast<std::size_t>(std::count_if(
               line.begin(), line.end(), [](char c) { return decisions::is_word(c); })) >= telling_characters;
}

/// Each number and version ("1.2.0-rc.1", "v3") one '0'.
std::string without_numbers(std::string_view line) {
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool begins = i == 0 || !decisions::is_word(line[i - 1]);
        const bool version = line[i] == 'v' && begins && i + 1 < line.size() && is_digit(line[i + 1]);
        if (!is_digit(line[i]) && !version) {
            out += line[i];
            continue;
        }
        while (i < line.size() && (decisions::is_word(line[i]) ||
                                   std::string_view(".-+_").find(line[i]) != std::string_view::npos))
            ++i;
        --i;
        out += '0';
    }
    return out;
}

/// Whether the two differ in a letter or two, all in one place.
bool is_correction(std::string_view old, std::string_view now) {
    constexpr std::size_t letters_max = 2;
    constexpr std::size_t same_min = 16;
    std::size_t begin = 0;
    while (begin < std::min(old.size(), now.size()) && old[begin] == now[begin])
        ++begin;
    old.remove_prefix(begin);
    now.remove_prefix(begin);
    std::size_t end = 0;
    while (!old.empty() && !now.empty() && old.back() == now.back()) {
        old.remove_suffix(1);
        now.remove_suffix(1);
        ++end;
    }
    const auto letters = [](std::string_view text) {
        return std::all_of(text.begin(), text.end(), decisions::is_letter);
    };
    return begin + end >= same_min && old.size() <= letters_max && now.size() <= letters_max &&
           letters(old) && letters(now);
}

/// The hunk that added the line.
const anchor::Hunk* hunk_with(const anchor::Hunks& hunks, std::uint32_t line) {
    const auto hunk = std::find_if(hunks.begin(), hunks.end(), [&](const anchor::Hunk& h) {
        return h.new_start <= line && line < h.new_end();
    });
    return hunk == hunks.end() ? nullptr : &*hunk;
}

}  // namespace

Change::Change(const anchor::Text& before, const anchor::Text& after, std::string_view path)
    : before_(before), after_(after), prose_(is_prose(path)), map_(anchor::diff_lines(before, after)) {
    for (const auto& hunk : map_.hunks()) {
        for (auto line = hunk.old_start; line < hunk.old_end(); ++line)
            ++counts_[trimmed(before_.line(line))].removed;
        for (auto line = hunk.new_start; line < hunk.new_end(); ++line)
            ++counts_[trimmed(after_.line(line))].added;
    }
}

bool Change::was_moved(std::uint32_t line) const {
    const auto own = trimmed(after_.line(line));
    const auto count = counts_.find(own);
    return tells_origin(own) && count != counts_.end() && count->second.removed > 0 &&
           count->second.removed >= count->second.added;
}

bool Change::heads_moved_lines(std::uint32_t line, const anchor::Hunk& hunk) const {
    bool comment = true;
    for (auto below = line + 1; below < hunk.new_end(); ++below) {
        const auto own = trimmed(after_.line(below));
        comment = comment && is_comment_line(own);
        if (!comment && tells_origin(own)) return was_moved(below);
    }
    return false;
}

Fate Change::fate(std::uint32_t line) const {
    if (line >= after_.line_count()) return Fate::written;
    const auto own = trimmed(after_.line(line));
    const auto* hunk = hunk_with(map_.hunks(), line);
    if (hunk == nullptr) return tells_origin(own) ? Fate::moved : Fate::written;
    if (was_moved(line)) return Fate::moved;
    const bool comment = is_comment_line(own);
    if (comment && heads_moved_lines(line, *hunk)) return Fate::moved;
    const bool numbers = std::any_of(own.begin(), own.end(), is_digit);
    for (auto old_line = hunk->old_start; old_line < hunk->old_end(); ++old_line) {
        const auto old = trimmed(before_.line(old_line));
        if (numbers && without_numbers(old) == without_numbers(own)) return Fate::renumbered;
        if ((comment || prose_) && is_correction(old, own)) return Fate::corrected;
    }
    return Fate::written;
}

}  // namespace restante::why
