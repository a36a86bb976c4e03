#include "follow/history.hpp"

#include <algorithm>

#include "base/file_name.hpp"

namespace restante::follow {
namespace {

/// An entry of one of two trees that are compared; its name ends where the tree's bytes do.
using Entry = vcs::TreeReader::Entry;

vcs::ObjectId file_of(const std::optional<Entry>& entry) {
    return entry && entry->kind == vcs::EntryKind::file ? vcs::ObjectId::of_bytes(entry->raw_id)
                                                        : vcs::ObjectId{};
}

std::optional<vcs::ObjectId> folder_of(const std::optional<Entry>& entry) {
    if (!entry || entry->kind != vcs::EntryKind::folder) return std::nullopt;
    return vcs::ObjectId::of_bytes(entry->raw_id);
}

/// Git's order of two different names: a folder's is as if it ended in '/'.
int order_of(const Entry& a, const Entry& b) {
    const auto key = [](const Entry& entry) {
        return std::string(entry.name) + (entry.kind == vcs::EntryKind::folder ? "/" : "");
    };
    return key(a).compare(key(b));
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
    if (trees_bytes_ + object->bytes.size() > limits_.trees_bytes_max) {
        trees_.clear();
        trees_bytes_ = 0;
    }
    auto kept = std::make_shared<const Tree>(std::move(object->bytes));
    trees_bytes_ += kept->size();
    trees_.emplace(id, kept);
    return kept;
}

Result<std::optional<vcs::ObjectId>> History::blob_at(CommitNumber commit, const std::string& path) {
    const auto slash = path.rfind('/');
    const auto folder = slash == std::string::npos ? 0 : slash;
    const auto id = folder_at(commit, std::string_view(path).substr(0, folder));
    if (!id || !*id || slash == 0) return id.map([](const auto&) { return std::optional<vcs::ObjectId>(); });
    auto here = tree(**id);
    if (!here) return tl::unexpected(std::move(here).error());
    const auto entry = vcs::find_in_tree(**here, (*id)->size, base_name(path));
    if (!entry) return tl::unexpected(with_context(entry.error(), "tree " + (*id)->hex()));
    const auto file = file_of(*entry);
    return file.empty() ? std::nullopt : std::optional(file);
}

Result<std::optional<vcs::ObjectId>> History::folder_at(CommitNumber commit, std::string_view path) {
    const auto& start = node(commit);
    if (!start.known) return fail(Errc::not_found, "commit {} is missing here", start.id.hex().substr(0, 12));
    auto id = start.tree;
    if (path.empty()) return id;
    while (true) {
        auto here = tree(id);
        if (!here) return tl::unexpected(std::move(here).error());
        const auto slash = path.find('/');
        auto entry = vcs::find_in_tree(**here, id.size, path.substr(0, slash));
        if (!entry) return tl::unexpected(with_context(std::move(entry).error(), "tree " + id.hex()));
        const auto folder = folder_of(*entry);
        if (!folder) return std::nullopt;
        id = *folder;
        if (slash == std::string_view::npos) return id;
        path.remove_prefix(slash + 1);
    }
}

Result<std::vector<vcs::ObjectId>> History::beside(CommitNumber commit, const std::string& path,
                                                   std::size_t count) {
    constexpr std::size_t trees_max = 64;
    std::vector<vcs::ObjectId> out;
    std::size_t trees = 0;
    const auto kind = extension(path);
    // Depth first, with a stack of its own; `except` is what was looked into before.
    const auto look = [&](const vcs::ObjectId& top, std::string_view except) -> Result<void> {
        std::vector<vcs::ObjectId> folders{top};
        while (!folders.empty() && out.size() < count && ++trees <= trees_max) {
            const auto id = folders.back();
            folders.pop_back();
            auto bytes = tree(id);
            if (!bytes) return tl::unexpected(std::move(bytes).error());
            vcs::TreeReader entries(**bytes, id.size);
            while (out.size() < count) {
                auto entry = entries.next();
                if (!entry) return tl::unexpected(with_context(std::move(entry).error(), "tree " + id.hex()));
                if (!*entry) break;
                if (id == top && (*entry)->name == except) continue;
                if (const auto folder = folder_of(*entry)) folders.push_back(*folder);
                if (const auto file = file_of(*entry); !file.empty() && extension((*entry)->name) == kind)
                    out.push_back(file);
            }
        }
        return {};
    };
    for (std::string_view inner = path; !inner.empty() && out.size() < count && trees <= trees_max;) {
        const auto slash = inner.rfind('/');
        const auto folder = slash == std::string_view::npos ? std::string_view() : inner.substr(0, slash);
        const auto here = folder_at(commit, folder);
        if (!here) return tl::unexpected(here.error());
        if (*here)
            if (auto done = look(**here, base_name(inner)); !done) return tl::unexpected(done.error());
        inner = folder;
    }
    return out;
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
    const auto both = [&](const std::optional<Entry>& a, const std::optional<Entry>& b) -> Result<void> {
        if (out.size() >= limits_.changes_max) return {};
        const auto path = prefix + std::string(a ? a->name : b->name);
        if (file_of(a) != file_of(b)) out.push_back({path, file_of(a), file_of(b)});
        if (folder_of(a) || folder_of(b)) return compare(path + "/", folder_of(a), folder_of(b), out);
        return {};
    };
    // Both lists are in git's order, but one name may be a file here and a folder there: then the two stand
    // apart, and each is compared with nothing, which gives the same changes.
    vcs::TreeReader olds(*old_tree, before ? before->size : 0);
    vcs::TreeReader news(*new_tree, after ? after->size : 0);
    auto a = olds.next();
    auto b = news.next();
    while (true) {
        if (!a) return tl::unexpected(with_context(std::move(a).error(), "tree " + before->hex()));
        if (!b) return tl::unexpected(with_context(std::move(b).error(), "tree " + after->hex()));
        if (!*a && !*b) return {};
        int order = 0;
        if (!*a || !*b)
            order = *a ? -1 : 1;
        else if ((*a)->name != (*b)->name)
            order = order_of(**a, **b);
        const bool same = order == 0 && (*a)->raw_id == (*b)->raw_id && (*a)->kind == (*b)->kind;
        if (!same)
            if (auto done = both(order > 0 ? std::nullopt : *a, order < 0 ? std::nullopt : *b); !done)
                return done;
        if (order <= 0) a = olds.next();
        if (order >= 0) b = news.next();
    }
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
