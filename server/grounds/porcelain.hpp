// What `git blame --porcelain` says (git-blame(1), THE PORCELAIN FORMAT). PURE: what is not understood is
// corrupt, never a crash.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace restante::grounds {

struct BlamedLine {
    std::uint32_t line = 0;      // counted from 0, in the text that was asked about
    std::uint32_t original = 0;  // in the commit's own
    friend bool operator==(const BlamedLine&, const BlamedLine&) = default;
};

/// A commit with the lines that it was the last to touch.
struct Blamed {
    std::string commit;           // hex; all zeros for what is not committed
    std::string path;             // of the file in that commit
    std::string previous_commit;  // where the lines were otherwise; empty when the file came with the commit
    std::string previous_path;
    std::vector<BlamedLine> lines;
    [[nodiscard]] bool committed() const { return commit.find_first_not_of('0') != std::string::npos; }
};

/// In the order in which the lines name them.
[[nodiscard]] Result<std::vector<Blamed>> parse_porcelain(std::string_view text);

/// A path as git quotes it where it must: "\"a\\303\\244\"". What is not quoted is itself.
[[nodiscard]] std::string unquoted(std::string_view path);

}  // namespace restante::grounds
