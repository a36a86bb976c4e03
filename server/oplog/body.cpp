#include "oplog/body.hpp"

#include <algorithm>

namespace restante::oplog {

Result<BodyReader> BodyReader::open(std::string_view text) {
    BodyReader reader;
    reader.members_.reserve(4);
    Scanner scanner(text);
    if (!scanner.object(json_depth_max, &reader.members_) || !scanner.at_end())
        return fail(Errc::corrupt, "the body is not a canonical JSON object");
    return reader;
}

std::optional<std::string_view> BodyReader::raw(std::string_view key) const noexcept {
    for (const auto& member : members_)
        if (member.key == key) return member.value;
    return std::nullopt;
}

Result<std::optional<std::string>> BodyReader::optional_string(std::string_view key) const {
    const auto value = raw(key);
    if (!value) return std::optional<std::string>{};
    ScannedString text;
    Scanner scanner(*value);
    if (!scanner.string(text)) return fail(Errc::corrupt, "\"{}\" is not a string", key);
    return std::optional{unescape(text)};
}

Result<std::string> BodyReader::string(std::string_view key) const {
    auto value = optional_string(key);
    if (!value) return tl::unexpected(std::move(value).error());
    if (!*value) return fail(Errc::corrupt, "\"{}\" is missing", key);
    return std::move(**value);
}

Result<std::int64_t> BodyReader::integer(std::string_view key) const {
    const auto value = raw(key);
    if (!value) return fail(Errc::corrupt, "\"{}\" is missing", key);
    std::int64_t number = 0;
    Scanner scanner(*value);
    if (!scanner.integer(number)) return fail(Errc::corrupt, "\"{}\" is not an integer", key);
    return number;
}

Result<std::string_view> BodyReader::object(std::string_view key) const {
    const auto value = raw(key);
    if (!value) return fail(Errc::corrupt, "\"{}\" is missing", key);
    if (!value->starts_with('{')) return fail(Errc::corrupt, "\"{}\" is not an object", key);
    return *value;
}

Result<std::array<std::uint8_t, 16>> BodyReader::id_bytes(std::string_view key) const {
    const auto value = raw(key);
    if (!value) return fail(Errc::corrupt, "\"{}\" is missing", key);
    if (value->size() == 28 && value->front() == '"')
        if (auto bytes = restante::detail::id_from_text(value->substr(1, 26))) return *bytes;
    return fail(Errc::corrupt, "\"{}\" is not an id", key);
}

BodyWriter& BodyWriter::raw(std::string_view key, std::string json) {
    members_.emplace_back(std::string(key), std::move(json));
    return *this;
}

BodyWriter& BodyWriter::string(std::string_view key, std::string_view value) {
    std::string json;
    json.reserve(value.size() + 2);
    append_quoted(json, value);
    return raw(key, std::move(json));
}

BodyWriter& BodyWriter::integer(std::string_view key, std::int64_t value) {
    return raw(key, std::to_string(value));
}

std::string BodyWriter::take() {
    std::sort(members_.begin(), members_.end());
    std::string out = "{";
    for (const auto& [key, json] : members_) {
        if (out.size() > 1) out.push_back(',');
        append_quoted(out, key);
        out.push_back(':');
        out.append(json);
    }
    out.push_back('}');
    members_.clear();
    return out;
}

}  // namespace restante::oplog
