#include "protocol/cpp/runtime.hpp"

#include <array>
#include <boost/json.hpp>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstring>

namespace restante::protocol {
namespace {

namespace json = boost::json;

constexpr std::int64_t integer_max = (std::int64_t{1} << 53) - 1;  // what a JavaScript number holds exactly
constexpr std::int64_t uinteger_max = 2147483647;                  // LSP's uinteger

std::string_view kind_name(const json::value& value) {
    switch (value.kind()) {
        case json::kind::null:
            return "null";
        case json::kind::bool_:
            return "boolean";
        case json::kind::int64:
        case json::kind::uint64:
        case json::kind::double_:
            return "number";
        case json::kind::string:
            return "string";
        case json::kind::array:
            return "array";
        case json::kind::object:
            return "object";
    }
    return "null";
}

/// An integer in [min, max]. 3.0 and 3e0 are the integer 3, as in every JavaScript client.
bool read_integer(const json::value& value, std::int64_t min, std::int64_t max, std::int64_t& out,
                  ReadError& error) {
    if (const auto* number = value.if_int64()) {
        out = *number;
    } else if (value.if_uint64()) {
        return error.because("integer out of range");  // Boost.JSON uses it only above 2^63
    } else if (const auto* real = value.if_double(); real && std::trunc(*real) == *real) {
        if (std::fabs(*real) > static_cast<double>(integer_max)) return error.because("integer out of range");
        out = static_cast<std::int64_t>(*real);
    } else {
        return error.wrong_type("integer", value);
    }
    return (out >= min && out <= max) || error.because("integer out of range");
}

/// For each byte: 0 when it is written as it is, else what follows the backslash.
constexpr std::array<char, 256> make_escapes() {
    std::array<char, 256> table{};
    for (std::size_t i = 0; i < 0x20; ++i)
        table[i] = 'u';
    table['"'] = '"';
    table['\\'] = '\\';
    table['\b'] = 'b';
    table['\f'] = 'f';
    table['\n'] = 'n';
    table['\r'] = 'r';
    table['\t'] = 't';
    return table;
}
constexpr std::array<char, 256> escapes = make_escapes();

/// True when one of the eight bytes is a control character, a quote or a backslash ("determine if a word has
/// a byte less than n", Bit Twiddling Hacks). Bytes from 0x80 on never count.
bool has_escape(std::uint64_t word) noexcept {
    constexpr std::uint64_t ones = 0x0101010101010101U;
    constexpr std::uint64_t highs = 0x8080808080808080U;
    const auto has_zero = [](std::uint64_t x) { return (x - ones) & ~x & highs; };
    return (((word - ones * 0x20) & ~word & highs) | has_zero(word ^ (ones * '"')) |
            has_zero(word ^ (ones * '\\'))) != 0;
}

const char* skip_plain(const char* at, const char* end) noexcept {
    while (end - at >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, sizeof word);
        if (has_escape(word)) break;
        at += 8;
    }
    while (at != end && escapes[static_cast<unsigned char>(*at)] == 0)
        ++at;
    return at;
}

}  // namespace

bool ReadError::wrong_type(std::string_view expected, const json::value& got) {
    reason_ = fmt::format("{} expected, got {}", expected, kind_name(got));
    return false;
}

bool ReadError::because(std::string_view reason) {
    reason_ = reason;
    return false;
}

bool ReadError::in_member(std::string_view name) {
    const bool joined = path_.empty() || path_.front() == '[';
    path_ = fmt::format("{}{}{}", name, joined ? "" : ".", path_);
    return false;
}

bool ReadError::in_item(std::size_t index) {
    const bool joined = path_.empty() || path_.front() == '[';
    path_ = fmt::format("[{}]{}{}", index, joined ? "" : ".", path_);
    return false;
}

Error ReadError::to_error() && {
    return Error{Errc::invalid_argument,
                 path_.empty() ? std::move(reason_) : fmt::format("{}: {}", path_, reason_),
                 {}};
}

bool read_into(const json::value& value, bool& out, ReadError& error) {
    const bool* flag = value.if_bool();
    if (!flag) return error.wrong_type("boolean", value);
    out = *flag;
    return true;
}

bool read_into(const json::value& value, std::int64_t& out, ReadError& error) {
    return read_integer(value, -integer_max, integer_max, out, error);
}

