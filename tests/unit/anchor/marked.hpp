// Texts with a range marked in them: "int [[answer]] = 42;". For the tests of this folder.
#pragma once

#include <string>
#include <string_view>

#include "anchor/record.hpp"

namespace restante::anchor::tests {

struct Marked {
    Text text;
    std::optional<Range> range;  // absent when nothing is marked
};

inline Marked marked(std::string_view source) {
    std::string bytes(source);
    const auto open = bytes.find("[[");
    if (open == bytes.npos) return {Text{std::move(bytes)}, std::nullopt};
    bytes.erase(open, 2);
    const auto close = bytes.find("]]", open);
    bytes.erase(close, 2);
    Text text{std::move(bytes)};
    const auto range = text.range({static_cast<std::uint32_t>(open), static_cast<std::uint32_t>(close)});
    return {std::move(text), range};
}

/// The inverse, for comparing: a failure shows where the range is.
inline std::string with_marks(const Text& text, std::optional<Range> range) {
    std::string bytes = text.bytes();
    if (!range) return bytes;
    const auto [start, end] = text.span(*range);
    bytes.insert(end, "]]");
    bytes.insert(start, "[[");
    return bytes;
}

inline Anchor anchor_of(const Marked& source) {
    return record({"repo", "src/file.cpp", std::nullopt, std::string(40, 'a')}, source.text,
                  source.range.value());
}

}  // namespace restante::anchor::tests
