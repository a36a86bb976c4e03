// Where a comment's text comes from: -m, a file, standard input, or the user's editor.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace restante::cli {

struct TextOptions {
    std::optional<std::string> message;  // -m; an empty one was given, too
    std::string file;                    // -F; "-" is standard input
};

/// Of a comment: the daemon refuses more (core/make.hpp, text_bytes_max).
inline constexpr std::size_t comment_bytes_max = 64UL * 1024;
/// More than any comment may have; what is behind it is not even read.
inline constexpr std::size_t input_bytes_max = 1024UL * 1024;

/// What it takes to get the text again, if it is not sent.
enum class TextSource {
    message,  // the shell's history has it
    file,     // it is in that file
    input,    // a pipe: it is nowhere else
    editor,   // it was typed for this
};

struct TypedText {
    std::string text;  // without white space at its end; perhaps not sendable, see check_text
    TextSource source = TextSource::message;
    std::string editor_file = {};  // to be removed once the text is elsewhere; empty when there is none
    std::string left_out = {};     // all that the editor saved: it was changed, but not where the text goes
    // The text is not to be sent: the editor failed, or a pipe has more than input_bytes_max, and this is its
    // beginning.
    std::optional<Error> failure = {};
};

/// `initial` and `about` are shown in the editor, the latter as a comment that is cut away. invalid_argument
/// for a file that cannot be read, too_large for one over input_bytes_max.
[[nodiscard]] Result<TypedText> read_text(const TextOptions& options, const std::string& initial,
                                          const std::string& about);

/// Whether the editor would be opened.
[[nodiscard]] bool wants_editor(const TextOptions& options);
/// Whether the text comes from standard input, where it is read once.
[[nodiscard]] bool comes_in(const TextOptions& options);

/// invalid_argument for a text that is blank or not UTF-8.
[[nodiscard]] Result<void> check_text(const std::string& text);

/// Everything up to the end. A pipe is read until its writer closes it, as every program does. Errors as
/// read_text's, beginning with `name`.
[[nodiscard]] Result<std::string> read_all(int fd, const std::string& name);
/// False when not all of it could be written.
[[nodiscard]] bool write_all(int fd, std::string_view text);

}  // namespace restante::cli
