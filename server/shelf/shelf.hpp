// Which decision records does a repository hold? Finds them in a commit's tree, or in the work tree as it is
// on disk, reads and resolves them. Bare, shallow and partial clones are as good as others: a record whose
// bytes are not here is listed with that as its problem. Nothing is fetched and no link is followed. Calls
// block on git; one thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "decisions/read.hpp"
#include "vcs/overlay_objects.hpp"
#include "vcs/revisions.hpp"

namespace restante::shelf {

/// What git gives at once; of a text that long the reader takes the beginning, and tells so.
inline constexpr std::size_t record_bytes_max = 64 * 1024 * 1024;
inline constexpr std::size_t records_max = 200'000;

struct SetAside {
    std::string path;
    decisions::NoRecord why = decisions::NoRecord::other;
};

struct Holdings {
    std::vector<decisions::Record> records;  // in the order of their paths
    std::vector<SetAside> set_aside;         // files among them that are none
    std::vector<std::string> named_folders;  // where the repository says that its records are
    std::vector<Error> gaps;                 // what could not be looked at
};

class Shelf {
  public:
    /// The work tree that the folder is in, or a bare repository. not_found when it is neither.
    [[nodiscard]] static Result<Shelf> open(const std::string& folder);

    /// A commit by any name; nothing: the work tree, or HEAD where there is none. not_found when there is no
    /// such commit; invalid_argument when .restante.json is wrong; too_large over records_max.
    [[nodiscard]] Result<Holdings> load(const std::optional<std::string>& revision);

    /// The bytes of a record of the last load.
    [[nodiscard]] Result<std::string> bytes(const std::string& path);

  private:
    explicit Shelf(vcs::Repository repository);
    [[nodiscard]] Result<vcs::ObjectId> commit(const std::optional<std::string>& revision);
    [[nodiscard]] Result<std::vector<std::string>> own_folders();

    vcs::Repository repository_;
    std::unique_ptr<vcs::OverlayObjects> objects_;
    std::unique_ptr<vcs::Revisions> revisions_;
    std::unordered_map<std::string, vcs::ObjectId> files_;
};

}  // namespace restante::shelf
