// The two kinds of git objects that have a structure, read from their bytes (gitformat-commit and
// gitformat-tree as git's own documentation of objects has them). PURE: what a hostile repository puts there
// is an error, never a crash.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "vcs/object_id.hpp"

namespace restante::vcs {

struct Commit {
    ObjectId tree;
    std::vector<ObjectId> parents;
    std::int64_t committed_at = 0;  // Unix time in seconds, by the committer's clock; 0 when it is not said
};

enum class EntryKind : std::uint8_t { file, folder, link, submodule };

struct TreeEntry {
    std::string name;  // any bytes but NUL and '/'; not ".", ".." or ".git"
    ObjectId id;
    EntryKind kind = EntryKind::file;
};

/// corrupt, saying what is missing.
[[nodiscard]] Result<Commit> parse_commit(std::string_view bytes);

/// A tree's entries in git's order (by name, a folder's as if it ended in '/'), one after the other and
/// without a copy: the bytes must outlive it. `id_size` is the repository's, 20 or 32.
class TreeReader {
  public:
    struct Entry {
        std::string_view name;    // as TreeEntry's
        std::string_view raw_id;  // for ObjectId::of_bytes
        EntryKind kind = EntryKind::file;
    };

    TreeReader(std::string_view bytes, std::size_t id_size) : rest_(bytes), id_size_(id_size) {}

    /// Nothing at the end. corrupt, saying what is missing.
    [[nodiscard]] Result<std::optional<Entry>> next();

  private:
    std::string_view rest_;
    std::size_t id_size_;
    std::size_t count_ = 0;
};

/// The entry of this name. corrupt when the tree is not whole up to there.
[[nodiscard]] Result<std::optional<TreeReader::Entry>> find_in_tree(std::string_view bytes,
                                                                    std::size_t id_size,
                                                                    std::string_view name);

/// All entries.
[[nodiscard]] Result<std::vector<TreeEntry>> parse_tree(std::string_view bytes, std::size_t id_size);

}  // namespace restante::vcs
