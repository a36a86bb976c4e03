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

namespace {

/// A pull request or an issue has a number of its own.
bool is_request(std::string_view target) {
    for (const std::string_view part : {"/pull/", "/issues/", "/merge_requests/"})
        if (const auto at = target.find(part); at != std::string_view::npos)
            return at + part.size() < target.size() && is_digit(target[at + part.size()]);
    return false;
}

/// "RFC 167" may be known by its request; "PR 167" and "#167" are the request.
bool names_request(const Reference& reference) {
    const auto words = words_of(reference.text);
    return is_request(reference.target) &&
           (reference.kind.empty() || std::find(words.begin(), words.end(), "pr") != words.end());
}

bool share_a_word(std::string_view a, std::string_view b) {
    const auto words = words_of(a);
    for (const auto& word : words_of(b))
        if (!all_digits(word) && std::find(words.begin(), words.end(), word) != words.end()) return true;
    return false;
}

/// "https://…/0035-topic" of another project, whose own number 35 is about something else.
bool is_foreign(std::string_view target, const Record& ours) {
    if (target.find("://") == std::string_view::npos) return false;
    target = target.substr(0, target.find_first_of("#?"));
    while (target.ends_with('/'))
        target.remove_suffix(1);
    const auto name = read_file_name(target);
    return name.number && !name.rest.empty() && !share_a_word(name.rest, ours.slug);
}

}  // namespace

std::string_view folder_of(std::string_view path) {
    const auto folder = folder_name(path);
    return is_record_of_folder(path) ? folder_name(folder) : folder;
}

Directory::Directory(const std::vector<Reading>& readings) : readings_(readings) {
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const auto& record = readings[i].record;
        paths_.emplace(record.path, i);
        if (is_record_of_folder(record.path)) paths_.emplace(folder_name(record.path), i);
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
    if (is_request(target)) return std::nullopt;
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
    if (!name.number || (name.rest.empty() && name.kind.empty() && !address)) return std::nullopt;
    const auto found = numbered(*name.number, from, name.kind);
    return found && is_foreign(reference.target, readings_[*found].record) ? std::nullopt : found;
}

std::optional<std::size_t> Directory::find(const Reference& reference, std::size_t from) const {
    if (names_request(reference)) return std::nullopt;
    if (!reference.target.empty())
        if (const auto found = by_target(reference, from)) return found;
    if (reference.number) {
        const auto found = numbered(*reference.number, from, reference.kind);
        return found && is_foreign(reference.target, readings_[*found].record) ? std::nullopt : found;
    }
    if (const auto label = labels_.find(folded(reference.text)); label != labels_.end()) return label->second;
    if (const auto slug = slugs_.find(folded(reference.text)); slug != slugs_.end())
        return nearest(slug->second, from, {});
    const auto title = titles_.find(title_key(read_heading(reference.text, std::nullopt).title));
    if (title != titles_.end()) return nearest(title->second, from, {});
    return std::nullopt;
}

}  // namespace restante::decisions
