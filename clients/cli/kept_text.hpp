// Where a text goes that could not be sent: never nowhere, and never to two places.
#pragma once

#include <string>

#include "base/error.hpp"
#include "base/paths.hpp"
#include "clients/cli/text_input.hpp"

namespace restante::cli {

/// Whether the text would be lost with this process. What is refused will be refused again: then a text from
/// the command line is in the shell's history, and that is enough.
[[nodiscard]] bool worth_keeping(TextSource source, Errc failure) noexcept;

/// Writes the text to a file below the state folder (else the temporary folder) and gives its path; empty
/// when even that failed, and the text was printed to standard error instead. The file is named by the text:
/// kept again, it is the same file.
[[nodiscard]] std::string keep_text(const Result<Paths>& paths, const std::string& text);

/// The text was sent: a file that kept it is removed.
void forget_text(const Result<Paths>& paths, const std::string& text);

}  // namespace restante::cli
