// How alike two lines are, beyond counting their tokens (anchor/tokens.hpp). PURE.
#pragma once

#include <string_view>
#include <unordered_map>

#include "anchor/pair.hpp"

namespace restante::anchor {

/// Weighs tokens by how many of the changed lines have them.
class Rarity {
  public:
    explicit Rarity(const Pair& pair);
    [[nodiscard]] double likeness(const TokenBag& a, const TokenBag& b) const;

  private:
    [[nodiscard]] double weight(std::uint32_t token) const;
    std::unordered_map<std::uint32_t, std::uint32_t> seen_;
};

/// Dice's coefficient of the pairs of neighbouring characters, white space left out.
[[nodiscard]] double character_likeness(std::string_view a, std::string_view b);

}  // namespace restante::anchor
