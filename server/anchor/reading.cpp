#include "anchor/reading.hpp"

#include <algorithm>

#include "anchor/line_ids.hpp"
#include "anchor/record.hpp"

namespace restante::anchor {

Reading::Reading(const Text& text) : text_(text), index_(text.line_count()) {}

const Reading::Line& Reading::read(std::uint32_t line) {
    if (index_[line] != 0) return lines_[index_[line] - 1];
    auto& out = lines_.emplace_back();
    index_[line] = static_cast<std::uint32_t>(lines_.size());
    const auto bytes = text_.line(line);
    out.bag = token_bag(bytes);
    out.weight = anchor::weight(out.bag);
    if (!out.bag.hashes.empty()) out.bare = hash_bytes(without_space(bytes, buffer_)) | 1U;
    for (const char c : bytes) {
        if (c == '\t')
            out.indentation = (out.indentation / 8 + 1) * 8;
        else if (c == ' ')
            ++out.indentation;
        else
            break;
    }
    if (out.bare == 0) out.indentation = 0;
    return out;
}

std::optional<std::uint32_t> Reading::parent(std::uint32_t line) {
    const auto inside = indentation(line);
    for (auto above = line; above-- > 0 && inside > 0;)
        if (!blank(above) && indentation(above) < inside) return above;
    return std::nullopt;
}

std::optional<std::uint32_t> Reading::declaration(std::uint32_t line) {
    return enclosing_line(text_, {line, line});
}

}  // namespace restante::anchor
