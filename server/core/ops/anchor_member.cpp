#include "core/ops/anchor_member.hpp"

#include <limits>

#include "base/utf8.hpp"
#include "core/ops/bounds.hpp"

namespace restante::core::ops {
namespace {

using anchor::Anchor;

constexpr std::size_t path_bytes_max = 4096;  // PATH_MAX; a repository id is much shorter
constexpr std::size_t hex_bytes_max = 64;     // SHA-256

bool is_hex(std::string_view text) noexcept {
    return !text.empty() && text.size() <= hex_bytes_max &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Relative, with no part that is empty, "." or "..": nothing that others write may lead out of a repository.
bool is_inside(std::string_view path) noexcept {
    while (true) {
        const auto slash = path.find('/');
        const auto part = path.substr(0, slash);
        if (part.empty() || part == "." || part == ".." || part.find('\0') != std::string_view::npos)
            return false;
        if (slash == std::string_view::npos) return true;
        path.remove_prefix(slash + 1);
    }
}

Result<void> check_string(std::string_view member, std::string_view text, std::size_t max) {
    if (text.size() > max)
        return fail(Errc::too_large, "\"{}\" of the anchor has {} bytes, more than {}", member, text.size(),
                    max);
    if (!utf8::is_valid(text))
        return fail(Errc::invalid_argument, "\"{}\" of the anchor is not UTF-8", member);
    return {};
}

Result<void> check_lines(std::string_view member, const std::vector<std::string>& lines) {
    if (lines.size() > anchor::context_lines)
        return fail(Errc::too_large, "\"{}\" of the anchor has {} lines, more than {}", member, lines.size(),
                    anchor::context_lines);
    for (const auto& line : lines)
        if (auto ok = check_string(member, line, anchor::context_line_bytes_max); !ok) return ok;
    return {};
}

Result<anchor::Range> read_range(const oplog::BodyReader& members) {
    const auto numbers = members.integers("range");
    if (!numbers) return tl::unexpected(numbers.error());
    if (numbers->size() != 4) return fail(Errc::corrupt, "\"range\" is not four integers");
    std::array<std::uint32_t, 4> n{};
    for (std::size_t i = 0; i < 4; ++i) {
        const auto number = (*numbers)[i];
        if (number < 0 || number > std::numeric_limits<std::uint32_t>::max())
            return fail(Errc::corrupt, "\"range\" holds a number that is no line or column");
        n[i] = static_cast<std::uint32_t>(number);
    }
    return anchor::Range{{n[0], n[1]}, {n[2], n[3]}};
}

Result<Anchor> read_members(const oplog::BodyReader& members) {
    Anchor anchor;
    Error error;
    const auto take = [&error](auto result, auto& into) {
        if (!result) {
            error = std::move(result).error();
            return false;
        }
        into = std::move(*result);
        return true;
    };
    const bool complete =
        take(members.string("repository"), anchor.repository) && take(members.string("path"), anchor.path) &&
        take(members.optional_string("commit"), anchor.commit) && take(members.string("blob"), anchor.blob) &&
        take(read_range(members), anchor.range) && take(members.string("quote"), anchor.quote) &&
        take(members.strings("prefix"), anchor.prefix) && take(members.strings("suffix"), anchor.suffix) &&
        take(members.optional_string("enclosing"), anchor.enclosing);
    if (!complete) return tl::unexpected(with_context(std::move(error), "\"anchor\""));
    return anchor;
}

}  // namespace

Result<void> check_anchor(const Anchor& anchor) {
    if (auto ok = check_string("repository", anchor.repository, path_bytes_max); !ok) return ok;
    if (auto ok = check_string("path", anchor.path, path_bytes_max); !ok) return ok;
    if (!is_inside(anchor.path))
        return fail(Errc::invalid_argument, "\"path\" of the anchor is not a path inside a repository");
    if (anchor.commit && !is_hex(*anchor.commit))
        return fail(Errc::invalid_argument, "\"commit\" of the anchor is not a hex id");
    if (!is_hex(anchor.blob)) return fail(Errc::invalid_argument, "\"blob\" of the anchor is not a hex id");
    if (anchor.range.end < anchor.range.start)
        return fail(Errc::invalid_argument, "\"range\" of the anchor ends before it starts");
    if (auto ok = check_string("quote", anchor.quote, anchor::quote_bytes_max); !ok) return ok;
    if (auto ok = check_lines("prefix", anchor.prefix); !ok) return ok;
    if (auto ok = check_lines("suffix", anchor.suffix); !ok) return ok;
    if (anchor.enclosing) return check_string("enclosing", *anchor.enclosing, anchor::context_line_bytes_max);
    return {};
}

Result<Anchor> read_anchor(const oplog::BodyReader& body) {
    const auto text = body.object("anchor");
    if (!text) return tl::unexpected(text.error());
    const auto members = oplog::BodyReader::open(*text);
    if (!members) return tl::unexpected(members.error());
    auto anchor = read_members(*members);
    if (!anchor) return anchor;
    if (auto ok = check_anchor(*anchor); !ok) return tl::unexpected(as_corrupt(std::move(ok).error()));
    return anchor;
}

std::string write_anchor(const Anchor& anchor) {
    oplog::BodyWriter out;
    out.string("repository", anchor.repository).string("path", anchor.path).string("blob", anchor.blob);
    if (anchor.commit) out.string("commit", *anchor.commit);
    const auto& [start, end] = anchor.range;
    out.integers("range", {start.line, start.column, end.line, end.column});
    out.string("quote", anchor.quote).strings("prefix", anchor.prefix).strings("suffix", anchor.suffix);
    if (anchor.enclosing) out.string("enclosing", *anchor.enclosing);
    return out.take();
}

}  // namespace restante::core::ops
