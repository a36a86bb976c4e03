// The files of a commit that records are told by, listed from trees that are kept: of the next commit only
// the folders that it changed are read. Owned by an Index; one thread at a time. Calls block on git's
// objects.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "shelf/tree_files.hpp"

namespace restante::shelf {

/// Whether the file may be a record, or says where records are (.restante.json, .adr-dir).
[[nodiscard]] bool tells_of_records(std::string_view path);

class RecordTrees {
  public:
    /// As tree_files(), without the files that tell nothing of records.
    [[nodiscard]] Result<TreeFiles> files(vcs::Objects& objects, const vcs::ObjectId& commit);

  private:
    struct Folder {
        std::vector<TreeFile> files;  // by name
        std::vector<std::pair<std::string, vcs::ObjectId>> folders;
    };
    [[nodiscard]] Result<std::shared_ptr<const Folder>> folder(vcs::Objects& objects,
                                                               const vcs::ObjectId& id);

    std::unordered_map<vcs::ObjectId, std::shared_ptr<const Folder>> kept_;
};

}  // namespace restante::shelf
