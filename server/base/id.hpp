// 128-bit identifiers, time-ordered: 48 bits of Unix milliseconds, then 80 random bits (the layout of ULID,
// https://github.com/ulid/spec). Text form: 26 lower-case Crockford base32 digits. Ids compare as their
// bytes, and as their text. Strongly typed, so that a comment's id is not a thread's by accident.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace restante {

template <class Tag>
struct Id {
    std::array<std::uint8_t, 16> bytes{};

    friend auto operator<=>(const Id&, const Id&) = default;
    [[nodiscard]] bool is_nil() const noexcept { return *this == Id{}; }
    /// The same bits as another kind of id (a thread's id is the id of the op that opened it).
    template <class Other>
    [[nodiscard]] Id<Other> as() const noexcept {
        return Id<Other>{bytes};
    }
};

using OpId = Id<struct OpTag>;
using EntityId = Id<struct EntityTag>;  // a thread, a decision, a place that one governs, or an actor
using ThreadId = Id<struct ThreadTag>;
using DecisionId = Id<struct DecisionTag>;  // the id of the op that proposed it
using CommentId = Id<struct CommentTag>;
using ActorId = Id<struct ActorTag>;
using DeviceId = Id<struct DeviceTag>;
using DraftId = Id<struct DraftTag>;

namespace detail {
[[nodiscard]] std::string id_to_text(const std::array<std::uint8_t, 16>& bytes);
[[nodiscard]] std::optional<std::array<std::uint8_t, 16>> id_from_text(std::string_view text) noexcept;
}  // namespace detail

/// 26 characters.
template <class Tag>
[[nodiscard]] std::string to_text(const Id<Tag>& id) {
    return detail::id_to_text(id.bytes);
}

/// Nothing but exactly 26 lower-case digits that fit into 128 bits is accepted: one id has one text.
template <class IdType>
[[nodiscard]] std::optional<IdType> id_from_text(std::string_view text) noexcept {
    auto bytes = detail::id_from_text(text);
    if (!bytes) return std::nullopt;
    return IdType{*bytes};
}

/// The Unix milliseconds in the id's first 48 bits.
template <class Tag>
[[nodiscard]] std::int64_t time_ms(const Id<Tag>& id) noexcept {
    std::int64_t ms = 0;
    for (int i = 0; i < 6; ++i)
        ms = (ms << 8) | id.bytes[static_cast<std::size_t>(i)];
    return ms;
}

/// The last seven characters: what people read and type (see docs/glossary.md, "short id").
template <class Tag>
[[nodiscard]] std::string short_text(const Id<Tag>& id) {
    return to_text(id).substr(19);
}

}  // namespace restante

template <class Tag>
struct std::hash<restante::Id<Tag>> {
    std::size_t operator()(const restante::Id<Tag>& id) const noexcept {
        // The last eight bytes are random, so they are their own hash.
        std::size_t h = 0;
        for (std::size_t i = 8; i < 16; ++i)
            h = (h << 8) | id.bytes[i];
        return h;
    }
};
