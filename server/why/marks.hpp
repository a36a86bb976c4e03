// What a file's text says of decision records, line by line: which it names, and which it names that are not
// there. Comments only, as they are what people write for people; in prose every line. PURE; linear in the
// text; no language is known here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "anchor/text.hpp"
#include "why/names.hpp"

namespace restante::why {

inline constexpr std::size_t marks_max = 2'000;  // of one text

struct Mark {
    std::uint32_t line = 0;   // counted from 0
    std::uint32_t first = 0;  // bytes of the line
    std::uint32_t last = 0;   // behind it
    std::size_t record = 0;
    friend bool operator==(const Mark&, const Mark&) = default;
};

/// Each record once in a line. Not the file's own record.
[[nodiscard]] std::vector<Mark> marks_in(const anchor::Text& text, const Names& names, std::string_view path);

struct DanglingName {
    std::uint32_t line = 0;
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::string text;  // as it stands there
    friend bool operator==(const DanglingName&, const DanglingName&) = default;
};

/// Names like those of this project's records, of which there is none with that number. Careful: kinds that
/// other projects' readers cite, too (RFC, PEP, …), links, and what is written otherwise than names are, is
/// left alone.
[[nodiscard]] std::vector<DanglingName> dangling_names_in(const anchor::Text& text, const Names& names,
                                                          std::string_view path);

/// Records that say that they apply to the file, the nearest scope first. Those that apply to everything are
/// left out: they mark nothing.
[[nodiscard]] std::vector<std::size_t> governing(std::string_view path, const Names& names,
                                                 const std::vector<decisions::Record>& records);

/// Where the line's comment begins, by the marks that languages have; npos when it has none.
[[nodiscard]] std::size_t comment_begin(std::string_view line);

}  // namespace restante::why
