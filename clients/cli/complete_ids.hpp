// What a shell offers where an id is expected. The scripts of completions.cpp ask for it.
#pragma once

#include <string>

namespace restante::cli {

class App;

/// Prints the ids of `kind` (thread, draft or entry) that can be meant here, newest first: one a line, with a
/// tab and a few words. Gives the exit status; errors are the shell's to hide.
[[nodiscard]] int print_ids(App& app, const std::string& kind);

}  // namespace restante::cli
