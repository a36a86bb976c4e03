#include "core/link.hpp"

#include <algorithm>
#include <array>

#include "anchor/codec.hpp"
#include "base/utf8.hpp"

namespace restante::core {
namespace {

constexpr std::array<std::string_view, 8> rel_names{"supersedes", "amends", "relates", "grew-out-of",
                                                    "answer",     "record", "commit",  "url"};
constexpr std::array<std::string_view, 5> type_names{"entity", "comment", "record", "commit", "url"};

tl::unexpected<Error> wrong(std::string message, std::string hint) {
    return tl::unexpected(Error{Errc::invalid_argument, std::move(message), std::move(hint)});
}

/// Decisions are superseded by decisions, whichever of the two lies in a file.
bool goes_with(LinkRel rel, LinkType type) {
    switch (rel) {
        case LinkRel::supersedes:
        case LinkRel::amends:
        case LinkRel::relates:
            return type == LinkType::entity || type == LinkType::record;
        case LinkRel::grew_out_of:
            return type == LinkType::entity;
        case LinkRel::answer:
            return type == LinkType::comment;
        case LinkRel::record:
            return type == LinkType::record;
        case LinkRel::commit:
            return type == LinkType::commit;
        case LinkRel::url:
            return type == LinkType::url;
    }
    return false;
}

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

Result<void> check_id(std::string_view text) {
    if (id_from_text<EntityId>(text)) return {};
    return wrong(fmt::format("\"{}\" is no id", text), "name the whole id");
}

Result<void> check_record(std::string_view text) {
    const bool number =
        !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (number || anchor::is_anchor_path(text)) return {};
    return wrong(fmt::format("\"{}\" is neither the number nor the path of a record", text),
                 "name its number, or its path from the root of the repository");
}

Result<void> check_commit(std::string_view text) {
    constexpr std::size_t shortest = 7;
    constexpr std::size_t longest = 64;
    if (text.size() >= shortest && text.size() <= longest && std::ranges::all_of(text, is_hex)) return {};
    return wrong(fmt::format("\"{}\" is no commit id", text), "name 7 to 64 of its hexadecimal digits");
}

/// Everybody in the space reads it, and some will open it: no other scheme, and no password in it.
Result<void> check_url(std::string_view text) {
    auto rest = text;
    if (rest.starts_with("https://"))
        rest.remove_prefix(8);
    else if (rest.starts_with("http://"))
        rest.remove_prefix(7);
    else
        return wrong("only http and https addresses can be linked to", "name one that begins with https://");
    const auto host = rest.substr(0, rest.find_first_of("/?#"));
    if (host.find('@') != std::string_view::npos)
        return wrong("the address holds a user name or password, which everybody would read",
                     "leave out what stands before the @");
    const bool plain = std::ranges::none_of(text, [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '"' || c == '<';
    });
    if (host.empty() || !plain)
        return wrong("the address is broken: it has no host, or holds white space or quotes",
                     "copy it from the browser's address line");
    return {};
}

template <class Enum, std::size_t n>
std::optional<Enum> named(const std::array<std::string_view, n>& names, std::string_view name) noexcept {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view to_string(LinkRel rel) noexcept {
    return rel_names.at(static_cast<std::size_t>(rel));
}
std::string_view to_string(LinkType type) noexcept {
    return type_names.at(static_cast<std::size_t>(type));
}
std::optional<LinkRel> link_rel(std::string_view name) noexcept {
    return named<LinkRel>(rel_names, name);
}
std::optional<LinkType> link_type(std::string_view name) noexcept {
    return named<LinkType>(type_names, name);
}

Result<void> check_link(LinkRel rel, const LinkTarget& target) {
    if (!goes_with(rel, target.type))
        return wrong(fmt::format("\"{}\" cannot lead to a target of the type {}", to_string(rel),
                                 to_string(target.type)),
                     "");
    if (target.text.size() > link_target_bytes_max)
        return wrong(
            fmt::format("the target has {} bytes, more than {}", target.text.size(), link_target_bytes_max),
            "link to something shorter");
    if (!utf8::is_valid(target.text)) return wrong("the target is not valid UTF-8", "");
    switch (target.type) {
        case LinkType::entity:
        case LinkType::comment:
            return check_id(target.text);
        case LinkType::record:
            return check_record(target.text);
        case LinkType::commit:
            return check_commit(target.text);
        case LinkType::url:
            break;
    }
    return check_url(target.text);
}

}  // namespace restante::core
