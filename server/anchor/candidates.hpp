// Where in a new text an anchored line may be now: a handful of lines that something speaks for, each with
// its evidence. PURE; one object per pair of texts, shared by all anchors of the file; one thread at a time.
#pragma once

#include <map>
#include <vector>

#include "anchor/evidence.hpp"

namespace restante::anchor {

struct Prospect {
    std::uint32_t line = 0;  // of the new text
    Evidence evidence;
};

class Candidates {
  public:
    /// What the pair refers to must outlive this object.
    explicit Candidates(const Pair& pair);

    [[nodiscard]] const Pair& pair() const noexcept { return pair_; }
    /// For the first line of the range; in no order, none twice. Precondition: the range is in the old text.
    [[nodiscard]] std::vector<Prospect> find(const Sought& sought);

  private:
    void index();
    [[nodiscard]] const std::vector<std::uint32_t>* with(std::uint64_t bare);

    Pair pair_;
    Rarity rarity_;
    bool indexed_ = false;
    std::vector<std::uint32_t> fresh_;
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_bare_;
};

}  // namespace restante::anchor
