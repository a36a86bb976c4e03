// The primitives of core/thread_codec.cpp: varints, length-prefixed strings and lists, raw ids. Every value
// has one form only, and a reader never allocates more than a small multiple of the bytes it was given. PURE.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"

namespace restante::core {

class ByteWriter {
  public:
    void byte(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
    void varint(std::uint64_t value) {
        while (value >= 0x80) {
            byte(static_cast<std::uint8_t>(value) | 0x80U);
            value >>= 7;
        }
        byte(static_cast<std::uint8_t>(value));
    }
    void signed_varint(std::int64_t value) {
        const auto bits = static_cast<std::uint64_t>(value);
        varint((bits << 1) ^ (value < 0 ? ~0ULL : 0ULL));
    }
    void string(std::string_view text) {
        varint(text.size());
        bytes_.append(text);
    }
    template <class Tag>
    void id(const Id<Tag>& id) {
        bytes_.append(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
    }
    [[nodiscard]] std::string take() { return std::move(bytes_); }

  private:
    std::string bytes_;
};

/// Every function returns false when the bytes do not hold the value in its one form.
class ByteReader {
  public:
    explicit ByteReader(std::string_view bytes) noexcept : rest_(bytes) {}

    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
    [[nodiscard]] std::size_t left() const noexcept { return rest_.size(); }

    [[nodiscard]] bool byte(std::uint8_t& out) noexcept {
        if (rest_.empty()) return false;
        out = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        return true;
    }
    [[nodiscard]] bool flag(bool& out) noexcept {
        std::uint8_t value = 0;
        if (!byte(value) || value > 1) return false;
        out = value == 1;
        return true;
    }
    [[nodiscard]] bool varint(std::uint64_t& out) noexcept {
        out = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            std::uint8_t next = 0;
            if (!byte(next)) return false;
            if (shift == 63 && next > 1) return false;  // more than 64 bits
            out |= static_cast<std::uint64_t>(next & 0x7fU) << shift;
            if (next < 0x80) return next != 0 || shift == 0;  // a zero at the end would be a second form
        }
        return false;
    }
    [[nodiscard]] bool varint32(std::uint32_t& out) noexcept {
        std::uint64_t value = 0;
        if (!varint(value) || value > std::numeric_limits<std::uint32_t>::max()) return false;
        out = static_cast<std::uint32_t>(value);
        return true;
    }
    [[nodiscard]] bool signed_varint(std::int64_t& out) noexcept {
        std::uint64_t bits = 0;
        if (!varint(bits)) return false;
        out = static_cast<std::int64_t>((bits >> 1) ^ ((bits & 1U) != 0 ? ~0ULL : 0ULL));
        return true;
    }
    [[nodiscard]] bool string(std::string& out) {
        std::uint64_t size = 0;
        if (!varint(size) || size > rest_.size()) return false;
        out.assign(rest_.substr(0, size));
        rest_.remove_prefix(size);
        return true;
    }
    template <class Tag>
    [[nodiscard]] bool id(Id<Tag>& out) noexcept {
        if (rest_.size() < out.bytes.size()) return false;
        std::copy_n(rest_.begin(), out.bytes.size(), out.bytes.begin());
        rest_.remove_prefix(out.bytes.size());
        return true;
    }
    /// `item_bytes_min`: what one item takes at least, which bounds how many there can be.
    template <class Item, class ReadItem>
    [[nodiscard]] bool list(std::vector<Item>& out, std::size_t item_bytes_min, ReadItem read_item) {
        std::uint64_t count = 0;
        if (!varint(count) || count > rest_.size() / item_bytes_min) return false;
        out.reserve(count);
        for (std::uint64_t i = 0; i < count; ++i)
            if (!read_item(out.emplace_back())) return false;
        return true;
    }

  private:
    std::string_view rest_;
};

}  // namespace restante::core
