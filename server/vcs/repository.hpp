// Where a file's repository is, and what the file is called in it. Reads a few small files, starts no
// program, and so is fast enough to be asked for every document that is opened. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "vcs/blob_id.hpp"

namespace restante::vcs {

/// A work tree. All paths are absolute and canonical.
struct Repository {
    std::string root;        // of the work tree
    std::string git_dir;     // of this work tree
    std::string common_dir;  // shared by all work trees of the repository; git_dir when there is one only
    HashKind hash = HashKind::sha1;
    bool shallow = false;  // part of the history is missing

    friend bool operator==(const Repository&, const Repository&) = default;
};

/// extensions.objectFormat in the text of a repository's own configuration (gitrepository-layout(5)): never
/// from an included file. PURE.
[[nodiscard]] HashKind object_format(std::string_view config);

/// The repository that holds this absolute path, which need not exist yet. `not_found` when none does;
/// `corrupt` when a .git file cannot be understood. Bare repositories have no files to talk about, and are
/// not found.
[[nodiscard]] Result<Repository> discover(const std::string& path);
/// What that not_found says of a folder (without symbolic links), which people know by the name `named`: that
/// it is in a bare repository, or in none.
[[nodiscard]] Error no_work_tree(const std::string& named, const std::string& folder);

/// The repository whose git folder this is: a bare one, or the .git of a work tree. It has no files, and its
/// root is that folder: for those who ask about commits. `not_found` when it is none.
[[nodiscard]] Result<Repository> open_git_folder(const std::string& path);

/// The one of these two that the folder is: a git folder first.
[[nodiscard]] Result<Repository> open_folder(const std::string& path);

/// The path with all symbolic links followed, the last part's too; the end of it need not exist yet.
/// `invalid_argument` for a link to nothing and for links in a circle.
[[nodiscard]] Result<std::string> real_path(const std::string& path);

/// The same, and `invalid_argument` when a link in a repository led out of it. A link outside of any, on the
/// way to a clone, is followed.
[[nodiscard]] Result<std::string> followed_path(const std::string& path);

/// PURE. What a real path is called in the repository with this root, '/' between its parts.
/// `invalid_argument` when it is not in it, is git's own, or is not UTF-8 (which anchors must be).
[[nodiscard]] Result<std::string> name_in(const std::string& root, const std::string& real);

/// name_in of followed_path: one file has one name.
[[nodiscard]] Result<std::string> relative_path(const Repository& repository, const std::string& path);

}  // namespace restante::vcs
