// A command line whose first words name no command: which one, and what was probably meant.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace restante::cli {

/// "there is no command thrads; did you mean threads?"; nothing when every command of `words` is known.
/// `words` is the command line without the program's name. PURE.
[[nodiscard]] std::optional<std::string> unknown_command(const CLI::App& parser,
                                                         const std::vector<std::string>& words);

/// How many characters must be left out, put in, changed or swapped with their neighbour. PURE.
[[nodiscard]] std::size_t typing_distance(const std::string& a, const std::string& b);

}  // namespace restante::cli
