// Typed access to the canonical JSON object that is an op's body, for the code of each kind (core/ops), and
// its counterpart that writes one. PURE; values of one owner. It knows no kinds, and it leaves alone the
// members that nobody asks for: a newer minor version may have written them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/id.hpp"
#include "oplog/scanner.hpp"

namespace restante::oplog {

/// Reads members by key. Errors are `corrupt` and name the member. Keys asked for hold no character that
/// canonical JSON escapes.
class BodyReader {
  public:
    /// corrupt when `text` is not a canonical object. The text must outlive the reader.
    [[nodiscard]] static Result<BodyReader> open(std::string_view text);

    [[nodiscard]] Result<std::string> string(std::string_view key) const;
    /// Nothing when the member is absent; another type is still an error.
    [[nodiscard]] Result<std::optional<std::string>> optional_string(std::string_view key) const;
    [[nodiscard]] Result<std::int64_t> integer(std::string_view key) const;
    /// The canonical text of a member that is an object.
    [[nodiscard]] Result<std::string_view> object(std::string_view key) const;
    /// The canonical text of any member.
    [[nodiscard]] std::optional<std::string_view> raw(std::string_view key) const noexcept;

    template <class IdType>
    [[nodiscard]] Result<IdType> id(std::string_view key) const {
        const auto bytes = id_bytes(key);
        if (!bytes) return tl::unexpected(bytes.error());
        return IdType{*bytes};
    }
    template <class IdType>
    [[nodiscard]] Result<std::optional<IdType>> optional_id(std::string_view key) const {
        if (!raw(key)) return std::optional<IdType>{};
        return id<IdType>(key).map([](IdType found) { return std::optional{found}; });
    }

  private:
    [[nodiscard]] Result<std::array<std::uint8_t, 16>> id_bytes(std::string_view key) const;

    std::vector<ScannedMember> members_;
};

/// Collects members in any order; take() sorts them. Precondition: keys are unique, values valid UTF-8.
class BodyWriter {
  public:
    BodyWriter& string(std::string_view key, std::string_view value);
    BodyWriter& integer(std::string_view key, std::int64_t value);
    /// `json` is canonical already.
    BodyWriter& raw(std::string_view key, std::string json);
    template <class Tag>
    BodyWriter& id(std::string_view key, const Id<Tag>& value) {
        return string(key, to_text(value));
    }

    [[nodiscard]] std::string take();

  private:
    std::vector<std::pair<std::string, std::string>> members_;
};

}  // namespace restante::oplog
