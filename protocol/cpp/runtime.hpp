// What the generated files of this folder stand on: a writer of JSON text and the pieces of tolerant readers.
// Values in, values out; no state, any thread.
//
//   Result<ThreadParams> params = read<ThreadParams>(json_value);   // or parse<ThreadParams>(text)
//   std::string text = to_json(result);                             // or write(out, result) to append
//
// Tolerant means: members we do not know are skipped, an optional member may be missing or null, and an enum
// value we do not know becomes `unknown`. What is there but of the wrong type is invalid_argument, with the
// path to it ("textDocument.uri: string expected, got number"). Limits of size and depth are the transport's.
//
// Writing takes strings as they are: they must be valid UTF-8, which whatever let them in has checked.
#pragma once

#include <boost/json/fwd.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.hpp"

namespace restante::protocol {

/// A value of any shape, kept as its JSON text (no text means null) and written back as it is.
struct RawJson {
    std::string text;
    friend bool operator==(const RawJson&, const RawJson&) = default;
};

/// LSP's `integer | string`: the id of a request or a progress token.
using Token = std::variant<std::int64_t, std::string>;

template <class T>
using Map = std::map<std::string, T, std::less<>>;

/// Why reading stopped. The path is put together on the way out of a failure, so success pays nothing for it.
class ReadError {
  public:
    /// Both return false, to be returned at once.
    bool wrong_type(std::string_view expected, const boost::json::value& got);
    bool because(std::string_view reason);
    bool in_member(std::string_view name);
    bool in_item(std::size_t index);

    [[nodiscard]] Error to_error() &&;

