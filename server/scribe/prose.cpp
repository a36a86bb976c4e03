#include "scribe/prose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "decisions/fields.hpp"
#include "decisions/words.hpp"

namespace restante::scribe {
namespace {

constexpr std::size_t heading_level_max = 6;
constexpr std::size_t code_indent = 4;  // from here on a line is code, or goes on a paragraph

bool blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\f\v") == std::string_view::npos;
}

std::vector<std::string_view> lines_in(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find_first_of("\r\n");
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + (text.substr(end).starts_with("\r\n") ? 2 : 1));
    }
    return lines;
}

std::size_t run_of(std::string_view text, char c) {
    return std::min(text.find_first_not_of(c), text.size());
}

/// Without its indentation; empty when that makes it code.
std::string_view flush(std::string_view line) {
    const auto indent = run_of(line, ' ');
    return indent < code_indent ? line.substr(indent) : std::string_view{};
}

/// The marks with which a fence opens; empty when it is none.
std::string_view fence_of(std::string_view line) {
    const auto text = flush(line);
    if (text.empty() || (text.front() != '`' && text.front() != '~')) return {};
    const auto marks = text.substr(0, run_of(text, text.front()));
    if (marks.size() < 3) return {};
    if (marks.front() == '`' && text.substr(marks.size()).find('`') != std::string_view::npos) return {};
    return marks;
}

bool closes(std::string_view line, std::string_view fence) {
    const auto text = flush(line);
    const auto marks = text.empty() ? 0 : run_of(text, fence.front());
    return marks >= fence.size() && blank(text.substr(marks));
}

std::size_t atx_level(std::string_view line) {
    const auto text = flush(line);
    const auto level = text.empty() ? 0 : run_of(text, '#');
    if (level == 0 || level > heading_level_max) return 0;
    return text.size() == level || text[level] == ' ' || text[level] == '\t' ? level : 0;
}

/// The level that a line under a paragraph gives it; 0 for any other line.
std::size_t underline_level(std::string_view line) {
    const auto text = flush(line);
    if (text.empty() || (text.front() != '=' && text.front() != '-')) return 0;
    if (!blank(text.substr(run_of(text, text.front())))) return 0;
    return text.front() == '=' ? 1 : 2;
}

/// A line that an underline could make a heading of.
bool is_paragraph(std::string_view line) {
    if (blank(line) || atx_level(line) > 0) return false;
    const auto text = flush(line);
    return !text.empty() && text.front() != '>' && text.front() != '|';
}

struct Line {
    std::string_view text;
    std::size_t level = 0;  // of a heading
};

struct Prose {
    std::vector<Line> lines;
    std::string_view open_fence;
    bool open_comment = false;
};

/// After the line: whether a comment of HTML is still open.
bool comment_after(std::string_view line, bool open) {
    while (true) {
        const auto at = line.find(open ? "-->" : "<!--");
        if (at == std::string_view::npos) return open;
        line.remove_prefix(at + (open ? 3 : 4));
        open = !open;
    }
}

Prose prose_of(std::string_view text) {
    Prose out;
    for (const auto line : lines_in(text)) {
        if (!out.open_fence.empty()) {
            if (closes(line, out.open_fence)) out.open_fence = {};
            out.lines.push_back({line});
            continue;
        }
        const bool inside = out.open_comment;
        out.open_comment = comment_after(line, inside);
        if (inside) {
            out.lines.push_back({line});
            continue;
        }
        out.open_fence = fence_of(line);
        const auto underline = underline_level(line);
        if (underline > 0 && !out.lines.empty() && out.lines.back().level == 0 &&
            is_paragraph(out.lines.back().text)) {
            out.lines.back().level = underline;
            continue;
        }
        out.lines.push_back({line, atx_level(line)});
    }
    return out;
}

std::string_view heading_text(std::string_view line) {
    auto text = flush(line);
    if (const auto level = atx_level(line); level > 0) text.remove_prefix(level);
    const auto first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

}  // namespace

std::string nested(std::string_view text, std::size_t level) {
    const auto reading = prose_of(text);
    std::size_t highest = heading_level_max;
    for (const auto& line : reading.lines)
        if (line.level > 0) highest = std::min(highest, line.level);
    std::string out;
    for (const auto& [line, own] : reading.lines) {
        if (out.empty() && blank(line)) continue;
        if (own == 0)
            out.append(line);
        else if (decisions::field_of(decisions::key_of(heading_text(line))))
            out += fmt::format("**{}**\n", heading_text(line));  // "Status" would be the record's
        else
            out += fmt::format("{} {}", std::string(std::min(own - highest + level, heading_level_max), '#'),
                               heading_text(line));
        out += '\n';
    }
    while (!out.empty() && (out.back() == '\n' || out.back() == ' ' || out.back() == '\t'))
        out.pop_back();
    if (!reading.open_fence.empty()) out += fmt::format("\n{}", reading.open_fence);
    if (reading.open_comment) out += "\n-->";
    return out;
}

std::string one_line(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool space = c == ' ' || (c >= '\t' && c <= '\r');
        if (!space)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::string yaml_scalar(std::string_view text) {
    auto line = one_line(text);
    static constexpr std::string_view plain_begin =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/0123456789";
    static constexpr std::string_view words[] = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"};
    auto lower = line;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const bool word = std::find(std::begin(words), std::end(words), lower) != std::end(words);
    const bool number = !line.empty() && line.find_first_not_of("0123456789.+-eExX_:") == std::string::npos;
    const bool date = line.size() == 10 && line[4] == '-' && line[7] == '-';
    const bool safe = !line.empty() && plain_begin.find(line.front()) != std::string_view::npos && !word &&
                      (!number || date) && line.find_first_of(":#[]{},&*!|>'\"%@`\\") == std::string::npos;
    if (safe) return line;
    std::string out = "\"";
    for (const char c : line) {
        if (c == '"' || c == '\\') out += '\\';
        const auto byte = static_cast<unsigned char>(c);
        if (byte < ' ' || byte == 0x7f)
            out += fmt::format("\\x{:02x}", byte);
        else
            out += c;
    }
    return out + "\"";
}

std::string link_target(std::string_view from, std::string_view to) {
    const auto slash = from.rfind('/');
    auto folder = slash == std::string_view::npos ? std::string_view{} : from.substr(0, slash + 1);
    auto rest = to;
    while (true) {  // what both begin with
        const auto end = folder.find('/');
        if (end == std::string_view::npos || rest.substr(0, end + 1) != folder.substr(0, end + 1)) break;
        folder.remove_prefix(end + 1);
        rest.remove_prefix(end + 1);
    }
    std::string out;
    for (auto ups = std::count(folder.begin(), folder.end(), '/'); ups > 0; --ups)
        out += "../";
    for (const char c : rest) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= ' ' || byte >= 0x7f ||
            std::string_view("()<>[]%?#\\\"").find(c) != std::string_view::npos)
            out += fmt::format("%{:02X}", byte);
        else
            out += c;
    }
    return out;
}

}  // namespace restante::scribe
