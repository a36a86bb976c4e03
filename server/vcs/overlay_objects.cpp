#include "vcs/overlay_objects.hpp"

#include <algorithm>

namespace restante::vcs {
namespace {

std::string_view mode_of(EntryKind kind) {
    switch (kind) {
        case EntryKind::folder:
            return "40000";
        case EntryKind::link:
            return "120000";
        case EntryKind::submodule:
            return "160000";
        case EntryKind::file:
            break;
    }
    return "100644";
}

std::string bytes_of(std::vector<TreeEntry> entries) {
    const auto key = [](const TreeEntry& e) { return e.kind == EntryKind::folder ? e.name + "/" : e.name; };
    std::sort(entries.begin(), entries.end(),
              [&](const TreeEntry& a, const TreeEntry& b) { return key(a) < key(b); });
    std::string bytes;
    for (const auto& entry : entries) {
        bytes.append(mode_of(entry.kind)).append(" ").append(entry.name).push_back('\0');
        bytes.append(reinterpret_cast<const char*>(entry.id.bytes.data()), entry.id.size);
    }
    return bytes;
}

}  // namespace

ObjectId OverlayObjects::next_id(std::size_t size) {
    ObjectId id;
    id.size = static_cast<std::uint8_t>(size);
    auto number = ++made_;
    for (std::size_t i = 8; i-- > 0; number >>= 8U)
        id.bytes[i] = static_cast<std::uint8_t>(number);
    return id;
}

bool OverlayObjects::is_overlay(const ObjectId& id) noexcept {
    // No hash ever ends in that many zeros; the null id, which git uses for "none", is not ours either.
    return !id.empty() && id != ObjectId{{}, id.size} &&
           std::all_of(id.bytes.begin() + 8, id.bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

Result<RawObject> OverlayObjects::read(const ObjectId& id, std::size_t bytes_max) {
    if (!is_overlay(id)) return below_->read(id, bytes_max);
    if (const auto object = objects_.find(id); object != objects_.end()) return object->second;
    const auto file = files_.find(id);
    if (file == files_.end()) return fail(Errc::not_found, "no object {} was made", id.hex());
    auto bytes = file->second.read(bytes_max);
    if (!bytes) return tl::unexpected(std::move(bytes).error());
    return RawObject{ObjectKind::blob, std::move(*bytes)};
}

Result<std::optional<ObjectId>> OverlayObjects::tree_over(const std::optional<ObjectId>& below,
                                                          std::size_t id_size, const Nodes& changes) {
    std::vector<TreeEntry> entries;
    if (below) {
        auto object = read(*below, unbounded);
        if (!object) return tl::unexpected(std::move(object).error());
        auto parsed = parse_tree(object->bytes, below->size);
        if (!parsed) return tl::unexpected(std::move(parsed).error());
        entries = std::move(*parsed);
    }
    for (const auto& [name, node] : changes) {
        const auto known = std::find_if(entries.begin(), entries.end(),
                                        [&, &name = name](const TreeEntry& e) { return e.name == name; });
        std::optional<ObjectId> folder;
        if (known != entries.end() && known->kind == EntryKind::folder) folder = known->id;
        if (folder && node.below.empty() && !node.file->read) continue;  // no file was there
        std::optional<TreeEntry> entry;
        if (node.file && node.file->read) {
            entry = TreeEntry{name, next_id(id_size), node.file->kind};
            files_.emplace(entry->id, *node.file);
        } else if (!node.below.empty()) {
            auto made = tree_over(folder, id_size, node.below);
            if (!made) return made;
            if (*made) entry = TreeEntry{name, **made, EntryKind::folder};
        }
        if (known != entries.end()) entries.erase(known);
        if (entry) entries.push_back(std::move(*entry));
    }
    if (entries.empty()) return std::nullopt;
    const auto id = next_id(id_size);
    objects_.emplace(id, RawObject{ObjectKind::tree, bytes_of(std::move(entries))});
    return id;
}

Result<ObjectId> OverlayObjects::commit_on(const ObjectId& base, const std::vector<OverlayFile>& files) {
    auto object = read(base, unbounded);
    if (!object) return tl::unexpected(std::move(object).error());
    if (object->kind != ObjectKind::commit)
        return fail(Errc::invalid_argument, "{} is no commit", base.hex());
    const auto commit = parse_commit(object->bytes);
    if (!commit) return tl::unexpected(commit.error());
    Nodes root;
    for (const auto& file : files) {
        auto* nodes = &root;
        for (std::string_view rest = file.path;;) {
            const auto slash = rest.find('/');
            const std::string name(rest.substr(0, slash));
            if (name.empty() || name == "." || name == ".." || name == ".git" ||
                name.find('\0') != std::string::npos)
                return fail(Errc::invalid_argument, "\"{}\" is not a path in the repository", file.path);
            auto& node = (*nodes)[name];
            if (slash == std::string_view::npos) {
                node.file = &file;
                break;
            }
            nodes = &node.below;
            rest.remove_prefix(slash + 1);
        }
    }
    auto tree = tree_over(commit->tree, base.size, root);
    if (!tree) return tl::unexpected(std::move(tree).error());
    if (!*tree) {
        *tree = next_id(base.size);
        objects_.emplace(**tree, RawObject{ObjectKind::tree, {}});
    }
    const auto id = next_id(base.size);
    objects_.emplace(
        id, RawObject{ObjectKind::commit, fmt::format("tree {}\nparent {}\ncommitter x <> {} +0000\n\n",
                                                      (*tree)->hex(), base.hex(), commit->committed_at + 1)});
    return id;
}

}  // namespace restante::vcs
