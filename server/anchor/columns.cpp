#include "anchor/columns.hpp"

#include <algorithm>
#include <limits>

#include "anchor/myers.hpp"
#include "anchor/tokens.hpp"

namespace restante::anchor {
namespace {

constexpr auto none = std::numeric_limits<std::uint32_t>::max();

class Carrier {
  public:
    Carrier(std::string_view old_line, std::string_view new_line)
        : new_size_(static_cast<std::uint32_t>(new_line.size())),
          a_(tokenize(old_line)),
          b_(tokenize(new_line)) {
        const auto hashes = [](const std::vector<Token>& tokens) {
            std::vector<std::uint32_t> out;
            out.reserve(tokens.size());
            for (const auto& token : tokens)
                out.push_back(token.hash);
            return out;
        };
        DiffBudget budget{200'000};
        partner_.assign(a_.size(), none);
        for (auto [i, j] : common_subsequence(hashes(a_), hashes(b_), budget))
            partner_[i] = j;
    }

    /// The first column of the slot that holds `column`, taken as the start of something.
    [[nodiscard]] std::uint32_t start(std::uint32_t column) const {
        std::size_t i = 0;
        while (i < a_.size() && a_[i].end <= column)
            ++i;  // the token that ends behind the column
        if (i == a_.size()) return new_size_;
        if (partner_[i] != none) {
            const auto& to = b_[partner_[i]];
            return column <= a_[i].start
                       ? to.start - std::min(to.start - end_before(partner_[i]), a_[i].start - column)
                       : to.start + (column - a_[i].start);
        }
        while (i > 0 && partner_[i - 1] == none)
            --i;
        const std::size_t after = i == 0 ? 0 : partner_[i - 1] + 1;
        return after < b_.size() ? b_[after].start : new_size_;
    }

    /// The last column of the slot that holds what ends at `column`.
    [[nodiscard]] std::uint32_t end(std::uint32_t column) const {
        std::size_t i = a_.size();
        while (i > 0 && a_[i - 1].start >= column)
            --i;  // one past the token that begins before the column
        if (i == 0) return std::min(column, b_.empty() ? new_size_ : b_.front().start);
        if (partner_[i - 1] != none) {
            const auto& to = b_[partner_[i - 1]];
            return column >= a_[i - 1].end ? to.end : to.start + (column - a_[i - 1].start);
        }
        while (i < a_.size() && partner_[i] == none)
            ++i;
        const std::size_t before = i == a_.size() ? b_.size() : partner_[i];
        return before > 0 ? b_[before - 1].end : 0;
    }

  private:
    [[nodiscard]] std::uint32_t end_before(std::uint32_t j) const { return j == 0 ? 0 : b_[j - 1].end; }

    std::uint32_t new_size_;
    std::vector<Token> a_;
    std::vector<Token> b_;
    std::vector<std::uint32_t> partner_;  // of each of a_, in b_
};

}  // namespace

std::pair<std::uint32_t, std::uint32_t> carry_columns(std::string_view old_line, std::string_view new_line,
                                                      std::uint32_t start, std::uint32_t end) {
    const auto old_size = static_cast<std::uint32_t>(old_line.size());
    const auto new_size = static_cast<std::uint32_t>(new_line.size());
    start = std::min(start, old_size);
    end = std::clamp(end, start, old_size);
    if (old_line == new_line) return {start, end};
    const Carrier carrier(old_line, new_line);
    // The line's own ends are not tokens: what began at column 0 still does, what went to the end still does.
    const auto to_start = start == 0 ? 0 : carrier.start(start);
    if (start == end) return {std::min(to_start, new_size), std::min(to_start, new_size)};
    const auto to_end = end == old_size ? new_size : carrier.end(end);
    return {std::min(to_start, new_size), std::clamp(to_end, std::min(to_start, new_size), new_size)};
}

}  // namespace restante::anchor
