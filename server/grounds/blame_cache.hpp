// Git's answers about who last touched which lines, kept by the file's content: as long as that is the same,
// so are they. (A text that was left and came back is told as it was first asked about.) PURE but for its
// being mutable; bounded; owned by a Grounds, one thread at a time.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "grounds/blame.hpp"

namespace restante::grounds {

class BlameCache {
  public:
    static constexpr std::size_t files_max = 64;
    static constexpr std::size_t lines_max = 400'000;  // of all files

    void keep(const BlameQuestion& question, const std::vector<Blamed>& answer);
    /// The answer for these lines; nothing when git was not asked about all of them.
    [[nodiscard]] std::optional<std::vector<Blamed>> of(const BlameQuestion& question);

  private:
    struct Line {
        std::uint32_t commit = 0;  // into commits, from 1; 0: not known
        std::uint32_t original = 0;
    };
    struct File {
        std::string path;
        std::string blob;
        std::vector<std::string> ignored;
        std::vector<Blamed> commits;  // without their lines
        std::vector<Line> lines;
    };
    [[nodiscard]] std::list<File>::iterator find(const BlameQuestion& question);

    std::list<File> files_;  // used last first
};

}  // namespace restante::grounds
