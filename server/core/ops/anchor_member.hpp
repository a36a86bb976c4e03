// The "anchor" member of a body. Read and written straight from and to canonical text: every thread.open of a
// first sync passes here. Unknown members are left alone. PURE.
//
// {"blob":hex,"commit"?:hex,"enclosing"?:line,"path":…,"prefix":[lines],"quote":…,
//  "range":[start line, start column, end line, end column],"repository":…,"suffix":[lines]}
#pragma once

#include "anchor/anchor.hpp"
#include "oplog/body.hpp"

namespace restante::core::ops {

/// corrupt, with the member at fault.
[[nodiscard]] Result<anchor::Anchor> read_anchor(const oplog::BodyReader& body);
/// Canonical JSON. Precondition: check_anchor.
[[nodiscard]] std::string write_anchor(const anchor::Anchor& anchor);
/// What every recorded anchor holds: valid UTF-8, hex ids, a range that does not end before it starts, and
/// the bounds of anchor/anchor.hpp. invalid_argument or too_large, with the member at fault.
[[nodiscard]] Result<void> check_anchor(const anchor::Anchor& anchor);

}  // namespace restante::core::ops
