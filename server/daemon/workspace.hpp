// Which repository and space a path belongs to. Owned by the daemon, loop thread; the one slow question (the
// root commits of a repository that no .restante.json names) goes to the git worker.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/error.hpp"
#include "daemon/git_worker.hpp"
#include "rpc/loop.hpp"

namespace restante::daemon {

/// The contents of .restante.json.
struct SpaceFile {
    std::string space;
    std::string repository;
    std::optional<std::string> hub;  // an origin, proposed to whoever clones
    friend bool operator==(const SpaceFile&, const SpaceFile&) = default;
};

inline constexpr const char* space_file_name = ".restante.json";

/// PURE. invalid_argument names what is wrong; unknown members are a newer version's and are ignored.
[[nodiscard]] Result<SpaceFile> parse_space_file(std::string_view json);
[[nodiscard]] std::string to_text(const SpaceFile& file);
/// PURE. [a-z0-9][a-z0-9._-]*, at most 64 bytes.
[[nodiscard]] bool is_space_name(std::string_view name);

struct Location {
    std::string root;        // the clone's root folder, links followed
    std::string path;        // in it, links followed; empty for the root itself
    std::string repository;  // repository id
    std::string space;       // of .restante.json, else the personal one
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
    /// the file names another space or hub.
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
        std::string derived_repository;  // from the root commits, once git told
    };
    Result<Place> place_of(const std::string& absolute_path);
    Result<std::string> root_over(const std::string& real_folder);
    Result<Root*> load_root(const std::string& root);
    void derive_repository(const std::string& root, const std::function<void(Result<std::string>)>& done);

    rpc::Loop& loop_;
    GitWorker& git_;
    std::string personal_space_;
    std::unordered_map<std::string, std::string> root_of_folder_;  // by the folder's real path
    std::unordered_map<std::string, Root> roots_;
    std::unordered_map<std::string, std::string> clones_;  // repository id -> root last seen
};

}  // namespace restante::daemon
