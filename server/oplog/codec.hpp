// Canonical JSON of an op, and its strict reader. PURE.
//
// Canonical form (a subset of RFC 8785): object keys sorted by their bytes and unique, no white space,
// integers only (|n| < 2^53), strings in UTF-8 with only `"`, `\` and U+0000–U+001F escaped (\b \t \n \f \r,
// else \u00xx in lower case). decode() accepts nothing else: an op's bytes are its identity, and two readers
// must not disagree about them.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "oplog/op.hpp"

namespace restante::oplog {

/// The version written into "v". A larger one is refused with unsupported_version, its bytes are kept by
/// store.
inline constexpr int op_format_version = 1;

/// Preconditions: op holds valid UTF-8 and a canonical body (what make_op and decode give).
[[nodiscard]] std::string encode(const Op& op);

/// too_large over op_bytes_max; unsupported_version for a newer "v"; corrupt for anything that is not the
/// canonical text of a well-formed op (bad JSON, other key order, an id that is no id, a bound passed, …).
/// The message names the member at fault.
[[nodiscard]] Result<Op> decode(std::string_view bytes);

/// Any JSON text as canonical JSON. invalid_argument when it is not JSON, holds a fraction, an integer out of
/// range, a duplicate key or invalid UTF-8, or nests deeper than 32.
[[nodiscard]] Result<std::string> canonical(std::string_view json);

}  // namespace restante::oplog
