// A git of a few commits in memory, held to the same contract suite as the real one
// (tests/unit/vcs/git_test.cpp). Header only: needs restante_vcs. One thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "vcs/blob_id.hpp"
#include "vcs/git.hpp"
#include "vcs/object_id.hpp"

namespace restante::tests {

class FakeGit final : public vcs::Git {
  public:
    using Files = std::map<std::string, std::string, std::less<>>;

    /// A commit with these files besides those of the one before; gives its id.
    std::string commit(const Files& files) {
        Files all = commits_.empty() ? Files{} : commits_.at(order_.back());
        for (const auto& [path, text] : files) {
            all[path] = text;
            blobs_[vcs::blob_id(text)] = text;
        }
        auto id = vcs::sha1_hex("commit " + std::to_string(order_.size()));
        order_.push_back(id);
        commits_[id] = std::move(all);
        return id;
    }
    /// From now on every call fails like this.
    void break_down(Error error) { broken_ = std::move(error); }

    Result<std::string> repository_id() override {
        if (broken_) return tl::unexpected(*broken_);
        if (order_.empty()) return fail(Errc::not_found, "no commits yet");
        return "r" + vcs::sha1_hex(order_.front() + "\n").substr(0, 20);
    }
    Result<vcs::Head> head() override {
        if (broken_) return tl::unexpected(*broken_);
        if (order_.empty()) return vcs::Head{std::nullopt, "main"};
        return vcs::Head{order_.back(), "main"};
    }
    Result<std::string> blob_at(std::string_view commit, std::string_view path) override {
        if (broken_) return tl::unexpected(*broken_);
        if (commit != "HEAD" && !vcs::is_object_id(commit))
            return fail(Errc::invalid_argument, "no commit id");
        if (path.empty() || path.starts_with('/') || path.starts_with("./") || path.starts_with("../") ||
            path.find('\n') != std::string_view::npos)
            return fail(Errc::invalid_argument, "not a path in the repository");
        const auto found =
            order_.empty() ? commits_.end() : commits_.find(commit == "HEAD" ? order_.back() : commit);
        if (found == commits_.end()) return fail(Errc::not_found, "no such commit");
        const auto file = found->second.find(path);
        if (file == found->second.end()) return fail(Errc::not_found, "no such file");
        return vcs::blob_id(file->second);
    }
    Result<std::string> read_blob(std::string_view id) override {
        if (broken_) return tl::unexpected(*broken_);
        if (!vcs::is_object_id(id)) return fail(Errc::invalid_argument, "no object id");
        const auto found = blobs_.find(id);
        if (found == blobs_.end()) return fail(Errc::not_found, "no such blob");
        return found->second;
    }

  private:
    std::vector<std::string> order_;
    std::map<std::string, Files, std::less<>> commits_;
    Files blobs_;
    std::optional<Error> broken_;
};

}  // namespace restante::tests
