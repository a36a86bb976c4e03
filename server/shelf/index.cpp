#include "shelf/index.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/file_name.hpp"
#include "base/utf8.hpp"
#include "shelf/settings.hpp"
#include "vcs/blob_id.hpp"
#include "vcs/process.hpp"
#include "vcs/work_tree.hpp"

namespace restante::shelf {
namespace {

constexpr std::size_t settings_max = 64UL * 1024;

}  // namespace

Index::Index(vcs::Repository repository)
    : repository_(std::move(repository)),
      names_(repository_.root, {}),
      objects_(vcs::open_objects(repository_)) {}

bool Index::take_from_disk(const vcs::OverlayFile& file) {
    if (!file.read || file.kind != vcs::EntryKind::file) return false;
    auto bytes = file.read(record_bytes_max);
    if (!bytes) {
        if (bytes.error().code == Errc::not_found) return false;
        // It is there and cannot be read: its record says so, each time it is looked at.
        files_[file.path] = {vcs::ObjectId{}, true};
        entries_.erase(file.path);
        return true;
    }
    const auto id = vcs::ObjectId::parse(vcs::blob_id(*bytes, repository_.hash));
    files_[file.path] = {*id, true};
    fresh_[file.path] = std::move(*bytes);
    return true;
}

/// Asked of the program for a file that nobody knew; what is tracked is never ignored.
bool Index::is_ignored(const std::string& path) {
    const auto output = vcs::run(
        {{"git", "-c", "core.fsmonitor=false", "check-ignore", "-q", "--", path}, repository_.root, {}}, {},
        {});
    return output && output->exit_status == 0;
}

Result<bool> Index::look(const std::vector<vcs::OverlayFile>& differing) {
    const auto info = names_.info("HEAD^{commit}");
    if (!info && info.error().code != Errc::not_found) return tl::unexpected(info.error());
    if (!info)
        return tl::unexpected(Error{Errc::not_found, fmt::format("{} has no commit yet", repository_.root),
                                    "commit the records first"});
    head_ = *vcs::ObjectId::parse(info->id);
    auto tree = trees_.files(*objects_, head_);
    if (!tree) return tl::unexpected(std::move(tree).error());
    gaps_ = std::move(tree->gaps);
    auto before = std::exchange(files_, {});
    for (auto& file : tree->files)
        files_.emplace_hint(files_.end(), std::move(file.path), File{file.id, false});
    for (const auto& file : differing)
        if (tells_of_records(file.path) && !take_from_disk(file)) files_.erase(file.path);
    find_again_ = find_again_ || !std::equal(before.begin(), before.end(), files_.begin(), files_.end(),
                                             [](const auto& a, const auto& b) { return a.first == b.first; });
    for (const auto& [path, file] : files_)
        if (const auto name = base_name(path); name == settings_file || name == adr_tools_file)
            if (const auto old = before.find(path); old == before.end() || old->second.id != file.id)
                find_again_ = true;
    if (auto found = find(); !found) return tl::unexpected(std::move(found).error());
    return update(all_candidates());
}

Result<bool> Index::look_at(const std::vector<std::string>& paths) {
    for (const auto& path : paths) {
        if (!tells_of_records(path)) continue;
        const auto known = files_.find(path);
        const bool was_there = known != files_.end();
        const auto before = was_there ? known->second.id : vcs::ObjectId{};
        const auto on_disk = vcs::work_tree_file(repository_, path);
        const bool is_there =
            on_disk && on_disk->read && (was_there || !is_ignored(path)) && take_from_disk(*on_disk);
        if (!is_there) files_.erase(path);
        const auto name = base_name(path);
        const bool tells_where = name == settings_file || name == adr_tools_file;
        if (was_there != is_there || (tells_where && is_there && files_[path].id != before))
            find_again_ = true;
    }
    const bool others = find_again_;
    if (auto found = find(); !found) return tl::unexpected(std::move(found).error());
    return update(others ? all_candidates() : candidates_at(paths));
}

Result<std::string> Index::read(const std::string& path, const File& file) {
    if (const auto fresh = fresh_.find(path); fresh != fresh_.end()) return fresh->second;
    if (!file.on_disk)
        return objects_->read(file.id, record_bytes_max).map([](vcs::RawObject object) {
            return std::move(object.bytes);
        });
    const auto on_disk = vcs::work_tree_file(repository_, path);
    if (!on_disk) return tl::unexpected(on_disk.error());
    if (!on_disk->read) return fail(Errc::not_found, "{} is not there any more", utf8::replace_invalid(path));
    return on_disk->read(record_bytes_max);
}

Result<void> Index::find() {
    if (!find_again_) return {};
    std::vector<std::string> folders;
    std::vector<std::string> paths;
    paths.reserve(files_.size());
    for (const auto& [path, file] : files_) {
        paths.push_back(path);
        const auto name = base_name(path);
        if (path != settings_file && name != adr_tools_file) continue;
        const auto bytes = read(path, file);
        if (!bytes || bytes->size() > settings_max) continue;
        if (path == settings_file) {
            auto named = folders_in_settings(*bytes);
            if (!named) return tl::unexpected(std::move(named).error());
            folders.insert(folders.begin(), named->begin(), named->end());
        } else if (auto folder = folder_of_adr_tools(folder_name(path), *bytes); !folder.empty()) {
            folders.push_back(std::move(folder));
        }
    }
    auto found = decisions::find_candidates(paths, folders);
    if (found.size() > records_max)
        return fail(Errc::too_large, "{} files may be decision records, over the limit of {}", found.size(),
                    records_max);
    candidates_ = std::move(found);
    find_again_ = false;
    return {};
}

Index::Entry Index::read_entry(const decisions::Candidate& candidate, const File& file) {
    const auto text = read(candidate.path, file);
    if (!text)
        return {file.id,
                candidate.place,
                decisions::unreadable_record(candidate.path,
                                             fmt::format("it cannot be read: {}", text.error().message)),
                {}};
    return {file.id, candidate.place, decisions::read_record(candidate.path, *text, candidate.place),
            decisions::NamedPaths(*text)};
}

std::vector<const decisions::Candidate*> Index::candidates_at(const std::vector<std::string>& paths) const {
    std::vector<const decisions::Candidate*> out;
    for (const auto& path : paths) {
        const auto at =
            std::lower_bound(candidates_.begin(), candidates_.end(), path,
                             [](const auto& candidate, const auto& p) { return candidate.path < p; });
        if (at != candidates_.end() && at->path == path) out.push_back(&*at);
    }
    return out;
}

std::vector<const decisions::Candidate*> Index::all_candidates() const {
    std::vector<const decisions::Candidate*> out;
    out.reserve(candidates_.size());
    for (const auto& candidate : candidates_)
        out.push_back(&candidate);
    return out;
}

bool Index::update(const std::vector<const decisions::Candidate*>& among) {
    bool changed = false;
    bool same_list = resolved_.has_value();
    for (const auto* candidate : among) {
        const auto& file = files_.at(candidate->path);
        auto& entry = entries_[candidate->path];
        if (!entry.id.empty() && entry.id == file.id && entry.place == candidate->place) continue;
        changed = true;
        entry = read_entry(*candidate, file);
        const auto* reading = std::get_if<decisions::Reading>(&entry.read);
        const auto index = indices_.find(candidate->path);
        const bool was_record = index != indices_.end();
        same_list = same_list && was_record == (reading != nullptr) &&
                    (reading == nullptr || resolved_->replace(index->second, *reading));
    }
    fresh_.clear();
    if (entries_.size() > candidates_.size()) {
        std::unordered_set<std::string_view> wanted;
        for (const auto& candidate : candidates_)
            wanted.insert(candidate.path);
        std::erase_if(entries_, [&](const auto& entry) { return !wanted.contains(entry.first); });
        same_list = false;
    }
    if (!same_list) resolve_all();
    return changed || !same_list;
}

void Index::resolve_all() {
    std::vector<decisions::Reading> readings;
    readings.reserve(candidates_.size());
    indices_.clear();
    paths_.clear();
    for (const auto& candidate : candidates_) {
        const auto& entry = entries_.at(candidate.path);
        const auto* reading = std::get_if<decisions::Reading>(&entry.read);
        if (reading == nullptr) continue;
        indices_.emplace(candidate.path, readings.size());
        paths_.push_back(&entry.paths);
        readings.push_back(*reading);
    }
    resolved_.emplace(std::move(readings));
    ++generation_;
}

const std::vector<decisions::Record>& Index::records() const {
    static const std::vector<decisions::Record> none;
    return resolved_ ? resolved_->records() : none;
}

const decisions::NamedPaths& Index::paths_in(std::size_t record) const {
    return *paths_[record];
}

Result<std::string> Index::bytes(const std::string& path) {
    const auto file = files_.find(path);
    if (file == files_.end()) return fail(Errc::not_found, "{} is not there", utf8::replace_invalid(path));
    return read(path, file->second);
}

std::vector<std::string> Index::folders() const {
    std::vector<std::string> out;
    for (const auto& candidate : candidates_)
        out.emplace_back(folder_name(candidate.path));
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

}  // namespace restante::shelf
