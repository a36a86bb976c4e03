// What a project calls its decision records, so that a text which names one is understood: "KEP-7990" is one
// of ours only where records are called KEP here, and there is one of that number. PURE; made of the records,
// which must outlive it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "decisions/record.hpp"

namespace restante::why {

using Indices = std::vector<std::size_t>;

class Names {
  public:
    explicit Names(const std::vector<decisions::Record>& records);

    [[nodiscard]] const decisions::Record& record(std::size_t index) const { return records_[index]; }

    /// Whether any record is called so: "ADR", in upper case.
    [[nodiscard]] bool is_called(const std::string& kind) const { return kinds_.contains(kind); }
    /// Whether any record has the number, whatever it is called.
    [[nodiscard]] bool has_number(const std::string& number) const { return all_numbers_.contains(number); }
    /// Those of that kind and number (without leading zeros), by what they say or by their file's name.
    [[nodiscard]] Indices numbered(const std::string& kind, const std::string& number) const;
    /// Those whose folder has this name ("rfcs") and that have this number.
    [[nodiscard]] Indices in_folder(const std::string& folder, const std::string& number) const;
    /// Those of this slug, folded.
    [[nodiscard]] Indices slugged(const std::string& slug) const;
    [[nodiscard]] std::optional<std::size_t> at(const std::string& path) const;

    /// Of several that may be meant, those that lie nearest to the file.
    [[nodiscard]] Indices nearest(Indices indices, std::string_view file) const;
    /// Whether the file is the record's own text, or one of its folder: that explains nothing by itself.
    [[nodiscard]] bool is_own(std::size_t index, std::string_view file) const;

  private:
    using Table = std::unordered_map<std::string, Indices>;
    [[nodiscard]] static Indices found(const Table& table, const std::string& key);

    const std::vector<decisions::Record>& records_;
    std::unordered_set<std::string> kinds_;
    std::unordered_set<std::string> all_numbers_;
    Table numbers_;  // by "KIND number"
    Table folders_;  // by "folder number"
    Table slugs_;
    std::unordered_map<std::string, std::size_t> paths_;
};

/// What the project calls the record: its kind and number, the number as its file's name has it
/// ("ADR-0012"); else its number, else its file's name.
[[nodiscard]] std::string name_of(const decisions::Record& record);

/// The name of the folder that a record is one of several in: "adr" of "docs/adr/0001-a.md".
[[nodiscard]] std::string_view folder_of_records(std::string_view path);

/// By what a folder of this name calls its records; upper case. None when its name does not say.
[[nodiscard]] std::vector<std::string> kinds_of_folder(std::string_view name);

}  // namespace restante::why
