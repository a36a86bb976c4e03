// One file's bytes as lines that may be looked at: valid UTF-8 (made of UTF-16 where a mark says so), no byte
// order mark, any line ends, bounded in bytes, lines and line length. What was cut or replaced is told. PURE
// value; owns its text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "decisions/record.hpp"

namespace restante::decisions {

inline constexpr std::size_t source_bytes_max = 2 * 1024 * 1024;
inline constexpr std::size_t source_lines_max = 100'000;
inline constexpr std::size_t line_bytes_max = 4096;

class Source {
  public:
    explicit Source(std::string_view bytes);

    [[nodiscard]] std::size_t size() const noexcept { return lines_.size(); }
    /// Without its end, cut at line_bytes_max. Counted from 0.
    [[nodiscard]] std::string_view line(std::size_t index) const noexcept;
    /// The bytes of these lines, ends included.
    [[nodiscard]] std::string_view span(std::size_t first, std::size_t end) const noexcept;
    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    [[nodiscard]] const std::vector<Problem>& problems() const noexcept { return problems_; }

  private:
    void cut_short(std::size_t bytes);

    struct Extent {
        std::uint32_t start;
        std::uint32_t bytes;
    };
    std::string text_;
    std::vector<Extent> lines_;
    std::vector<Problem> problems_;
};

}  // namespace restante::decisions
