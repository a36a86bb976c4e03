// A first look at whether a file may hold some lines, by hashes of whole lines, before anything is compared.
// PURE.
#pragma once

#include <memory>
#include <vector>

#include "anchor/record.hpp"
#include "anchor/text.hpp"

namespace restante::follow {

/// A text's lines that say something, without white space and hashed: how often each is there.
struct LineBag {
    struct Entry {
        std::uint64_t hash = 0;
        std::uint32_t count = 0;
    };
    std::vector<Entry> entries;  // ascending by hash
    [[nodiscard]] std::uint32_t count(std::uint64_t hash) const;
};

/// Nothing of what git takes for binary.
[[nodiscard]] LineBag line_bag(const anchor::Text& text);
/// Dice's coefficient of the two.
[[nodiscard]] double likeness(const LineBag& a, const LineBag& b);

/// Lines that say nothing of the file that they are in, as the files around have them too: a licence,
/// imports. Ascending hashes.
using CommonLines = std::vector<std::uint64_t>;
/// Those of at least two of these files, and of half of them.
[[nodiscard]] CommonLines common_lines(const std::vector<std::shared_ptr<const LineBag>>& files);
[[nodiscard]] LineBag without(const LineBag& bag, const CommonLines& common);
/// The lines say something, and each that does is common.
[[nodiscard]] bool are_common(const anchor::Text& text, anchor::LineRange lines, const CommonLines& common);

/// A file of less is not looked into.
inline constexpr double scent_min = 0.12;

class Scent {
  public:
    /// Of these lines and those around them. Precondition: they are in the text.
    Scent(const anchor::Text& text, anchor::LineRange lines);

    /// By weight, how much of that is new in a file: 0 … 1. `was` is what the file held before; null:
    /// nothing.
    [[nodiscard]] double in(const LineBag& now, const LineBag* was) const;

  private:
    struct Line {
        std::uint64_t bare;
        double weight;
    };
    std::vector<Line> lines_;
    double total_ = 0;
};

}  // namespace restante::follow
