#include "follow/history.hpp"

#include <algorithm>

namespace restante::follow {
namespace {

const vcs::TreeEntry* find(const std::vector<vcs::TreeEntry>& tree, std::string_view name) {
    // Git's order is by name but for folders, which sort as if they ended in '/': a search by halves would
    // have to try both, and trees are short.
    const auto found =
        std::find_if(tree.begin(), tree.end(), [&](const vcs::TreeEntry& e) { return e.name == name; });
    return found == tree.end() ? nullptr : &*found;
}

bool is_file(const vcs::TreeEntry& entry) {
    return entry.kind == vcs::EntryKind::file;
}

}  // namespace

History::History(std::unique_ptr<vcs::Objects> objects, HistoryLimits limits)
    : objects_(std::move(objects)), limits_(limits) {}

CommitNumber History::number_of(const vcs::ObjectId& id) {
    const auto [found, is_new] = numbers_.try_emplace(id, static_cast<CommitNumber>(commits_.size()));
    if (is_new) {
        commits_.push_back({id, {}, {}, 0, false});
        loaded_.push_back(false);
    }
    return found->second;
}

Result<CommitNumber> History::commit(const vcs::ObjectId& id) {
    const auto number = number_of(id);
    if (!node(number).known) {
        loaded_[number] = false;  // it may have been fetched by the next time
        return fail(Errc::not_found, "commit {} is missing here", id.hex().substr(0, 12));
    }
    return number;
}

const CommitNode& History::node(CommitNumber number) {
    if (loaded_[number]) return commits_[number];
    loaded_[number] = true;
    const auto id = commits_[number].id;
    const auto object = objects_->read(id);
    if (!object || object->kind != vcs::ObjectKind::commit) return commits_[number];
    const auto commit = vcs::parse_commit(object->bytes);
    if (!commit) return commits_[number];
    std::vector<CommitNumber> parents;
    parents.reserve(commit->parents.size());
    for (const auto& parent : commit->parents)
        parents.push_back(number_of(parent));
    auto& node = commits_[number];
    node.tree = commit->tree;
    node.parents = std::move(parents);
    node.committed_at = commit->committed_at;
    node.known = true;
    return node;
}

Result<std::shared_ptr<const History::Tree>> History::tree(const vcs::ObjectId& id) {
    if (const auto known = trees_.find(id); known != trees_.end()) return known->second;
    auto object = objects_->read(id);
    if (!object) return tl::unexpected(std::move(object).error());
    if (object->kind != vcs::ObjectKind::tree) return fail(Errc::corrupt, "{} is not a tree", id.hex());
    auto entries = vcs::parse_tree(object->bytes, id.size);
    if (!entries) return tl::unexpected(with_context(std::move(entries).error(), "tree " + id.hex()));
    if (trees_.size() >= limits_.trees_max) trees_.clear();
    auto kept = std::make_shared<const Tree>(std::move(*entries));
    trees_.emplace(id, kept);
    return kept;
}

Result<std::optional<vcs::ObjectId>> History::blob_at(CommitNumber commit, const std::string& path) {
    const auto& start = node(commit);
    if (!start.known) return fail(Errc::not_found, "commit {} is missing here", start.id.hex().substr(0, 12));
    auto id = start.tree;
    std::string_view rest = path;
    while (true) {
        auto here = tree(id);
        if (!here) return tl::unexpected(std::move(here).error());
        const auto slash = rest.find('/');
        const auto* entry = find(**here, rest.substr(0, slash));
        if (!entry) return std::nullopt;
        if (slash == std::string_view::npos) {
            if (!is_file(*entry)) return std::nullopt;
            return entry->id;
        }
        if (entry->kind != vcs::EntryKind::folder) return std::nullopt;
        id = entry->id;
        rest.remove_prefix(slash + 1);
    }
}

Result<std::shared_ptr<const anchor::Text>> History::text(const vcs::ObjectId& blob) {
    if (const auto known = texts_.find(blob); known != texts_.end()) {
        uses_.splice(uses_.begin(), uses_, known->second.use);
        return known->second.text;
    }
    auto object = objects_->read(blob, limits_.text_bytes_max);
    if (!object) return tl::unexpected(std::move(object).error());
    if (object->kind != vcs::ObjectKind::blob) return fail(Errc::corrupt, "{} is not a file", blob.hex());
    auto text = std::make_shared<const anchor::Text>(std::move(object->bytes));
    texts_bytes_ += text->size();
    uses_.push_front(blob);
    texts_.emplace(blob, Kept{text, uses_.begin()});
    while (texts_bytes_ > limits_.texts_bytes_max && uses_.size() > 1) {
        const auto last = texts_.find(uses_.back());
        texts_bytes_ -= last->second.text->size();
        texts_.erase(last);
        uses_.pop_back();
    }
    return text;
}

Result<void> History::compare(const std::string& prefix, const std::optional<vcs::ObjectId>& before,
                              const std::optional<vcs::ObjectId>& after, std::vector<Change>& out) {
    static const auto nothing = std::make_shared<const Tree>();
    std::shared_ptr<const Tree> old_tree = nothing;
    std::shared_ptr<const Tree> new_tree = nothing;
    if (before) {
        auto read = tree(*before);
        if (!read) return tl::unexpected(std::move(read).error());
        old_tree = std::move(*read);
    }
    if (after) {
        auto read = tree(*after);
        if (!read) return tl::unexpected(std::move(read).error());
        new_tree = std::move(*read);
    }
    const auto folder = [](const vcs::TreeEntry* e) {
        return e && e->kind == vcs::EntryKind::folder ? std::optional(e->id) : std::nullopt;
    };
    const auto file = [](const vcs::TreeEntry* e) { return e && is_file(*e) ? e->id : vcs::ObjectId{}; };
    const auto both = [&](const vcs::TreeEntry* a, const vcs::TreeEntry* b) -> Result<void> {
        if (out.size() >= limits_.changes_max) return {};
        if (a && b && a->id == b->id && a->kind == b->kind) return {};
        const auto path = prefix + (a ? a->name : b->name);
        if (file(a) != file(b)) out.push_back({path, file(a), file(b)});
        if (folder(a) || folder(b)) return compare(path + "/", folder(a), folder(b), out);
        return {};
    };
    // Both lists are in git's order, but one name may be a file here and a folder there: then the two stand
    // apart, and each is compared with nothing, which gives the same changes.
    const auto key = [](const vcs::TreeEntry& e) {
        return e.kind == vcs::EntryKind::folder ? e.name + "/" : e.name;
    };
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < old_tree->size() || j < new_tree->size()) {
        const auto* a = i < old_tree->size() ? &(*old_tree)[i] : nullptr;
        const auto* b = j < new_tree->size() ? &(*new_tree)[j] : nullptr;
        if (a && b && a->id == b->id && a->name == b->name) {
            ++i;
            ++j;
            continue;
        }
        int order = 0;
        if (!a || !b)
            order = a ? -1 : 1;
        else if (a->name != b->name)
            order = key(*a).compare(key(*b));
        if (order < 0) b = nullptr;
        if (order > 0) a = nullptr;
        if (a) ++i;
        if (b) ++j;
        if (auto done = both(a, b); !done) return done;
    }
    return {};
}

Result<std::vector<Change>> History::changes(std::optional<CommitNumber> before, CommitNumber after) {
    std::optional<vcs::ObjectId> old_tree;
    if (before) {
        const auto& from = node(*before);
        if (!from.known)
            return fail(Errc::not_found, "commit {} is missing here", from.id.hex().substr(0, 12));
        old_tree = from.tree;
    }
    const auto& to = node(after);
    if (!to.known) return fail(Errc::not_found, "commit {} is missing here", to.id.hex().substr(0, 12));
    std::vector<Change> out;
    const auto new_tree = to.tree;
    if (old_tree && *old_tree == new_tree) return out;
    if (auto done = compare("", old_tree, new_tree, out); !done)
        return tl::unexpected(std::move(done).error());
    return out;
}

}  // namespace restante::follow
