// A folded thread as bytes: compact binary, for the store's derived rows and for comparing replicas. Not a
// format for exchange: a reader that meets another version folds again from the ops. PURE.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "core/thread.hpp"

namespace restante::core {

[[nodiscard]] std::string encode_thread(const Thread& thread);
/// unsupported_version for another version, corrupt for anything else that encode_thread did not write.
[[nodiscard]] Result<Thread> decode_thread(std::string_view bytes);

}  // namespace restante::core
