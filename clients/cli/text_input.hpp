// Where a comment's text comes from: -m, a file, standard input, or the user's editor. And where it goes when
// it could not be sent: never nowhere.
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/paths.hpp"

namespace restante::cli {

struct TextOptions {
    std::string message;  // -m
    std::string file;     // -F; "-" is standard input
};

/// `initial` and `about` are shown in the editor, the latter as a comment that is cut away. invalid_argument
/// for no text.
[[nodiscard]] Result<std::string> read_text(const TextOptions& options, const std::string& initial,
                                            const std::string& about);

/// Writes the text to a new file below the state folder (else the temporary folder) and gives its path; empty
/// when even that failed, and the text was printed to standard error instead.
[[nodiscard]] std::string keep_text(const Result<Paths>& paths, const std::string& text);

}  // namespace restante::cli
