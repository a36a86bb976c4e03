// How threads look on a terminal: plain text that a screen reader reads in order, colour only as an extra.
#pragma once

#include <string>

#include "base/printable.hpp"
#include "protocol/cpp/threads.hpp"

namespace restante::cli {

struct Style {
    bool color = false;
    std::int64_t now_ms = 0;  // for "3 h ago"
};

/// "src/a.cpp:12-14": lines counted from 1, the last one meant.
[[nodiscard]] std::string lines_of(const std::string& path, const protocol::Range& range);
/// Its title, or else its opening comment, or that this was withdrawn: what a list tells threads apart by.
[[nodiscard]] std::string first_words(const protocol::Thread& thread);
/// One line, for lists: place, short id, state when resolved, first words, who, how many, when.
[[nodiscard]] std::string list_line(const protocol::Thread& thread, const Style& style);
/// The whole thread: place, quoted code, comments with their ids.
[[nodiscard]] std::string whole(const protocol::Thread& thread, const Style& style);
/// The same, and why it is where it is: how sure that is, where it was seen last, who attached it where, and,
/// numbered, where it may be instead.
[[nodiscard]] std::string explained(const protocol::ThreadExplainResult& result, const Style& style);
[[nodiscard]] std::string hit_line(const protocol::SearchHit& hit, const Style& style);

/// "2026-11-22 14:05" in the reader's zone.
[[nodiscard]] std::string date(std::int64_t at_ms);
/// "just now", "5 min ago", "3 h ago", "4 days ago", then the date.
[[nodiscard]] std::string ago(std::int64_t at_ms, std::int64_t now_ms);

}  // namespace restante::cli
