// What the prepare-commit-msg hook offers: trailers that name the decisions and threads which the changed
// lines are about, as comments for the author to keep or leave. PURE.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace restante::cli {

/// Lines that a commit would add or change, in the file as it would be. Counted from 0, the last one meant.
struct ChangedLines {
    std::string path;
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    friend bool operator==(const ChangedLines&, const ChangedLines&) = default;
};

inline constexpr std::size_t changed_lines_max = 64;  // runs of lines; a larger change is about everything

/// Of `git diff --cached --unified=0 --no-prefix`. Where lines were only removed, the line that stands there
/// now. Files that were removed have none. What is not understood is left out.
[[nodiscard]] std::vector<ChangedLines> changed_lines(std::string_view diff);

struct Offer {
    std::string trailer;  // "Decided-by: ADR-0012"
    std::string note;     // for the author; one line
};

/// The message with the offers above git's own comments, each a comment; as it was when there are none, or
/// when its trailers name them already. `comment` is git's core.commentChar.
[[nodiscard]] std::string with_offers(std::string_view message, const std::vector<Offer>& offers,
                                      std::string_view comment);

}  // namespace restante::cli
