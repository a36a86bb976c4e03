#include "shelf/tree_files.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace restante::shelf {
namespace {

/// A folder that is still to be read.
struct Pending {
    std::string path;  // with '/' at its end; empty for the root
    vcs::ObjectId id;
    std::size_t depth = 0;
};

}  // namespace

Result<TreeFiles> tree_files(vcs::Objects& objects, const vcs::ObjectId& commit) {
    const auto object = objects.read(commit);
    if (!object) return tl::unexpected(object.error());
    if (object->kind != vcs::ObjectKind::commit)
        return fail(Errc::invalid_argument, "{} is no commit", commit.hex());
    const auto head = vcs::parse_commit(object->bytes);
    if (!head) return tl::unexpected(head.error());
    TreeFiles out;
    std::vector<Pending> pending{{"", head->tree, 0}};
    while (!pending.empty()) {
        const auto folder = std::move(pending.back());
        pending.pop_back();
        const auto tree = objects.read(folder.id);
        const auto entries = tree ? vcs::parse_tree(tree->bytes, commit.size) : tl::unexpected(tree.error());
        if (!entries || folder.depth > tree_depth_max) {
            auto error = entries ? Error{Errc::too_large, "it is nested too deep", {}} : entries.error();
            out.gaps.push_back(
                with_context(std::move(error),
                             "the folder " + utf8::replace_invalid(folder.path.empty() ? "/" : folder.path)));
            continue;
        }
        for (const auto& entry : *entries) {
            if (entry.kind == vcs::EntryKind::folder)
                pending.push_back({folder.path + entry.name + "/", entry.id, folder.depth + 1});
            else if (entry.kind == vcs::EntryKind::file)
                out.files.push_back({folder.path + entry.name, entry.id});
        }
        if (out.files.size() > tree_files_max)
            return fail(Errc::too_large, "the tree of {} has more than {} files", commit.hex(),
                        tree_files_max);
    }
    std::sort(out.files.begin(), out.files.end(),
              [](const TreeFile& a, const TreeFile& b) { return a.path < b.path; });
    return out;
}

}  // namespace restante::shelf
