// The "anchor" member of a body: canonical text to and from the object that anchor/codec.hpp knows. PURE.
#pragma once

#include "anchor/anchor.hpp"
#include "oplog/body.hpp"

namespace restante::core::ops {

/// corrupt, with the member at fault.
[[nodiscard]] Result<anchor::Anchor> read_anchor(const oplog::BodyReader& body);
/// Canonical JSON. Precondition: anchor::check.
[[nodiscard]] std::string write_anchor(const anchor::Anchor& anchor);

}  // namespace restante::core::ops