  private:
    std::string path_;
    std::string reason_;
};

// Readers. The generated files add one read_into per type and enum; the argument's namespace finds it.

bool read_into(const boost::json::value& value, bool& out, ReadError& error);
bool read_into(const boost::json::value& value, std::int64_t& out, ReadError& error);   // |n| < 2^53
bool read_into(const boost::json::value& value, std::uint32_t& out, ReadError& error);  // at most 2^31 - 1
bool read_into(const boost::json::value& value, double& out, ReadError& error);
bool read_into(const boost::json::value& value, std::string& out, ReadError& error);
bool read_into(const boost::json::value& value, RawJson& out, ReadError& error);
bool read_into(const boost::json::value& value, Token& out, ReadError& error);
bool read_into(const boost::json::value& value, std::nullptr_t& out, ReadError& error);
template <class T>
bool read_into(const boost::json::value& value, std::optional<T>& out, ReadError& error);
template <class T>
bool read_into(const boost::json::value& value, std::vector<T>& out, ReadError& error);
template <class T>
bool read_into(const boost::json::value& value, Map<T>& out, ReadError& error);

namespace detail {

// Boost.JSON's classes stay incomplete here, so the templates reach into them through these.
[[nodiscard]] bool is_null(const boost::json::value& value) noexcept;
[[nodiscard]] bool is_object(const boost::json::value& value, ReadError& error);
/// The member, or nullptr. The value must be an object.
[[nodiscard]] const boost::json::value* find(const boost::json::value& object,
                                             std::string_view name) noexcept;
/// The text of a string or nullptr-data view otherwise.
[[nodiscard]] bool string_view_of(const boost::json::value& value, std::string_view& out, ReadError& error);
[[nodiscard]] bool size_of_array(const boost::json::value& value, std::size_t& out, ReadError& error);
[[nodiscard]] const boost::json::value& item(const boost::json::value& array, std::size_t index) noexcept;
[[nodiscard]] bool size_of_object(const boost::json::value& value, std::size_t& out, ReadError& error);
[[nodiscard]] std::pair<std::string_view, const boost::json::value*> entry(const boost::json::value& object,
                                                                           std::size_t index) noexcept;

struct DeleteValue {
    void operator()(boost::json::value* value) const noexcept;
};
using OwnedValue = std::unique_ptr<boost::json::value, DeleteValue>;
[[nodiscard]] Result<OwnedValue> parse_value(std::string_view text);

template <class T>
bool read_required(const boost::json::value& object, std::string_view name, T& out, ReadError& error) {
    const boost::json::value* member = find(object, name);
    if (!member) return error.because("missing") || error.in_member(name);
    return read_into(*member, out, error) || error.in_member(name);
}

/// Also for a member that may be null: absent and null read the same.
template <class T>
bool read_optional(const boost::json::value& object, std::string_view name, std::optional<T>& out,
                   ReadError& error) {
    const boost::json::value* member = find(object, name);
    if (!member) return true;
    return read_into(*member, out, error) || error.in_member(name);
}

}  // namespace detail

template <class T>
bool read_into(const boost::json::value& value, std::optional<T>& out, ReadError& error) {
    if (detail::is_null(value)) {
        out.reset();
        return true;
    }
    return read_into(value, out.emplace(), error);
}

template <class T>
bool read_into(const boost::json::value& value, std::vector<T>& out, ReadError& error) {
    std::size_t size = 0;
    if (!detail::size_of_array(value, size, error)) return false;
    out.clear();
    out.reserve(size);
    for (std::size_t i = 0; i < size; ++i) {
        if constexpr (std::same_as<T, bool>) {  // std::vector<bool> has no bool to read into
            bool item = false;
            if (!read_into(detail::item(value, i), item, error)) return error.in_item(i);
            out.push_back(item);
        } else if (!read_into(detail::item(value, i), out.emplace_back(), error)) {
            return error.in_item(i);
        }
    }
    return true;
}

template <class T>
bool read_into(const boost::json::value& value, Map<T>& out, ReadError& error) {
    std::size_t size = 0;
    if (!detail::size_of_object(value, size, error)) return false;
    out.clear();
    for (std::size_t i = 0; i < size; ++i) {
        const auto [name, member] = detail::entry(value, i);
        T item{};
        if (!read_into(*member, item, error)) return error.in_member(name);
        out.emplace(name, std::move(item));
    }
    return true;
}

/// A T out of a parsed document; invalid_argument when it is not one.
template <class T>
[[nodiscard]] Result<T> read(const boost::json::value& value) {
    T out{};
    ReadError error;
    if (!read_into(value, out, error)) return tl::unexpected(std::move(error).to_error());
    return out;
}

/// A T out of JSON text; invalid_argument also when the text is not JSON (nested deeper than 32, not UTF-8).
template <class T>
[[nodiscard]] Result<T> parse(std::string_view text) {
    Result<detail::OwnedValue> value = detail::parse_value(text);
    if (!value) return tl::unexpected(std::move(value).error());
    return read<T>(**value);
}

// Writers append. Exact types only: an `int` or a `const char*` must not slip in as bool.

void write(std::string& out, std::string_view value);
void write(std::string& out, const RawJson& value);
void write(std::string& out, const Token& value);
void write(std::string& out, std::nullptr_t value);
void write_integer(std::string& out, std::int64_t value);
void write_double(std::string& out, double value);  // must be finite

inline void write(std::string& out, const std::string& value) {
    write(out, std::string_view(value));
}
inline void write(std::string& out, std::same_as<bool> auto value) {
    out += value ? "true" : "false";
}
inline void write(std::string& out, std::same_as<std::int64_t> auto value) {
    write_integer(out, value);
}
inline void write(std::string& out, std::same_as<std::uint32_t> auto value) {
    write_integer(out, value);
}
inline void write(std::string& out, std::same_as<double> auto value) {
    write_double(out, value);
}
template <class T>
void write(std::string& out, const std::optional<T>& value);
template <class T>
void write(std::string& out, const std::vector<T>& value);
template <class T>
void write(std::string& out, const Map<T>& value);

template <class T>
void write(std::string& out, const std::optional<T>& value) {
    if (value)
        write(out, *value);
    else
        out += "null";
}

template <class T>
void write(std::string& out, const std::vector<T>& value) {
    out += '[';
    bool first = true;
    for (const T& item : value) {
        if (!first) out += ',';
        first = false;
        write(out, item);
    }
    out += ']';
}

template <class T>
void write(std::string& out, const Map<T>& value) {
    out += '{';
    bool first = true;
    for (const auto& [name, item] : value) {
        if (!first) out += ',';
        first = false;
        write(out, std::string_view(name));
        out += ':';
        write(out, item);
    }
    out += '}';
}

/// The JSON text of a value.
template <class T>
[[nodiscard]] std::string to_json(const T& value) {
    std::string out;
    out.reserve(256);
    write(out, value);
    return out;
}

}  // namespace restante::protocol
