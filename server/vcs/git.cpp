#include "vcs/git.hpp"

#include <algorithm>
#include <utility>

#include "vcs/blob_id.hpp"
#include "vcs/cat_file.hpp"
#include "vcs/object_id.hpp"
#include "vcs/process.hpp"
#include "vcs/refused.hpp"

namespace restante::vcs {
namespace {

std::string_view first_line(std::string_view text) {
    return text.substr(0, text.find('\n'));
}

std::vector<std::string> lines(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto line = first_line(text);
        if (!line.empty()) out.emplace_back(line);
        text.remove_prefix(std::min(text.size(), line.size() + 1));
    }
    return out;
}

/// With --quiet, a git that found nothing ends with 1 and says nothing; one that was killed or failed does
/// not.
bool says_no(const Output& output) {
    return output.exit_status == 1 && output.err.empty();
}

class RealGit final : public Git {
  public:
    RealGit(Repository repository, GitOptions options)
        : repository_(std::move(repository)),
          options_(std::move(options)),
          cat_file_(repository_.root, options_) {}

    Result<std::string> repository_id() override {
        if (repository_.shallow)
            return tl::unexpected(
                Error{Errc::unsupported,
                      fmt::format("{} is a shallow clone and does not know where its history began",
                                  repository_.root),
                      "git fetch --unshallow"});
        const auto now = head();
        if (!now) return tl::unexpected(now.error());
        if (!now->commit)
            return tl::unexpected(
                Error{Errc::not_found, fmt::format("{} has no commits yet", repository_.root),
                      "make a first commit, so that every clone can be told to be the same"});
        auto output = git({"rev-list", "--max-parents=0", *now->commit}, options_.history_deadline);
        if (!output) return tl::unexpected(std::move(output).error());
        if (output->exit_status != 0)
            return tl::unexpected(refused("looking for the first commits", *output));
        auto roots = lines(output->out);
        std::sort(roots.begin(), roots.end());
        std::string joined;
        for (const auto& root : roots)
            joined.append(root).append("\n");
        return "r" + sha1_hex(joined).substr(0, 20);
    }

    Result<Head> head() override {
        Head head;
        auto commit = git({"rev-parse", "--verify", "--quiet", "HEAD^{commit}"}, options_.deadline);
        if (!commit) return tl::unexpected(std::move(commit).error());
        if (commit->exit_status == 0)
            head.commit = first_line(commit->out);
        else if (!says_no(*commit))
            return tl::unexpected(refused("looking for HEAD", *commit));
        auto branch = git({"symbolic-ref", "--short", "--quiet", "HEAD"}, options_.deadline);
        if (!branch) return tl::unexpected(std::move(branch).error());
        if (branch->exit_status == 0)
            head.branch = first_line(branch->out);
        else if (!says_no(*branch))
            return tl::unexpected(refused("looking for the branch", *branch));
        // HEAD is a commit or a branch (gitrepository-layout(5)): a git that knows neither did not look.
        if (!head.commit && !head.branch) return tl::unexpected(refused("looking for HEAD", *commit));
        return head;
    }

    Result<std::string> blob_at(std::string_view commit, std::string_view path) override {
        if (commit != "HEAD" && !is_object_id(commit))
            return fail(Errc::invalid_argument, "\"{}\" is neither a commit id nor HEAD",
                        commit.substr(0, 80));
        // "./x" and "../x" would be resolved against the folder git runs in.
        if (path.empty() || path.starts_with('/') || path == "." || path == ".." || path.starts_with("./") ||
            path.starts_with("../"))
            return fail(Errc::invalid_argument, "\"{}\" is not a path in the repository", path);
        auto info = cat_file_.info(fmt::format("{}:{}", commit, path));
        if (!info) return tl::unexpected(std::move(info).error());
        if (info->type != "blob") return fail(Errc::not_found, "{} is a {} at {}", path, info->type, commit);
        return std::move(info->id);
    }

    Result<std::string> read_blob(std::string_view id) override { return cat_file_.blob(id); }

  private:
    Result<Output> git(std::vector<std::string> arguments, std::chrono::milliseconds deadline) {
        arguments.insert(arguments.begin(), {options_.program, "--no-replace-objects"});
        return run({std::move(arguments), repository_.root, options_.environment}, {},
                   {deadline, options_.object_bytes_max});
    }

    const Repository repository_;
    const GitOptions options_;
    CatFile cat_file_;
};

}  // namespace

std::unique_ptr<Git> open_git(Repository repository, GitOptions options) {
    return std::make_unique<RealGit>(std::move(repository), std::move(options));
}

}  // namespace restante::vcs
