#include "oplog/body.hpp"

#include <algorithm>

namespace restante::oplog {
namespace {

/// Reads an array of what `read_one` takes from the scanner. Precondition: `value` is canonical.
template <class ReadOne>
bool each_element(std::string_view value, ReadOne read_one) {
    Scanner in(value);
    if (!in.skip('[')) return false;
    if (in.skip(']')) return true;
    do {
        if (!read_one(in)) return false;
    } while (in.skip(','));
    return in.skip(']');
}

}  // namespace

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

Result<std::vector<std::string>> BodyReader::strings(std::string_view key) const {
    const auto value = raw(key);
    if (!value) return fail(Errc::corrupt, "\"{}\" is missing", key);
    std::vector<std::string> out;
    const auto read_one = [&](Scanner& in) {
        ScannedString text;
        if (!in.string(text)) return false;
        out.push_back(unescape(text));
        return true;
    };
    if (!each_element(*value, read_one)) return fail(Errc::corrupt, "\"{}\" is not an array of strings", key);
    return out;
}

Result<std::vector<std::int64_t>> BodyReader::integers(std::string_view key) const {
    const auto value = raw(key);
    if (!value) return fail(Errc::corrupt, "\"{}\" is missing", key);
    std::vector<std::int64_t> out;
    const auto read_one = [&](Scanner& in) {
        std::int64_t number = 0;
        if (!in.integer(number)) return false;
        out.push_back(number);
        return true;
    };
    if (!each_element(*value, read_one))
        return fail(Errc::corrupt, "\"{}\" is not an array of integers", key);
    return out;
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

BodyWriter& BodyWriter::strings(std::string_view key, const std::vector<std::string>& values) {
    std::string json = "[";
    for (const auto& value : values) {
        if (json.size() > 1) json.push_back(',');
        append_quoted(json, value);
    }
    json.push_back(']');
    return raw(key, std::move(json));
}

BodyWriter& BodyWriter::integers(std::string_view key, const std::vector<std::int64_t>& values) {
    return raw(key, fmt::format("[{}]", fmt::join(values, ",")));
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
