#include "vcs/object_parse.hpp"

#include <charconv>

namespace restante::vcs {
namespace {

/// The value of the header line that the text begins with, taken off it.
std::optional<std::string_view> take_header(std::string_view& text, std::string_view name) {
    if (!text.starts_with(name) || text.size() <= name.size() || text[name.size()] != ' ')
        return std::nullopt;
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line.substr(name.size() + 1);
}

/// "Name <address> SECONDS ZONE"
std::int64_t time_of(std::string_view person) {
    const auto address_end = person.rfind('>');
    if (address_end == std::string_view::npos || address_end + 2 > person.size()) return 0;
    std::int64_t seconds = 0;
    std::from_chars(person.data() + address_end + 2, person.data() + person.size(), seconds);
    return seconds;
}

/// By the type bits of the mode. Old tools wrote "040000" and "100664": what git reads, we read.
std::optional<EntryKind> entry_kind_of(std::string_view octal) {
    unsigned mode = 0;
    const auto [end, error] = std::from_chars(octal.data(), octal.data() + octal.size(), mode, 8);
    if (error != std::errc() || end != octal.data() + octal.size()) return std::nullopt;
    switch (mode & 0170000U) {
        case 0040000U:
            return EntryKind::folder;
        case 0100000U:
            return EntryKind::file;
        case 0120000U:
            return EntryKind::link;
        case 0160000U:
            return EntryKind::submodule;
        default:
            return std::nullopt;
    }
}

/// What a path is made of, and no way out of the repository: git itself checks nothing else out.
bool is_name(std::string_view name) {
    return name.find('/') == std::string_view::npos && name != "." && name != ".." && name != ".git";
}

}  // namespace

Result<Commit> parse_commit(std::string_view bytes) {
    Commit commit;
    const auto tree = take_header(bytes, "tree");
    const auto tree_id = tree ? ObjectId::parse(*tree) : std::nullopt;
    if (!tree_id) return fail(Errc::corrupt, "a commit names no tree");
    commit.tree = *tree_id;
    while (const auto parent = take_header(bytes, "parent")) {
        const auto id = ObjectId::parse(*parent);
        if (!id) return fail(Errc::corrupt, "a commit's parent is no object id");
        commit.parents.push_back(*id);
    }
    take_header(bytes, "author");
    if (const auto committer = take_header(bytes, "committer")) commit.committed_at = time_of(*committer);
    return commit;
}

Result<std::optional<TreeReader::Entry>> TreeReader::next() {
    if (rest_.empty()) return std::nullopt;
    const auto zero = rest_.find('\0');
    const auto space = rest_.substr(0, zero).find(' ');
    if (space == std::string_view::npos || zero == std::string_view::npos || zero <= space + 1 ||
        rest_.size() - zero - 1 < id_size_)
        return fail(Errc::corrupt, "a tree ends in the middle of its entry {}", count_);
    const auto kind = entry_kind_of(rest_.substr(0, space));
    if (!kind) return fail(Errc::corrupt, "a tree's entry {} has an unknown mode", count_);
    const auto name = rest_.substr(space + 1, zero - space - 1);
    if (!is_name(name))
        return fail(Errc::corrupt, "a tree's entry {} has a name that no file may have", count_);
    const Entry entry{name, rest_.substr(zero + 1, id_size_), *kind};
    rest_.remove_prefix(zero + 1 + id_size_);
    ++count_;
    return entry;
}

Result<std::optional<TreeReader::Entry>> find_in_tree(std::string_view bytes, std::size_t id_size,
                                                      std::string_view name) {
    // Of the entries before it no more than the length is read: histories have millions of them.
    while (!bytes.empty()) {
        const auto zero = bytes.find('\0');
        if (zero == std::string_view::npos || bytes.size() - zero - 1 < id_size)
            return fail(Errc::corrupt, "a tree ends in the middle of an entry");
        const auto mode_and_name = bytes.substr(0, zero);
        if (mode_and_name.ends_with(name) && mode_and_name.find(' ') + 1 + name.size() == zero)
            return TreeReader(bytes, id_size).next();
        bytes.remove_prefix(zero + 1 + id_size);
    }
    return std::nullopt;
}

Result<std::vector<TreeEntry>> parse_tree(std::string_view bytes, std::size_t id_size) {
    std::vector<TreeEntry> entries;
    TreeReader reader(bytes, id_size);
    while (true) {
        auto entry = reader.next();
        if (!entry) return tl::unexpected(std::move(entry).error());
        if (!*entry) return entries;
        entries.push_back(
            {std::string((*entry)->name), ObjectId::of_bytes((*entry)->raw_id), (*entry)->kind});
    }
}

}  // namespace restante::vcs
