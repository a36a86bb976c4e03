#include "anchor/line_ids.hpp"

#include <bit>
#include <cassert>
#include <cstring>

namespace restante::anchor {
namespace {

__extension__ using Wide = unsigned __int128;

/// The folded 128-bit product, as wyhash does it (https://github.com/wangyi-fudan/wyhash): one multiplication
/// stirs eight bytes.
std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
    const auto product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace

std::uint64_t hash_bytes(std::string_view bytes) noexcept {
    constexpr std::uint64_t k0 = 0xa0761d6478bd642fULL;
    constexpr std::uint64_t k1 = 0xe7037ed1a0b428dbULL;
    std::uint64_t hash = k0 ^ bytes.size();
    while (bytes.size() >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), 8);
        hash = fold(hash ^ word, k1);
        bytes.remove_prefix(8);
    }
    std::uint64_t word = 0;
    if (!bytes.empty()) std::memcpy(&word, bytes.data(), bytes.size());
    return fold(hash ^ word, k0);
}

LineIds::LineIds(std::size_t expected) : slots_(std::bit_ceil(2 * expected + 2)) {
    lines_.reserve(expected);
}

std::uint32_t LineIds::id(std::string_view line) {
    const auto hash = hash_bytes(line);
    const auto upper = static_cast<std::uint32_t>(hash >> 32);
    const auto mask = slots_.size() - 1;
    for (auto at = hash & mask;; at = (at + 1) & mask) {
        auto& slot = slots_[at];
        if (slot.id_plus_one == 0) {
            assert(2 * lines_.size() < slots_.size());
            slot = {upper, count() + 1};
            lines_.push_back(line);
            return slot.id_plus_one - 1;
        }
        if (slot.hash == upper && lines_[slot.id_plus_one - 1] == line) return slot.id_plus_one - 1;
    }
}

std::vector<std::uint32_t> LineIds::ids(std::span<const std::string_view> lines) {
    std::vector<std::uint32_t> out;
    out.reserve(lines.size());
    for (auto line : lines)
        out.push_back(id(line));
    return out;
}

}  // namespace restante::anchor
