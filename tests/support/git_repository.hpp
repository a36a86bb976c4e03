// A real git repository in a temporary folder, untouched by the configuration of whoever runs the test.
// Header only: needs restante_vcs.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/temp_folder.hpp"
#include "vcs/process.hpp"

namespace restante::tests {

inline const std::vector<std::string>& git_environment() {
    static const std::vector<std::string> environment{
        "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_AUTHOR_DATE=1700000000 +0000",
        "GIT_COMMITTER_DATE=1700000000 +0000", "GIT_ALLOW_PROTOCOL=file"};
    return environment;
}

/// Runs git there, throws when it fails, gives its output without the last line end.
inline std::string git(const std::string& folder, std::vector<std::string> arguments,
                       const std::string& input = "") {
    std::vector<std::string> argv{"git",
                                  "-c",
                                  "user.name=Ada",
                                  "-c",
                                  "user.email=ada@example.org",
                                  "-c",
                                  "protocol.file.allow=always",
                                  "-c",
                                  "init.defaultBranch=main"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    auto output = vcs::run({argv, folder, git_environment()}, input, {std::chrono::seconds(60), 64 << 20});
    if (!output) throw std::runtime_error(to_string(output.error()));
    if (output->exit_status != 0) throw std::runtime_error("git: " + output->err);
    if (output->out.ends_with('\n')) output->out.pop_back();
    return output->out;
}

inline void write_file(const std::filesystem::path& path, const std::string& text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

class GitRepository {
  public:
    explicit GitRepository(const std::vector<std::string>& init_options = {}) {
        std::filesystem::create_directory(folder_.path() / "work");
        root_ = std::filesystem::canonical(folder_.path() / "work").string();
        std::vector<std::string> arguments{"init", "-q"};
        arguments.insert(arguments.end(), init_options.begin(), init_options.end());
        git(arguments);
    }

    std::string git(const std::vector<std::string>& arguments, const std::string& input = "") const {
        return tests::git(root_, arguments, input);
    }
    void write(const std::string& path, const std::string& text) const {
        write_file(std::filesystem::path(root_) / path, text);
    }
    /// Writes the files, commits all, gives the commit's id.
    std::string commit(const std::map<std::string, std::string>& files,
                       const std::string& message = "A commit") const {
        for (const auto& [path, text] : files)
            write(path, text);
        git({"add", "-A"});
        git({"commit", "-q", "--allow-empty", "-m", message});
        return git({"rev-parse", "HEAD"});
    }

    [[nodiscard]] const std::string& root() const { return root_; }
    [[nodiscard]] std::string path(const std::string& relative) const { return root_ + "/" + relative; }
    /// The folder around it: room for clones and work trees.
    [[nodiscard]] const TempFolder& around() const { return folder_; }

  private:
    TempFolder folder_;
    std::string root_;
};

}  // namespace restante::tests
