#include "vcs/cat_file.hpp"
#include "vcs/objects.hpp"

namespace restante::vcs {
namespace {

Result<ObjectKind> kind_of(std::string_view type) {
    if (type == "commit") return ObjectKind::commit;
    if (type == "tree") return ObjectKind::tree;
    if (type == "blob") return ObjectKind::blob;
    if (type == "tag") return ObjectKind::tag;
    return fail(Errc::corrupt, "an object of unknown type {}", type);
}

class ProgramObjects final : public Objects {
  public:
    ProgramObjects(const std::string& folder, GitOptions options) : cat_file_(folder, std::move(options)) {}

    Result<RawObject> read(const ObjectId& id, std::size_t bytes_max) override {
        auto object = cat_file_.object(id.hex(), bytes_max);
        if (!object) return tl::unexpected(std::move(object).error());
        auto kind = kind_of(object->info.type);
        if (!kind) return tl::unexpected(std::move(kind).error());
        return RawObject{*kind, std::move(object->bytes)};
    }

  private:
    CatFile cat_file_;
};

}  // namespace

std::unique_ptr<Objects> open_program_objects(const Repository& repository, GitOptions options) {
    return std::make_unique<ProgramObjects>(repository.git_dir, std::move(options));
}

std::unique_ptr<Objects> open_objects(const Repository& repository, GitOptions options) {
    if (auto objects = open_libgit2_objects(repository)) return std::move(*objects);
    return open_program_objects(repository, std::move(options));
}

}  // namespace restante::vcs
