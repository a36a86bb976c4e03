#include "decisions/directory.hpp"

#include <algorithm>

#include "base/file_name.hpp"
#include "decisions/names.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

/// A title as it may be quoted: folded words.
std::string title_key(std::string_view title) {
    std::string out;
    for (const auto& word : words_of(title))
        out.append(word).append(" ");
    return out;
}

}  // namespace

std::string normal_path(std::string_view path) {
    std::vector<std::string_view> kept;
    for (const auto part : parts(path, "/")) {
        if (part == ".") continue;
        if (part != "..")
            kept.push_back(part);
        else if (kept.empty())
            return {};
        else
            kept.pop_back();
    }
    std::string out;
    for (const auto part : kept)
        out.append(out.empty() ? "" : "/").append(part);
    return out;
}

std::string_view folder_of(std::string_view path) {
    const auto folder = folder_name(path);
    return stands_for_folder(base_name(path)) ? folder_name(folder) : folder;
}

Directory::Directory(const std::vector<Reading>& readings) : readings_(readings) {
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const auto& record = readings[i].record;
        paths_.emplace(record.path, i);
        if (stands_for_folder(base_name(record.path))) paths_.emplace(folder_name(record.path), i);
        slugs_[folded(record.slug)].push_back(i);
        if (record.number) numbers_[*record.number].push_back(i);
        // The number in a file's name still names it where its own text says another.
        if (const auto name = read_file_name(record.path); name.number && name.number != record.number)
            numbers_[*name.number].push_back(i);
        if (record.title) titles_[title_key(*record.title)].push_back(i);
        for (const auto& label : readings[i].labels)
            labels_.emplace(folded(label), i);
    }
}

std::optional<std::size_t> Directory::nearest(const Indices& indices, std::size_t from,
                                              const std::string& kind) const {
    if (indices.empty()) return std::nullopt;
    if (indices.size() == 1) return indices.front();
    const auto& asking = readings_[from].record;
    const auto score = [&](std::size_t index) {
        const auto& record = readings_[index].record;
        int points = index == from ? 0 : 1;  // a record seldom means itself
        if (folder_of(record.path) == folder_of(asking.path)) points += 4;
        if (!kind.empty() && record.kind == kind) points += 2;
        if (record.kind == asking.kind) points += 1;
        return points;
    };
    return *std::max_element(indices.begin(), indices.end(),
                             [&](auto a, auto b) { return score(a) < score(b); });
}

std::optional<std::size_t> Directory::numbered(const std::string& number, std::size_t from,
                                               const std::string& kind) const {
    const auto found = numbers_.find(number);
    if (found == numbers_.end()) return std::nullopt;
    // Alone with its number it is meant, whatever folder it is in.
    return nearest(found->second, from, kind);
}

std::optional<std::size_t> Directory::by_target(const Reference& reference, std::size_t from) const {
    std::string_view target = reference.target;
    target = target.substr(0, target.find_first_of("#?"));
    const bool address = target.find("://") != std::string_view::npos;
    while (target.ends_with('/'))
        target.remove_suffix(1);
    if (target.empty()) return std::nullopt;
    const auto& path = readings_[from].record.path;
    const auto folder = folder_name(path);
    if (!address) {
        const auto relative = target.starts_with('/') ? std::string(target.substr(1))
                                                      : std::string(folder) + "/" + std::string(target);
        for (const auto& candidate : {normal_path(relative), normal_path(target)}) {
            if (const auto found = paths_.find(candidate); found != paths_.end()) return found->second;
            for (const auto* ending : {"/README.md", "/kep.yaml", ".md"})
                if (const auto found = paths_.find(candidate + ending); found != paths_.end())
                    return found->second;
        }
    }
    // By the last part that tells something: "…/pep-0600", "…/0012-topic/README.md".
    auto last = base_name(target);
    if (stands_for_folder(last)) last = base_name(folder_name(target));
    const auto stem =
        last.substr(0, last.size() - (extension(last).size() <= 10 ? extension(last).size() : 0));
    if (const auto found = slugs_.find(folded(stem)); found != slugs_.end())
        return nearest(found->second, from, {});
    const auto name = read_name(stem);
    if (name.number && (!name.rest.empty() || !name.kind.empty() || address))
        return numbered(*name.number, from, name.kind);
    return std::nullopt;
}

std::optional<std::size_t> Directory::find(const Reference& reference, std::size_t from) const {
    if (!reference.target.empty())
        if (const auto found = by_target(reference, from)) return found;
    if (reference.number) return numbered(*reference.number, from, reference.kind);
    if (const auto label = labels_.find(folded(reference.text)); label != labels_.end()) return label->second;
    if (const auto slug = slugs_.find(folded(reference.text)); slug != slugs_.end())
        return nearest(slug->second, from, {});
    const auto title = titles_.find(title_key(read_heading(reference.text, std::nullopt).title));
    if (title != titles_.end()) return nearest(title->second, from, {});
    return std::nullopt;
}

}  // namespace restante::decisions
