#include "clients/cli/text_input.hpp"

#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

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

Result<std::string> checked(std::string text) {
    text = trimmed(std::move(text));
    if (text.find_first_not_of(" \t\r\n") == std::string::npos)
        return tl::unexpected(
            Error{Errc::invalid_argument, "there is no text", "write it after -m, or into the editor"});
    if (!utf8::is_valid(text)) return fail(Errc::invalid_argument, "the text is not UTF-8");
    return text;
}

Result<std::string> run_editor(const std::string& path) {
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
        return tl::unexpected(Error{Errc::cancelled, fmt::format("the editor {} did not end well", editor),
                                    fmt::format("nothing was sent; what was saved is in {}", path)});
    std::ifstream in(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    return text.substr(0, text.find(cut_line));
}

}  // namespace

Result<std::string> read_text(const TextOptions& options, const std::string& initial,
                              const std::string& about) {
    if (!options.message.empty()) return checked(options.message);
    if (options.file == "-" || (options.file.empty() && ::isatty(STDIN_FILENO) == 0))
        return checked(std::string(std::istreambuf_iterator<char>(std::cin), {}));
    if (!options.file.empty()) {
        std::ifstream in(options.file, std::ios::binary);
        if (!in) return fail(Errc::io, "{} cannot be read: {}", options.file, std::strerror(errno));
        return checked(std::string(std::istreambuf_iterator<char>(in), {}));
    }
    const char* folder = std::getenv("TMPDIR");
    std::string path =
        std::string(folder != nullptr && *folder != '\0' ? folder : "/tmp") + "/restante-XXXXXX.md";
    const int fd = ::mkstemps(path.data(), 3);
    if (fd < 0) return fail(Errc::io, "{} cannot be made: {}", path, std::strerror(errno));
    const auto text = initial + "\n\n" + cut_line + "\n" + about + "\n";
    const bool wrote = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(fd);
    if (!wrote) return fail(Errc::io, "{} cannot be written: {}", path, std::strerror(errno));
    auto edited = run_editor(path);
    if (!edited) return edited;
    auto good = checked(std::move(*edited));
    if (good) ::unlink(path.c_str());
    return good;
}

std::string keep_text(const Result<Paths>& paths, const std::string& text) {
    std::vector<std::string> folders;
    if (paths) {
        ::mkdir(paths->state_dir.c_str(), 0700);
        folders.push_back(paths->state_dir);
    }
    folders.emplace_back("/tmp");
    for (const auto& folder : folders) {
        std::string path = folder + "/unsent-XXXXXX.md";
        const int fd = ::mkstemps(path.data(), 3);
        if (fd < 0) continue;
        const bool wrote =
            ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
        ::close(fd);
        if (wrote) return path;
        ::unlink(path.c_str());
    }
    std::cerr << "restante: what you wrote could not be kept in a file; here it is:\n" << text << "\n";
    return {};
}

}  // namespace restante::cli
