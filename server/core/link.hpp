// What a thread or a decision refers to. PURE values. A link is kept by the side that makes it, and by no
// other: what refers to *this* is looked up (store), so that the two sides cannot disagree.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/id.hpp"

namespace restante::core {

/// Numbers are stored (store/migrations.cpp): new ones come last.
enum class LinkRel {
    supersedes,   // takes its place, once this one is accepted
    amends,       // changes part of it
    relates,      // see also
    grew_out_of,  // the thread that it was talked over in
    answer,       // the comment that is the accepted answer of that thread
    record,       // the decision record in a repository that says the same
    commit,       // the change that carries it out, or was talked about
    url,
};

enum class LinkType { entity, comment, record, commit, url };

struct LinkTarget {
    LinkType type = LinkType::url;
    /// entity, comment: an id's text. record: a path in the repository, or a number. commit: hex. url:
    /// http(s).
    std::string text;
    friend bool operator==(const LinkTarget&, const LinkTarget&) = default;
};

struct Link {
    LinkRel rel = LinkRel::relates;
    LinkTarget target;
    OpId op;
    ActorId actor;
    TimeMs at = 0;
    friend bool operator==(const Link&, const Link&) = default;
};

inline constexpr std::size_t link_target_bytes_max = 2048;
/// Of one entity. Which of too many count is decided by the total order, and so the same everywhere.
inline constexpr std::size_t links_max = 256;

/// The words on the wire and in ops: "grew-out-of".
[[nodiscard]] std::string_view to_string(LinkRel rel) noexcept;
[[nodiscard]] std::string_view to_string(LinkType type) noexcept;
[[nodiscard]] std::optional<LinkRel> link_rel(std::string_view name) noexcept;
[[nodiscard]] std::optional<LinkType> link_type(std::string_view name) noexcept;

/// invalid_argument, saying what is wrong, for a target that this relation cannot have, or that is not in its
/// form: whole ids, normal relative paths, 7 to 64 hex digits in lower case, http(s) URLs without a password.
[[nodiscard]] Result<void> check_link(LinkRel rel, const LinkTarget& target);

}  // namespace restante::core
