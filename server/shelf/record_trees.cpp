#include "shelf/record_trees.hpp"

#include <algorithm>

#include "base/file_name.hpp"
#include "base/utf8.hpp"
#include "decisions/find.hpp"
#include "shelf/settings.hpp"

namespace restante::shelf {
namespace {

/// Of trees; a commit with more folders is read anew each time.
constexpr std::size_t kept_max = 200'000;

struct Waiting {
    std::string path;  // with '/' at its end; empty for the root
    vcs::ObjectId id;
    std::size_t depth = 0;
};

}  // namespace

bool tells_of_records(std::string_view path) {
    const auto name = base_name(path);
    return decisions::may_be_record(path) || name == settings_file || name == adr_tools_file;
}

Result<std::shared_ptr<const RecordTrees::Folder>> RecordTrees::folder(vcs::Objects& objects,
                                                                       const vcs::ObjectId& id) {
    if (const auto known = kept_.find(id); known != kept_.end()) return known->second;
    const auto object = objects.read(id);
    if (!object) return tl::unexpected(object.error());
    auto made = std::make_shared<Folder>();
    vcs::TreeReader entries(object->bytes, id.size);
    while (true) {
        const auto entry = entries.next();
        if (!entry) return tl::unexpected(entry.error());
        if (!*entry) break;
        const auto& [name, raw_id, kind] = **entry;
        if (kind == vcs::EntryKind::folder)
            made->folders.emplace_back(name, vcs::ObjectId::of_bytes(raw_id));
        else if (kind == vcs::EntryKind::file && tells_of_records(name))
            made->files.push_back({std::string(name), vcs::ObjectId::of_bytes(raw_id)});
    }
    if (kept_.size() >= kept_max) kept_.clear();
    return kept_.emplace(id, std::move(made)).first->second;
}

Result<TreeFiles> RecordTrees::files(vcs::Objects& objects, const vcs::ObjectId& commit) {
    const auto object = objects.read(commit);
    if (!object) return tl::unexpected(object.error());
    if (object->kind != vcs::ObjectKind::commit)
        return fail(Errc::invalid_argument, "{} is no commit", commit.hex());
    const auto head = vcs::parse_commit(object->bytes);
    if (!head) return tl::unexpected(head.error());
    TreeFiles out;
    std::vector<Waiting> waiting{{"", head->tree, 0}};
    while (!waiting.empty()) {
        const auto here = std::move(waiting.back());
        waiting.pop_back();
        auto read = folder(objects, here.id);
        if (!read || here.depth > tree_depth_max) {
            auto error = read ? Error{Errc::too_large, "it is nested too deep", {}} : read.error();
            out.gaps.push_back(
                with_context(std::move(error),
                             "the folder " + utf8::replace_invalid(here.path.empty() ? "/" : here.path)));
            continue;
        }
        for (const auto& [name, id] : (*read)->folders)
            waiting.push_back({here.path + name + "/", id, here.depth + 1});
        for (const auto& file : (*read)->files)
            out.files.push_back({here.path + file.path, file.id});
        if (out.files.size() > tree_files_max)
            return fail(Errc::too_large, "the tree of {} has more than {} files", commit.hex(),
                        tree_files_max);
    }
    std::sort(out.files.begin(), out.files.end(),
              [](const TreeFile& a, const TreeFile& b) { return a.path < b.path; });
    return out;
}

}  // namespace restante::shelf
