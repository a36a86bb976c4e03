// A repository's objects by their ids. An interface with two implementations under one contract suite: in
// process by libgit2 (9–12 µs a blob, where a round trip to `git cat-file` costs 80), and by the git program
// where libgit2 cannot read (SHA-256) or is not installed. Neither fetches what a partial clone lacks: a
// missing object is not_found (by a git before 2.45: unavailable, as that ends when it may not fetch). Calls
// block; one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "vcs/git.hpp"
#include "vcs/object_id.hpp"
#include "vcs/repository.hpp"

namespace restante::vcs {

enum class ObjectKind : std::uint8_t { commit, tree, blob, tag };

struct RawObject {
    ObjectKind kind = ObjectKind::blob;
    std::string bytes;
};

class Objects {
  public:
    static constexpr std::size_t unbounded = ~std::size_t{0};
    virtual ~Objects() = default;
    /// not_found; too_large, before the object is read; corrupt.
    [[nodiscard]] virtual Result<RawObject> read(const ObjectId& id, std::size_t bytes_max = unbounded) = 0;
};

/// By libgit2, opened when first needed; `unsupported` where that cannot be.
[[nodiscard]] Result<std::unique_ptr<Objects>> open_libgit2_objects(const Repository& repository);
/// By `git cat-file`.
[[nodiscard]] std::unique_ptr<Objects> open_program_objects(const Repository& repository,
                                                            GitOptions options = {});
/// The first where it can be had, else the second.
[[nodiscard]] std::unique_ptr<Objects> open_objects(const Repository& repository, GitOptions options = {});

}  // namespace restante::vcs
