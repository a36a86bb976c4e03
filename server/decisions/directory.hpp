// Which record a reference means, among all of a repository's: by path, slug, number, label or title. PURE.
// Holds views of the readings it was made of.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "decisions/read.hpp"

namespace restante::decisions {

class Directory {
  public:
    explicit Directory(const std::vector<Reading>& readings);

    /// The index of the record that is meant, as seen from the record at `from`.
    [[nodiscard]] std::optional<std::size_t> find(const Reference& reference, std::size_t from) const;
    /// By its number, preferring the same folder, then the same kind.
    [[nodiscard]] std::optional<std::size_t> numbered(const std::string& number, std::size_t from,
                                                      const std::string& kind = {}) const;

  private:
    using Indices = std::vector<std::size_t>;
    std::optional<std::size_t> nearest(const Indices& indices, std::size_t from,
                                       const std::string& kind) const;
    std::optional<std::size_t> by_target(const Reference& reference, std::size_t from) const;

    const std::vector<Reading>& readings_;
    std::unordered_map<std::string, std::size_t> paths_;
    std::unordered_map<std::string, Indices> slugs_;
    std::unordered_map<std::string, Indices> numbers_;
    std::unordered_map<std::string, Indices> titles_;
    std::unordered_map<std::string, std::size_t> labels_;
};

/// The path without "." and "..": "a/../b" is "b". Empty when it leads out.
[[nodiscard]] std::string normal_path(std::string_view path);
/// The folder in which a record is one of several; of a README it is the one above its own.
[[nodiscard]] std::string_view folder_of(std::string_view path);

}  // namespace restante::decisions
