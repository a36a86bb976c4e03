// A repository's objects and, over them, commits that are in no repository: the work tree as it is on disk,
// or what editors have open, as the commit that it would make. Whoever follows code needs to know nothing of
// work trees. Their ids are counted, not hashed: nothing is read before it is asked for. One thread at a
// time.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "vcs/object_parse.hpp"
#include "vcs/objects.hpp"

namespace restante::vcs {

/// A path that differs from the commit below.
struct OverlayFile {
    std::string path;  // relative to the root, '/' between parts
    /// Called when its text is asked for, each time; too_large above the bound. Null: nothing is there.
    std::function<Result<std::string>(std::size_t bytes_max)> read = {};
    EntryKind kind = EntryKind::file;  // or link
};

class OverlayObjects final : public Objects {
  public:
    explicit OverlayObjects(std::unique_ptr<Objects> below) : below_(std::move(below)) {}

    Result<RawObject> read(const ObjectId& id, std::size_t bytes_max) override;

    /// A commit whose parent is `base` and whose files are those of `base` but for these. invalid_argument
    /// for a path that no tree could have.
    [[nodiscard]] Result<ObjectId> commit_on(const ObjectId& base, const std::vector<OverlayFile>& files);

    /// Whether the id is of an object made here.
    [[nodiscard]] static bool is_overlay(const ObjectId& id) noexcept;

  private:
    struct Node;
    using Nodes = std::map<std::string, Node>;
    struct Node {
        const OverlayFile* file = nullptr;
        Nodes below;
    };
    Result<std::optional<ObjectId>> tree_over(const std::optional<ObjectId>& below, std::size_t id_size,
                                              const Nodes& changes);
    ObjectId next_id(std::size_t size);

    std::unique_ptr<Objects> below_;
    std::uint64_t made_ = 0;
    std::unordered_map<ObjectId, RawObject> objects_;
    std::unordered_map<ObjectId, OverlayFile> files_;
};

}  // namespace restante::vcs
