#include "vcs/folder_identity.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace restante::vcs {

std::optional<FolderIdentity> identity_of(const std::string& folder) {
    struct statx info {};
    if (::statx(AT_FDCWD, folder.c_str(), 0, STATX_INO | STATX_BTIME, &info) != 0) return std::nullopt;
    FolderIdentity out{makedev(info.stx_dev_major, info.stx_dev_minor), info.stx_ino};
    if ((info.stx_mask & STATX_BTIME) != 0)
        out.born_ns = info.stx_btime.tv_sec * 1'000'000'000 + info.stx_btime.tv_nsec;
    return out;
}

}  // namespace restante::vcs
