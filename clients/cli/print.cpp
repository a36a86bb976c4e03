#include "clients/cli/print.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

namespace restante::cli {
namespace {

constexpr const char* withdrawn = "(withdrawn by its author)";  // nobody else can
constexpr const char* bold = "\x1b[1m";
constexpr const char* dim = "\x1b[2m";
constexpr const char* green = "\x1b[32m";
constexpr const char* yellow = "\x1b[33m";
constexpr const char* reset = "\x1b[0m";

std::string paint(const std::string& text, const char* color, const Style& style) {
    return style.color ? color + text + reset : text;
}

/// Lines counted from 1, the last one meant.
std::string lines(const std::string& path, std::uint32_t first, std::uint32_t last) {
    return first == last ? fmt::format("{}:{}", within_line(path), first)
                         : fmt::format("{}:{}-{}", within_line(path), first, last);
}

/// Without a range the line is the one where it was opened, and a line of that file only.
std::string place(const protocol::Thread& thread) {
    if (!thread.range) return lines(thread.path, thread.line, thread.line);
    const bool elsewhere = thread.placement && thread.placement->path;
    return lines_of(elsewhere ? *thread.placement->path : thread.path, *thread.range);
}

std::string sync_note(protocol::SyncState state) {
    switch (state) {
        case protocol::SyncState::pending:
            return "not sent yet";
        case protocol::SyncState::rejected:
            return "refused by the hub, see: restante outbox";
        default:
            return "";
    }
}

std::string placement_note(const protocol::Thread& thread) {
    if (!thread.placement || thread.placement->state == protocol::PlacementState::exact) return "";
    return fmt::format("{}: {}", to_string(thread.placement->state), within_line(thread.placement->reason));
}

std::string indented(std::string_view text, std::string_view indent) {
    std::string out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        out += fmt::format("{}{}\n", indent, text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return out;
}

std::string comment_text(const protocol::Comment& comment, const Style& style) {
    auto head = fmt::format("{}{}  {}", paint(within_line(comment.author.name), bold, style),
                            comment.author.me ? " (you)" : "", date(comment.at));
    if (comment.edited_at) head += ", edited " + date(*comment.edited_at);
    if (const auto note = sync_note(comment.sync); !note.empty()) head += ", " + paint(note, yellow, style);
    head += "  " + paint("[" + comment.id.substr(comment.id.size() > 7 ? comment.id.size() - 7 : 0) + "]",
                         dim, style);
    auto out = head + "\n";
    out += comment.redacted ? fmt::format("    {}\n", withdrawn) : indented(printable(comment.text), "    ");
    if (comment.earlier) {
        for (const auto& earlier : *comment.earlier) {
            if (!earlier.also_edited) continue;
            out += fmt::format("    also edited by {} {}:\n", within_line(earlier.author.name),
                               date(earlier.at));
            out += indented(printable(earlier.text), "      ");
        }
    }
    return out + "\n";
}

std::string head(const protocol::Thread& thread, const Style& style) {
    auto out = fmt::format("{} {}  {}\n", paint("thread " + thread.short_, yellow, style),
                           thread.state == protocol::ThreadState::open
                               ? "open"
                               : paint("resolved", green, style) +
                                     (thread.state_by ? " by " + within_line(thread.state_by->name) : ""),
                           place(thread));
    if (thread.title) out += paint(within_line(*thread.title), bold, style) + "\n";
    return out;
}

std::string quote_and_comments(const protocol::Thread& thread, const Style& style) {
    auto out = "\n" + paint(indented(printable(thread.quote), "  | "), dim, style) + "\n";
    for (const auto& comment : thread.comments)
        out += comment_text(comment, style);
    while (out.ends_with("\n\n"))
        out.pop_back();
    return out;
}

std::string person(const protocol::Person& who) {
    return within_line(who.name) + (who.me ? " (you)" : "");
}

bool is_lost(const protocol::Thread& thread) {
    return thread.placement && (thread.placement->state == protocol::PlacementState::orphaned ||
                                thread.placement->state == protocol::PlacementState::outdated);
}

}  // namespace

std::string lines_of(const std::string& path, const protocol::Range& range) {
    const auto last = range.end.character == 0 && range.end.line > 0 ? range.end.line - 1 : range.end.line;
    return lines(path, range.start.line + 1, std::max(range.start.line, last) + 1);
}

std::string first_words(const protocol::Thread& thread) {
    if (thread.title) return *thread.title;
    if (thread.comments.empty()) return {};
    const auto& opening = thread.comments.front();
    return opening.redacted ? withdrawn : opening.text;
}

std::string list_line(const protocol::Thread& thread, const Style& style) {
    const auto count = thread.comments.size();
    auto out =
        fmt::format("{}  {}  ", paint(place(thread), bold, style), paint(thread.short_, yellow, style));
    if (thread.state == protocol::ThreadState::resolved) out += paint("resolved", green, style) + "  ";
    if (is_lost(thread)) out += paint(std::string(to_string(thread.placement->state)), dim, style) + "  ";
    out += fmt::format("{}  ({}, {} comment{}, {}", one_line(first_words(thread), 60),
                       within_line(thread.opener.name), count, count == 1 ? "" : "s",
                       ago(thread.updated_at, style.now_ms));
    if (thread.sync == protocol::SyncState::pending) out += ", not all of it sent yet";
    if (thread.sync == protocol::SyncState::rejected) out += ", the hub refused some of it: restante outbox";
    return out + ")\n";
}

std::string whole(const protocol::Thread& thread, const Style& style) {
    auto out = head(thread, style);
    if (const auto note = placement_note(thread); !note.empty()) out += note + "\n";
    return out + quote_and_comments(thread, style);
}

std::string explained(const protocol::ThreadExplainResult& result, const Style& style) {
    constexpr std::size_t short_commit = 10;
    constexpr std::size_t preview_max = 70;
    const auto& thread = result.thread;
    auto out = head(thread, style);
    out += thread.placement ? fmt::format("{} ({:.2f}): {}\n", to_string(thread.placement->state),
                                          thread.placement->confidence, within_line(thread.placement->reason))
                            : std::string("not placed: no clone of its repository is known here\n");
    if (const auto& good = result.last_good) {
        out += "last seen at " + lines_of(good->path, good->range);
        if (good->commit) out += " in " + within_line(good->commit->substr(0, short_commit));
        if (result.broken_by)
            out += ", not any more after " + within_line(result.broken_by->substr(0, short_commit));
        out += "\n";
    }
    for (std::size_t i = 1; i < result.anchors.size(); ++i) {
        const auto& from = result.anchors[i - 1];
        const auto& to = result.anchors[i];
        out += fmt::format("re-attached by {} {}: from {} to {}\n", person(to.by), date(to.at),
                           lines(from.path, from.line, from.end_line), lines(to.path, to.line, to.end_line));
    }
    if (!result.candidates.empty()) {
        out += "\nIt may be at\n";
        for (std::size_t i = 0; i < result.candidates.size(); ++i) {
            const auto& one = result.candidates[i];
            // Their order tells which is likelier; the probabilities are of a step that failed.
            out += fmt::format("  {}  {}  ({})\n", i + 1, paint(lines_of(one.path, one.range), bold, style),
                               within_line(one.reason));
            if (!one.preview.empty())
                out += "     " + paint(one_line(one.preview, preview_max), dim, style) + "\n";
        }
        out += fmt::format("To attach it there: restante thread reattach {} --to 1\n", thread.short_);
    } else if (is_lost(thread)) {
        out +=
            fmt::format("\nNothing like it was found. To attach it: restante thread reattach {} FILE:LINE\n",
                        thread.short_);
    }
    return out + quote_and_comments(thread, style);
}

std::string hit_line(const protocol::SearchHit& hit, const Style& style) {
    if (hit.decision)
        return fmt::format("{}  {}  ({}, {})\n", paint(within_line(*hit.decision), yellow, style),
                           one_line(hit.snippet, 160), within_line(hit.author.name),
                           ago(hit.at, style.now_ms));
    const auto id = hit.thread_id.substr(hit.thread_id.size() > 7 ? hit.thread_id.size() - 7 : 0);
    return fmt::format("{}:{}  {}  {}  ({}, {})\n", paint(within_line(hit.path), bold, style), hit.line,
                       paint(id, yellow, style), one_line(hit.snippet, 160), within_line(hit.author.name),
                       ago(hit.at, style.now_ms));
}

std::string date(std::int64_t at_ms) {
    const std::time_t seconds = at_ms / 1000;
    std::tm parts{};
    if (::localtime_r(&seconds, &parts) == nullptr) return "at an unknown time";
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                       parts.tm_hour, parts.tm_min);
}

std::string ago(std::int64_t at_ms, std::int64_t now_ms) {
    const auto minutes = (now_ms - at_ms) / 60'000;
    if (minutes < 1) return "just now";
    if (minutes < 60) return fmt::format("{} min ago", minutes);
    if (minutes < 24 * 60) return fmt::format("{} h ago", minutes / 60);
    const auto days = minutes / (24 * 60);
    if (days < 14) return fmt::format("{} day{} ago", days, days == 1 ? "" : "s");
    return date(at_ms).substr(0, 10);
}

}  // namespace restante::cli
