#include <dlfcn.h>
#include <git2.h>

#include <cstdio>
#include <utility>

#include "vcs/objects.hpp"

namespace restante::vcs {
namespace {

/// libgit2 brings a dozen libraries with it, whose dynamic linking would be paid at every start of the daemon
/// and of the command line. So it is opened when a history is first asked for, and called through this table;
/// the types are those of its own header, and the soname is the ABI that the header describes.
struct LibGit2 {
// clang-format off
#define RESTANTE_GIT2_FUNCTIONS(X) \
    X(libgit2_init) X(libgit2_opts) X(error_last) X(odb_open) X(odb_free) X(odb_read) X(odb_read_header) \
    X(odb_object_free) X(odb_object_data) X(odb_object_size) X(odb_object_type)
// clang-format on
// A declared name takes no parentheses.
#define RESTANTE_DECLARE(name) decltype(&::git_##name) name = nullptr;  // NOLINT
    RESTANTE_GIT2_FUNCTIONS(RESTANTE_DECLARE)
#undef RESTANTE_DECLARE

    static const LibGit2* get() {
        static const LibGit2 library = open();
        return library.odb_open ? &library : nullptr;
    }

    [[nodiscard]] std::string last_error() const {
        const auto* error = error_last();
        return error && error->message ? error->message : "unknown error";
    }

  private:
    static LibGit2 open() {
        LibGit2 table;
        const auto soname = fmt::format("libgit2.so.{}.{}", LIBGIT2_VER_MAJOR, LIBGIT2_VER_MINOR);
        void* library =
            ::dlopen(soname.c_str(), RTLD_NOW | RTLD_LOCAL);  // never closed: it keeps global state
        if (!library) return {};
#define RESTANTE_LOAD(name)                                                              \
    table.name = reinterpret_cast<decltype(table.name)>(::dlsym(library, "git_" #name)); \
    if (!table.name) return {};
        RESTANTE_GIT2_FUNCTIONS(RESTANTE_LOAD)
#undef RESTANTE_LOAD
#undef RESTANTE_GIT2_FUNCTIONS
        if (table.libgit2_init() < 1) return {};
        // git itself does not hash what it reads, either: fsck is for that, and costs half of a read.
        table.libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
        return table;
    }
};

Result<ObjectKind> kind_of(git_object_t type) {
    switch (type) {
        case GIT_OBJECT_COMMIT:
            return ObjectKind::commit;
        case GIT_OBJECT_TREE:
            return ObjectKind::tree;
        case GIT_OBJECT_BLOB:
            return ObjectKind::blob;
        case GIT_OBJECT_TAG:
            return ObjectKind::tag;
        default:
            return fail(Errc::corrupt, "an object of unknown type {}", static_cast<int>(type));
    }
}

class LibGit2Objects final : public Objects {
  public:
    LibGit2Objects(const LibGit2& library, git_odb* odb) : library_(library), odb_(odb) {}
    ~LibGit2Objects() override { library_.odb_free(odb_); }
    LibGit2Objects(const LibGit2Objects&) = delete;
    LibGit2Objects& operator=(const LibGit2Objects&) = delete;

    Result<RawObject> read(const ObjectId& id, std::size_t bytes_max) override {
        if (id.size != GIT_OID_RAWSZ) return fail(Errc::invalid_argument, "{} is no SHA-1", id.hex());
        git_oid oid;
        std::memcpy(oid.id, id.bytes.data(), GIT_OID_RAWSZ);
        // Asked first, so that a huge file is refused before it is inflated. Commits and trees are not asked.
        if (bytes_max != unbounded) {
            std::size_t size = 0;
            git_object_t type{};
            const auto known = library_.odb_read_header(&size, &type, odb_, &oid);
            if (known == 0 && size > bytes_max)
                return fail(Errc::too_large, "object {} has {} bytes, over the limit of {}", id.hex(), size,
                            bytes_max);
        }
        git_odb_object* object = nullptr;
        const auto status = library_.odb_read(&object, odb_, &oid);
        if (status == GIT_ENOTFOUND) return fail(Errc::not_found, "git has no object {}", id.hex());
        if (status != 0) return fail(Errc::corrupt, "reading {}: {}", id.hex(), library_.last_error());
        struct Free {
            const LibGit2& library;
            git_odb_object* object;
            ~Free() { library.odb_object_free(object); }
        } const free{library_, object};
        const auto size = library_.odb_object_size(object);
        auto kind = kind_of(library_.odb_object_type(object));
        if (!kind) return tl::unexpected(std::move(kind).error());
        const auto* data = static_cast<const char*>(library_.odb_object_data(object));
        return RawObject{*kind, std::string(data, size)};
    }

  private:
    const LibGit2& library_;
    git_odb* odb_;
};

}  // namespace

Result<std::unique_ptr<Objects>> open_libgit2_objects(const Repository& repository) {
    if (repository.hash != HashKind::sha1)
        return fail(Errc::unsupported, "libgit2 reads SHA-1 repositories only");
    const auto* library = LibGit2::get();
    if (!library) return fail(Errc::unsupported, "libgit2 is not installed");
    // The object folder alone, with its alternates: no configuration is read, so no extension of the
    // repository (partial clone, reftable, work trees) can be a reason to refuse it.
    git_odb* odb = nullptr;
    if (library->odb_open(&odb, (repository.common_dir + "/objects").c_str()) != 0)
        return fail(Errc::unsupported, "libgit2: {}", library->last_error());
    return std::make_unique<LibGit2Objects>(*library, odb);
}

}  // namespace restante::vcs