bool read_into(const json::value& value, std::uint32_t& out, ReadError& error) {
    std::int64_t wide = 0;
    if (!read_integer(value, 0, uinteger_max, wide, error)) return false;
    out = static_cast<std::uint32_t>(wide);
    return true;
}

bool read_into(const json::value& value, double& out, ReadError& error) {
    if (!value.is_number()) return error.wrong_type("number", value);
    boost::system::error_code ignored;  // to_number<double> of a number always succeeds
    out = value.to_number<double>(ignored);
    return true;
}

bool read_into(const json::value& value, std::string& out, ReadError& error) {
    std::string_view text;
    if (!detail::string_view_of(value, text, error)) return false;
    out.assign(text);
    return true;
}

bool read_into(const json::value& value, RawJson& out, ReadError&) {
    out.text = json::serialize(value);
    return true;
}

bool read_into(const json::value& value, Token& out, ReadError& error) {
    if (value.is_string()) return read_into(value, out.emplace<std::string>(), error);
    if (value.is_number()) return read_into(value, out.emplace<std::int64_t>(), error);
    return error.wrong_type("integer or string", value);
}

bool read_into(const json::value& value, std::nullptr_t& out, ReadError& error) {
    out = nullptr;
    return value.is_null() || error.wrong_type("null", value);
}

namespace detail {

bool is_null(const json::value& value) noexcept {
    return value.is_null();
}

bool is_object(const json::value& value, ReadError& error) {
    return value.is_object() || error.wrong_type("object", value);
}

const json::value* find(const json::value& object, std::string_view name) noexcept {
    return object.get_object().if_contains(name);
}

bool string_view_of(const json::value& value, std::string_view& out, ReadError& error) {
    const json::string* text = value.if_string();
    if (!text) return error.wrong_type("string", value);
    out = std::string_view(text->data(), text->size());
    return true;
}

bool size_of_array(const json::value& value, std::size_t& out, ReadError& error) {
    const json::array* array = value.if_array();
    if (!array) return error.wrong_type("array", value);
    out = array->size();
    return true;
}

const json::value& item(const json::value& array, std::size_t index) noexcept {
    return array.get_array()[index];
}

bool size_of_object(const json::value& value, std::size_t& out, ReadError& error) {
    if (!is_object(value, error)) return false;
    out = value.get_object().size();
    return true;
}

std::pair<std::string_view, const json::value*> entry(const json::value& object, std::size_t index) noexcept {
    const auto& pair = *(object.get_object().begin() + static_cast<std::ptrdiff_t>(index));
    return {std::string_view(pair.key().data(), pair.key().size()), &pair.value()};
}

void DeleteValue::operator()(json::value* value) const noexcept {
    delete value;
}

Result<OwnedValue> parse_value(std::string_view text) {
    boost::system::error_code failure;
    OwnedValue value(new json::value(json::parse(text, failure)));
    if (failure) return fail(Errc::invalid_argument, "not JSON: {}", failure.message());
    return value;
}

}  // namespace detail

void write(std::string& out, std::string_view value) {
    out += '"';
    const char* at = value.data();
    const char* const end = at + value.size();
    while (true) {
        const char* const stop = skip_plain(at, end);
        out.append(at, static_cast<std::size_t>(stop - at));
        if (stop == end) break;
        const auto byte = static_cast<unsigned char>(*stop);
        out += '\\';
        out += escapes[byte];
        if (escapes[byte] == 'u') {
            constexpr std::string_view digits = "0123456789abcdef";
            out += "00";
            out += digits[byte >> 4U];
            out += digits[byte & 0xFU];
        }
        at = stop + 1;
    }
    out += '"';
}

void write(std::string& out, const RawJson& value) {
    if (value.text.empty())
        out += "null";
    else
        out += value.text;
}

void write(std::string& out, const Token& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value))
        write_integer(out, *number);
    else
        write(out, std::string_view(std::get<std::string>(value)));
}

void write(std::string& out, std::nullptr_t) {
    out += "null";
}

void write_integer(std::string& out, std::int64_t value) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out.append(digits.data(), end.ptr);
}

void write_double(std::string& out, double value) {
    assert(std::isfinite(value));  // JSON has no word for the others
    if (!std::isfinite(value)) {
        out += "null";
        return;
    }
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out.append(digits.data(), end.ptr);
}

}  // namespace restante::protocol
