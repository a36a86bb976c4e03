// An anchor as a member of an op's body. PURE. The reader is strict about what it knows (types, bounds, valid
// UTF-8) and passes over members that it does not know; the writer writes integers and strings only, so that
// the object has a canonical form (oplog/codec.hpp).
//
// Members: repository, path, commit (absent when there is none), blob, range [start line, start column, end
// line, end column], quote, prefix, suffix, enclosing (absent when there is none).
#pragma once

#include <boost/json/fwd.hpp>

#include "anchor/anchor.hpp"

namespace restante::anchor {

inline constexpr std::size_t path_bytes_max = 4096;
inline constexpr std::size_t repository_bytes_max = 256;

/// Adds the anchor's members to the object.
void write(boost::json::object& to, const Anchor& anchor);

/// corrupt, naming the member at fault.
[[nodiscard]] Result<Anchor> read(const boost::json::object& from);

/// Whether it is relative, normal ("a/b", no empty, "." or ".." part), NUL-free UTF-8 of at most
/// path_bytes_max.
[[nodiscard]] bool is_anchor_path(std::string_view path) noexcept;

/// What read() demands, for an anchor that comes from elsewhere: invalid_argument, naming the member at
/// fault.
[[nodiscard]] Result<void> check(const Anchor& anchor);

}  // namespace restante::anchor
