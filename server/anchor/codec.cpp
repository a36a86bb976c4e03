#include "anchor/codec.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/utf8.hpp"

namespace restante::anchor {
namespace {

namespace json = boost::json;
constexpr std::uint64_t number_max = 1ULL << 31U;

tl::unexpected<Error> wrong(std::string_view member, std::string_view must) {
    return fail(Errc::corrupt, "anchor member \"{}\" must be {}", member, must);
}

Result<std::string> text_member(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    if (!value || !value->is_string()) return wrong(name, "a string");
    return std::string(std::string_view(value->get_string()));
}

Result<std::optional<std::string>> optional_member(const json::object& from, std::string_view name) {
    if (!from.contains(name)) return std::nullopt;
    return text_member(from, name).map([](std::string text) { return std::optional(std::move(text)); });
}

Result<std::vector<std::string>> lines_member(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    if (!value || !value->is_array()) return wrong(name, "an array of strings");
    std::vector<std::string> lines;
    for (const auto& item : value->get_array()) {
        if (lines.size() == context_lines || !item.is_string())
            return wrong(name, "an array of at most 10 strings");
        lines.emplace_back(std::string_view(item.get_string()));
    }
    return lines;
}

std::optional<std::uint32_t> number(const json::value& value) {
    if (value.is_int64() && value.get_int64() >= 0 &&
        static_cast<std::uint64_t>(value.get_int64()) <= number_max)
        return static_cast<std::uint32_t>(value.get_int64());
    if (value.is_uint64() && value.get_uint64() <= number_max)
        return static_cast<std::uint32_t>(value.get_uint64());
    return std::nullopt;
}

Result<Range> range_member(const json::object& from) {
    const auto* value = from.if_contains("range");
    if (!value || !value->is_array() || value->get_array().size() != 4)
        return wrong("range", "an array of four integers");
    std::array<std::uint32_t, 4> numbers{};
    for (std::size_t i = 0; i < 4; ++i) {
        const auto read_number = number(value->get_array()[i]);
        if (!read_number) return wrong("range", "four integers from 0 to 2^31");
        numbers[i] = *read_number;
    }
    return Range{{numbers[0], numbers[1]}, {numbers[2], numbers[3]}};
}

bool is_object_id(std::string_view id) noexcept {
    return (id.size() == 40 || id.size() == 64) && id.find_first_not_of("0123456789abcdef") == id.npos;
}

bool is_text(std::string_view text, std::size_t bytes_max) noexcept {
    return text.size() <= bytes_max && utf8::is_valid(text);
}

/// The member at fault and what it must be; nothing when all is well.
std::optional<std::pair<std::string_view, std::string_view>> fault(const Anchor& anchor) {
    using Fault = std::pair<std::string_view, std::string_view>;
    const auto context_ok = [](const std::vector<std::string>& lines) {
        return lines.size() <= context_lines &&
               std::all_of(lines.begin(), lines.end(),
                           [](const std::string& line) { return is_text(line, context_line_bytes_max); });
    };
    const auto end = std::max(
        {anchor.range.start.line, anchor.range.start.column, anchor.range.end.line, anchor.range.end.column});
    if (anchor.repository.empty() || !is_text(anchor.repository, repository_bytes_max))
        return Fault{"repository", "UTF-8 of 1 to 256 bytes"};
    if (!is_anchor_path(anchor.path))
        return Fault{"path", "a relative path of at most 4096 bytes without empty, \".\" or \"..\" parts"};
    if (anchor.commit && !is_object_id(*anchor.commit))
        return Fault{"commit", "40 or 64 lower-case hex digits"};
    if (!is_object_id(anchor.blob)) return Fault{"blob", "40 or 64 lower-case hex digits"};
    if (end > number_max) return Fault{"range", "four integers from 0 to 2^31"};
    if (anchor.range.end < anchor.range.start)
        return Fault{"range", "a range that does not end before its start"};
    if (!is_text(anchor.quote, quote_bytes_max)) return Fault{"quote", "UTF-8 of at most 16384 bytes"};
    if (!context_ok(anchor.prefix)) return Fault{"prefix", "at most 10 lines of at most 400 bytes of UTF-8"};
    if (!context_ok(anchor.suffix)) return Fault{"suffix", "at most 10 lines of at most 400 bytes of UTF-8"};
    if (anchor.enclosing && !is_text(*anchor.enclosing, context_line_bytes_max))
        return Fault{"enclosing", "UTF-8 of at most 400 bytes"};
    return std::nullopt;
}

}  // namespace

bool is_anchor_path(std::string_view path) noexcept {
    if (path.empty() || path.size() > path_bytes_max || path.find('\0') != path.npos || !utf8::is_valid(path))
        return false;
    while (true) {
        const auto part = path.substr(0, path.find('/'));
        if (part.empty() || part == "." || part == "..") return false;
        if (part.size() == path.size()) return true;
        path.remove_prefix(part.size() + 1);
    }
}

Result<void> check(const Anchor& anchor) {
    if (const auto found = fault(anchor))
        return fail(Errc::invalid_argument, "anchor member \"{}\" must be {}", found->first, found->second);
    return {};
}

void write(json::object& to, const Anchor& anchor) {
    const auto lines = [](const std::vector<std::string>& from) {
        json::array out;
        for (const auto& line : from)
            out.emplace_back(line);
        return out;
    };
    to["repository"] = anchor.repository;
    to["path"] = anchor.path;
    if (anchor.commit) to["commit"] = *anchor.commit;
    to["blob"] = anchor.blob;
    json::array range;
    for (auto n :
         {anchor.range.start.line, anchor.range.start.column, anchor.range.end.line, anchor.range.end.column})
        range.emplace_back(static_cast<std::int64_t>(n));
    to["range"] = std::move(range);
    to["quote"] = anchor.quote;
    to["prefix"] = lines(anchor.prefix);
    to["suffix"] = lines(anchor.suffix);
    if (anchor.enclosing) to["enclosing"] = *anchor.enclosing;
}

Result<Anchor> read(const json::object& from) {
    Anchor anchor;
    const auto take = [](auto& to, auto result) -> std::optional<Error> {
        if (!result) return std::move(result).error();
        to = std::move(*result);
        return std::nullopt;
    };
    if (auto e = take(anchor.repository, text_member(from, "repository"))) return tl::unexpected(*e);
    if (auto e = take(anchor.path, text_member(from, "path"))) return tl::unexpected(*e);
    if (auto e = take(anchor.commit, optional_member(from, "commit"))) return tl::unexpected(*e);
    if (auto e = take(anchor.blob, text_member(from, "blob"))) return tl::unexpected(*e);
    if (auto e = take(anchor.range, range_member(from))) return tl::unexpected(*e);
    if (auto e = take(anchor.quote, text_member(from, "quote"))) return tl::unexpected(*e);
    if (auto e = take(anchor.prefix, lines_member(from, "prefix"))) return tl::unexpected(*e);
    if (auto e = take(anchor.suffix, lines_member(from, "suffix"))) return tl::unexpected(*e);
    if (auto e = take(anchor.enclosing, optional_member(from, "enclosing"))) return tl::unexpected(*e);
    if (const auto found = fault(anchor)) return wrong(found->first, found->second);
    return anchor;
}

}  // namespace restante::anchor
