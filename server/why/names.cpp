#include "why/names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/file_name.hpp"
#include "decisions/directory.hpp"
#include "decisions/mark.hpp"
#include "decisions/names.hpp"
#include "decisions/words.hpp"

namespace restante::why {
namespace {

std::string upper_case(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

std::string key(std::string_view first, std::string_view second) {
    return fmt::format("{} {}", first, second);
}

/// How many folders two paths begin with in common.
std::size_t folders_in_common(std::string_view a, std::string_view b) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()) && a[i] == b[i]; ++i)
        if (a[i] == '/') ++count;
    return count;
}

/// A record's kinds: by its own file's name, and by every folder above it that is called after one.
std::vector<std::string> kinds_of(const decisions::Record& record) {
    std::vector<std::string> out;
    if (!record.kind.empty()) out.push_back(record.kind);
    for (auto folder = folder_name(record.path); !folder.empty(); folder = folder_name(folder))
        for (auto& kind : kinds_of_folder(base_name(folder)))
            out.push_back(std::move(kind));
    // Nobody said: the formats that were made for architecture decisions are called after them.
    if (out.empty() && record.format <= decisions::Format::log4brains) out = {"ADR"};
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

}  // namespace

std::string name_of(const decisions::Record& record) {
    if (record.path.empty() && record.decision_id) return decisions::short_name(*record.decision_id);
    if (!record.number) return std::string(base_name(record.path));
    auto number = *record.number;
    for (const auto part : decisions::parts(record.slug, "-_. "))
        if (decisions::all_digits(part) && decisions::without_zeros(part) == number) {
            number = part;
            break;
        }
    auto kind = record.kind;
    for (auto folder = folder_name(record.path); kind.empty() && !folder.empty();
         folder = folder_name(folder))
        if (const auto kinds = kinds_of_folder(base_name(folder)); !kinds.empty()) kind = kinds.front();
    if (kind.empty() && record.format <= decisions::Format::log4brains) kind = "ADR";
    return kind.empty() ? number : fmt::format("{}-{}", kind, number);
}

std::string_view folder_of_records(std::string_view path) {
    return base_name(decisions::folder_of(path));
}

std::vector<std::string> kinds_of_folder(std::string_view name) {
    std::vector<std::string> out;
    for (const auto part : decisions::parts(name, "-_. ")) {
        auto kind = upper_case(part);
        if (kind == "DECISIONS" || kind == "DECISION" || kind == "MADR")
            out.insert(out.end(), {"ADR", "DECISION"});
        if (kind.ends_with('S') && !decisions::is_kind(kind)) kind.pop_back();
        if (decisions::is_kind(kind)) out.push_back(std::move(kind));
    }
    return out;
}

Names::Names(const std::vector<decisions::Record>& records) : records_(records) {
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto& record = records[i];
        if (!record.path.empty()) paths_.emplace(record.path, i);  // of the space: it has no file
        slugs_[decisions::folded(record.slug)].push_back(i);
        if (record.decision_id) ids_.emplace_back(decisions::folded(*record.decision_id), i);
        std::vector<std::string> numbers;
        if (record.number) numbers.push_back(*record.number);
        // The number in a file's name still names it where its own text says another.
        if (const auto name = decisions::read_file_name(record.path);
            name.number && name.number != record.number)
            numbers.push_back(*name.number);
        const auto kinds = kinds_of(record);
        kinds_.insert(kinds.begin(), kinds.end());
        for (const auto& number : numbers) {
            all_numbers_.insert(number);
            for (const auto& kind : kinds)
                numbers_[key(kind, number)].push_back(i);
            folders_[key(decisions::folded(folder_of_records(record.path)), number)].push_back(i);
        }
    }
}

Indices Names::found(const Table& table, const std::string& key) {
    const auto entry = table.find(key);
    return entry == table.end() ? Indices{} : entry->second;
}

Indices Names::numbered(const std::string& kind, const std::string& number) const {
    return found(numbers_, key(kind, number));
}

Indices Names::in_folder(const std::string& folder, const std::string& number) const {
    return found(folders_, key(folder, number));
}

Indices Names::slugged(const std::string& slug) const {
    return found(slugs_, slug);
}

Indices Names::ending(std::string_view id_ending) const {
    Indices out;
    for (const auto& [id, index] : ids_)
        if (id.ends_with(id_ending)) out.push_back(index);
    return out;
}

std::optional<std::size_t> Names::at(const std::string& path) const {
    const auto entry = paths_.find(path);
    return entry == paths_.end() ? std::nullopt : std::optional(entry->second);
}

Indices Names::nearest(Indices indices, std::string_view file) const {
    std::size_t best = 0;
    for (const auto index : indices)
        best = std::max(best, folders_in_common(records_[index].path, file));
    std::erase_if(indices, [&](auto index) { return folders_in_common(records_[index].path, file) < best; });
    return indices;
}

bool Names::is_own(std::size_t index, std::string_view file) const {
    const std::string_view path = records_[index].path;
    if (path.empty()) return false;
    if (path == file) return true;
    const auto folder = folder_name(path);
    return decisions::is_record_of_folder(path) && !folder.empty() && file.starts_with(folder) &&
           file.size() > folder.size() && file[folder.size()] == '/';
}

}  // namespace restante::why
