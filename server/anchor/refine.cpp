#include "anchor/refine.hpp"

#include <algorithm>

#include "anchor/line_diff.hpp"

namespace restante::anchor {
namespace {

bool inside_sequence(std::string_view text, std::size_t at) noexcept {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U;
}

/// Cuts off what is the same at both ends.
Piece trimmed(std::string_view before, Piece piece) {
    const auto old_text = before.substr(piece.replaced.start, piece.replaced.size());
    const auto new_text = piece.new_text;
    if (old_text.empty() || new_text.empty()) return piece;
    const auto shorter = std::min(old_text.size(), new_text.size());

    std::size_t head = 0;
    while (head < shorter && old_text[head] == new_text[head])
        ++head;
    while (head > 0 && (inside_sequence(old_text, head) || inside_sequence(new_text, head)))
        --head;

    std::size_t tail = 0;
    while (tail < shorter - head &&
           old_text[old_text.size() - 1 - tail] == new_text[new_text.size() - 1 - tail])
        ++tail;
    while (tail > 0 && inside_sequence(old_text, old_text.size() - tail))
        --tail;

    piece.replaced.start += static_cast<std::uint32_t>(head);
    piece.replaced.end -= static_cast<std::uint32_t>(tail);
    piece.new_text = new_text.substr(head, new_text.size() - head - tail);
    return piece;
}

std::vector<std::string_view> lines_with_endings(const Text& text) {
    std::vector<std::string_view> lines;
    for (std::uint32_t line = 0; line < text.line_count(); ++line)
        lines.push_back(text.line_with_ending(line));
    return lines;
}

/// The bytes of these whole lines.
Span span_of_lines(const Text& text, std::uint32_t first, std::uint32_t count) {
    const auto at = [&](std::uint32_t line) {
        return line < text.line_count() ? text.line_start(line) : text.size();
    };
    return {at(first), at(first + count)};
}

}  // namespace

std::vector<Piece> refine(std::string_view before, Span replaced, std::string_view new_text) {
    const auto whole = trimmed(before, {replaced, new_text});
    if (whole.replaced.empty() && whole.new_text.empty()) return {};
    const auto several_lines = [](std::string_view text) { return text.find_first_of("\r\n") != text.npos; };
    const auto old_text = before.substr(whole.replaced.start, whole.replaced.size());
    if (!several_lines(old_text) || !several_lines(whole.new_text)) return {whole};

    const Text a{std::string(old_text)};
    const Text b{std::string(whole.new_text)};
    std::vector<Piece> pieces;
    const auto hunks = diff_lines(lines_with_endings(a), lines_with_endings(b));
    for (auto hunk = hunks.rbegin(); hunk != hunks.rend(); ++hunk) {
        const auto from = span_of_lines(a, hunk->old_start, hunk->old_count);
        const auto to = span_of_lines(b, hunk->new_start, hunk->new_count);
        const auto base = whole.replaced.start;
        const auto piece = trimmed(
            before, {{base + from.start, base + from.end}, whole.new_text.substr(to.start, to.size())});
        if (!piece.replaced.empty() || !piece.new_text.empty()) pieces.push_back(piece);
    }
    return pieces;
}

}  // namespace restante::anchor
