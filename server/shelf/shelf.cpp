#include "shelf/shelf.hpp"

#include "base/file_name.hpp"
#include "base/utf8.hpp"
#include "decisions/find.hpp"
#include "decisions/resolve.hpp"
#include "shelf/settings.hpp"
#include "shelf/tree_files.hpp"
#include "vcs/work_tree.hpp"

namespace restante::shelf {
namespace {

constexpr std::size_t settings_bytes_max = 64 * 1024;

}  // namespace

Shelf::Shelf(vcs::Repository repository)
    : repository_(std::move(repository)),
      objects_(std::make_unique<vcs::OverlayObjects>(vcs::open_objects(repository_))),
      revisions_(std::make_unique<vcs::Revisions>(repository_)) {}

Result<Shelf> Shelf::open(const std::string& folder) {
    auto repository = vcs::open_folder(folder);
    if (!repository) return tl::unexpected(std::move(repository).error());
    return Shelf(std::move(*repository));
}

Result<vcs::ObjectId> Shelf::commit(const std::optional<std::string>& revision) {
    if (revision) {
        if (const auto id = vcs::ObjectId::parse(*revision)) {
            const auto object = objects_->read(*id, vcs::Objects::unbounded);
            if (object && object->kind == vcs::ObjectKind::commit)
                return *id;  // a tag's id is not its commit's
        }
        auto found = revisions_->commit(*revision);
        if (!found && found.error().code == Errc::not_found)
            found.error().hint = repository_.shallow
                                     ? "git fetch --unshallow, as this clone has a part of the history only"
                                     : "git fetch, when another clone has it";
        return found;
    }
    auto head = revisions_->commit("HEAD");
    if (!head) {
        if (head.error().code != Errc::not_found) return head;
        return tl::unexpected(Error{Errc::not_found, fmt::format("{} has no commit yet", repository_.root),
                                    "commit the records first"});
    }
    if (repository_.root == repository_.git_dir) return head;
    const auto files = vcs::work_tree_files(repository_);
    if (!files) return tl::unexpected(files.error());
    return objects_->commit_on(*head, *files);
}

Result<std::vector<std::string>> Shelf::own_folders() {
    std::vector<std::string> folders;
    if (const auto settings = files_.find(std::string(settings_file)); settings != files_.end())
        if (const auto object = objects_->read(settings->second, settings_bytes_max)) {
            auto named = folders_in_settings(object->bytes);
            if (!named) return named;
            folders = std::move(*named);
        }
    for (const auto& [path, id] : files_)
        if (base_name(path) == adr_tools_file)
            if (const auto object = objects_->read(id, settings_bytes_max))
                if (auto folder = folder_of_adr_tools(folder_name(path), object->bytes); !folder.empty())
                    folders.push_back(std::move(folder));
    return folders;
}

Result<Holdings> Shelf::load(const std::optional<std::string>& revision) {
    const auto at = commit(revision);
    if (!at) return tl::unexpected(at.error());
    auto tree = tree_files(*objects_, *at);
    if (!tree) return tl::unexpected(std::move(tree).error());
    Holdings out;
    out.gaps = std::move(tree->gaps);
    files_.clear();
    std::vector<std::string> paths;
    for (auto& file : tree->files) {
        const auto name = base_name(file.path);
        if (!decisions::may_be_record(file.path) && name != settings_file && name != adr_tools_file) continue;
        files_.emplace(file.path, file.id);
        paths.push_back(std::move(file.path));
    }
    const auto folders = own_folders();
    if (!folders) return tl::unexpected(folders.error());
    out.named_folders = *folders;
    const auto candidates = decisions::find_candidates(paths, *folders);
    if (candidates.size() > records_max)
        return fail(Errc::too_large, "{} files may be decision records, over the limit of {}",
                    candidates.size(), records_max);
    std::vector<decisions::Reading> readings;
    for (const auto& candidate : candidates) {
        const auto text = objects_->read(files_.at(candidate.path), record_bytes_max);
        if (!text) {
            readings.push_back(decisions::unreadable_record(
                candidate.path, fmt::format("it cannot be read: {}", text.error().message)));
            continue;
        }
        auto read = decisions::read_record(candidate.path, text->bytes, candidate.place);
        if (auto* reading = std::get_if<decisions::Reading>(&read))
            readings.push_back(std::move(*reading));
        else
            out.set_aside.push_back({candidate.path, std::get<decisions::NoRecord>(read)});
    }
    out.records = decisions::resolve(std::move(readings));
    return out;
}

Result<std::string> Shelf::bytes(const std::string& path) {
    const auto file = files_.find(path);
    if (file == files_.end()) return fail(Errc::not_found, "{} is not there", utf8::replace_invalid(path));
    auto object = objects_->read(file->second, record_bytes_max);
    if (!object) return tl::unexpected(std::move(object).error());
    return std::move(object->bytes);
}

}  // namespace restante::shelf
