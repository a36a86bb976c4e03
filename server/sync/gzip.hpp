// gzip (RFC 1952), for the bodies of large pushes. PURE.
#pragma once

#include <string>
#include <string_view>

namespace restante::sync {

/// At the fastest level: an outbox is text, and the network is the slow part.
[[nodiscard]] std::string gzip(std::string_view bytes);

}  // namespace restante::sync
