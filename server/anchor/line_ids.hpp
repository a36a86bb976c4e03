// Lines as small integers, so that a diff compares numbers. PURE; made for one diff and thrown away.
// Equal lines, and only those, have equal ids; ids count up from 0.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace restante::anchor {

[[nodiscard]] std::uint64_t hash_bytes(std::string_view bytes) noexcept;

class LineIds {
  public:
    /// `expected` lines will be asked for at most; the table does not grow.
    explicit LineIds(std::size_t expected);
    /// Keeps the view: the bytes must outlive this object.
    [[nodiscard]] std::uint32_t id(std::string_view line);
    [[nodiscard]] std::vector<std::uint32_t> ids(std::span<const std::string_view> lines);
    [[nodiscard]] std::uint32_t count() const noexcept { return static_cast<std::uint32_t>(lines_.size()); }

  private:
    struct Slot {
        std::uint32_t hash = 0;         // its upper half; the lower one says where the slot is
        std::uint32_t id_plus_one = 0;  // 0: free
    };
    std::vector<Slot> slots_;  // open addressing, linear probing, at most half full
    std::vector<std::string_view> lines_;
};

}  // namespace restante::anchor
