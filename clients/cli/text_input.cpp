#include "clients/cli/text_input.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include "base/unique_fd.hpp"
#include "base/utf8.hpp"

extern char** environ;  // NOLINT: POSIX

namespace restante::cli {
namespace {

constexpr const char* cut_line = "<!-- restante: everything below this line is left out -->";

std::string trimmed(std::string text) {
    while (!text.empty() &&
           (text.back() == '\n' || text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.pop_back();
    return text;
}

bool is_blank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

/// Everything up to the end, or input_bytes_max and one more byte.
Result<std::string> read_bounded(int fd, const std::string& name) {
    std::string text;
    std::array<char, 16 * 1024> chunk{};
    while (text.size() <= input_bytes_max) {
        const auto got = ::read(fd, chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(Errc::invalid_argument, "{} cannot be read: {}", name, std::strerror(errno));
        if (got == 0) return text;
        text.append(chunk.data(), static_cast<std::size_t>(got));
    }
    text.resize(input_bytes_max + 1);
    return text;
}

Error too_much(const std::string& name) {
    return {Errc::too_large,
            fmt::format("{} has more than {} bytes: too much for a comment, which has at most {}", name,
                        input_bytes_max, comment_bytes_max),
            "a text of that size is better put into a file of the repository"};
}

/// What comes through a pipe is nowhere else, so its beginning is kept also when there is too much.
Result<TypedText> read_pipe(int fd, const std::string& name) {
    return read_bounded(fd, name).map([&](std::string text) {
        TypedText typed{{}, TextSource::input};
        if (text.size() > input_bytes_max) {
            text.resize(input_bytes_max);
            typed.failure = too_much(name);
            typed.failure->hint =
                fmt::format("make it shorter; the first {} bytes were read", input_bytes_max);
        }
        typed.text = trimmed(std::move(text));
        return typed;
    });
}

Result<TypedText> read_file(const std::string& path) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0)
        return fail(Errc::invalid_argument, "{} cannot be read: {}", path, std::strerror(errno));
    if (S_ISDIR(status.st_mode)) return fail(Errc::invalid_argument, "{} is a folder, not a text", path);
    if (S_ISFIFO(status.st_mode)) return read_pipe(fd.get(), path);
    const auto source = S_ISREG(status.st_mode) ? TextSource::file : TextSource::input;
    return read_all(fd.get(), path).map([source](std::string text) {
        return TypedText{trimmed(std::move(text)), source};
    });
}

Result<void> run_editor(const std::string& path) {
    const char* editor = std::getenv("VISUAL");
    if (editor == nullptr || *editor == '\0') editor = std::getenv("EDITOR");
    if (editor == nullptr || *editor == '\0') editor = "vi";
    // As git does: the setting may hold arguments, so a shell splits it; the path stays one word.
    std::string shell = "sh";
    std::string option = "-c";
    std::string command = std::string(editor) + " \"$@\"";
    std::string name = editor;
    std::string file = path;
    std::array<char*, 6> argv{shell.data(), option.data(), command.data(), name.data(), file.data(), nullptr};
    pid_t pid = 0;
    if (const int error = ::posix_spawnp(&pid, "sh", nullptr, nullptr, argv.data(), environ); error != 0)
        return fail(Errc::unavailable, "the editor {} cannot be started: {}", editor, std::strerror(error));
    int state = 0;
    while (::waitpid(pid, &state, 0) < 0 && errno == EINTR) {
    }
    if (!WIFEXITED(state) || WEXITSTATUS(state) != 0)
        return fail(Errc::cancelled, "the editor {} did not end well: nothing was sent", editor);
    return {};
}

}  // namespace

Result<std::string> read_all(int fd, const std::string& name) {
    auto text = read_bounded(fd, name);
    if (text && text->size() > input_bytes_max) return tl::unexpected(too_much(name));
    return text;
}

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const auto wrote = ::write(fd, text.data(), text.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return true;
}

bool comes_in(const TextOptions& options) {
    if (options.message) return false;
    return options.file == "-" || (options.file.empty() && ::isatty(STDIN_FILENO) == 0);
}

bool wants_editor(const TextOptions& options) {
    return !options.message && options.file.empty() && !comes_in(options);
}

Result<TypedText> read_text(const TextOptions& options, const std::string& initial,
                            const std::string& about) {
    if (options.message) return TypedText{trimmed(*options.message), TextSource::message};
    if (comes_in(options)) {
        auto typed = read_pipe(STDIN_FILENO, "standard input");
        if (typed && options.file.empty() && is_blank(typed->text))
            typed->failure =
                Error{Errc::invalid_argument,
                      "there is no text: standard input is no terminal, so it was read and no editor opened, "
                      "and it is empty",
                      "write the text after -m, or name its file after -F; an editor opens in a terminal"};
        return typed;
    }
    if (!options.file.empty()) return read_file(options.file);
    const char* folder = std::getenv("TMPDIR");
    std::string path =
        std::string(folder != nullptr && *folder != '\0' ? folder : "/tmp") + "/restante-XXXXXX.md";
    const UniqueFd fd(::mkstemps(path.data(), 3));
    if (!fd) return fail(Errc::io, "{} cannot be made: {}", path, std::strerror(errno));
    const auto given = initial + "\n\n" + cut_line + "\n" + about + "\n";
    if (!write_all(fd.get(), given))
        return fail(Errc::io, "{} cannot be written: {}", path, std::strerror(errno));
    const auto ended = run_editor(path);
    auto saved = read_file(path);
    if (!saved) {
        auto error = std::move(saved).error();
        error.hint = fmt::format("what you wrote is in {}: make it shorter there, and give it with -F", path);
        return tl::unexpected(std::move(error));
    }
    TypedText typed{trimmed(saved->text.substr(0, saved->text.find(cut_line))), TextSource::editor, path};
    const bool changed = saved->text != trimmed(given);
    // Typed below the line, perhaps: it is nowhere else.
    if (changed && (is_blank(typed.text) || typed.text == trimmed(initial))) typed.left_out = saved->text;
    if (!ended) {
        typed.failure = ended.error();
        if (!changed) typed.text.clear();  // nothing was typed
    }
    return typed;
}

Result<void> check_text(const std::string& text) {
    if (is_blank(text))
        return tl::unexpected(
            Error{Errc::invalid_argument, "there is no text", "write it after -m, or into the editor"});
    if (!utf8::is_valid(text)) return fail(Errc::invalid_argument, "the text is not UTF-8");
    return {};
}

}  // namespace restante::cli
