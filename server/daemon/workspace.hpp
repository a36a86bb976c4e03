// Which repository and space a path belongs to. Owned by the daemon, loop thread; the slow questions (whether
// a commit has the .restante.json that the work tree lacks, and the root commits of a repository that none
// names) go to the git worker.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/error.hpp"
#include "daemon/git_worker.hpp"
#include "daemon/space_file.hpp"
#include "rpc/loop.hpp"

namespace restante::daemon {

struct Location {
    std::string root;        // the clone's root folder, links followed
    std::string path;        // in it, links followed; empty for the root itself
    std::string repository;  // repository id
    std::string space;       // of .restante.json, here or committed elsewhere; else the personal one
    std::optional<std::string> hub;
    friend bool operator==(const Location&, const Location&) = default;

    [[nodiscard]] std::string absolute() const { return path.empty() ? root : root + "/" + path; }
};

class Workspace {
  public:
    using Done = std::function<void(Result<Location>)>;

    Workspace(rpc::Loop& loop, GitWorker& git, std::string personal_space)
        : loop_(loop), git_(git), personal_space_(std::move(personal_space)) {}

    /// Answers at once when it can, which is nearly always; else on a later turn of the loop. Links are
    /// followed, so that one file has one name; invalid_argument when one leads out of its repository.
    /// not_found with a hint for a path in no repository, or in one without commits and without
    /// .restante.json.
    void locate(const std::string& absolute_path, const Done& done);

    /// Writes .restante.json into the repository of `absolute_path`, or joins what is there. conflict when
    /// the file names another space or hub. A work tree that lacks the file which is committed elsewhere gets
    /// that one, but for what is asked for.
    struct Initialised {
        Location location;
        bool created = false;
    };
    void init(const std::string& absolute_path, const std::optional<std::string>& space,
              const std::optional<std::string>& hub, const std::string& fresh_suffix,
              const std::function<void(Result<Initialised>)>& done);

    [[nodiscard]] const std::string& personal_space() const { return personal_space_; }
    /// A clone of the repository seen in this daemon's life, for showing threads that were asked for by id.
    [[nodiscard]] std::optional<std::string> root_of(const std::string& repository) const;

  private:
    struct Place {
        std::string root;
        std::string path;  // in it; empty for the root itself
    };
    struct Root {
        std::optional<SpaceFile> file;
        std::int64_t file_mtime_ns = -1;
        std::int64_t file_size = -1;
        CommittedSpaceFile committed;  // when the work tree has none; its stamp is empty until git was asked
        std::string derived_repository;  // from the root commits, once git told
    };
    /// Without a file in the work tree: the one that is committed elsewhere, else what the root commits say.
    struct Known {
        std::optional<SpaceFile> file;
        std::string repository;
    };
    Result<Place> place_of(const std::string& absolute_path);
    Result<std::string> root_over(const std::string& real_folder);
    Result<Root*> load_root(const std::string& root);
    void ask_git(const std::string& root, const std::function<void(Result<Known>)>& done);

    rpc::Loop& loop_;
    GitWorker& git_;
    std::string personal_space_;
    std::unordered_map<std::string, std::string> root_of_folder_;  // by the folder's real path
    std::unordered_map<std::string, Root> roots_;
    std::unordered_map<std::string, std::string> clones_;  // repository id -> root last seen
};

}  // namespace restante::daemon
