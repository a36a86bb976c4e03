// A folded thread as the bytes of its row in `snapshots`: core::encode_thread, filled up to a whole number of
// steps. A reply then mostly leaves the row's length as it is, and SQLite writes only the pages in which
// something changed; a row that grows gives all its pages back and takes others. Private to this folder.
// PURE.
#pragma once

#include <string>
#include <string_view>

#include "core/thread_codec.hpp"

namespace restante::store {

[[nodiscard]] std::string pack_snapshot(const core::Thread& thread);
/// What core::encode_thread gave. Rows of before were not filled up; they are taken as they are.
[[nodiscard]] std::string_view snapshot_content(std::string_view row);
/// Errors as core::decode_thread's.
[[nodiscard]] Result<core::Thread> unpack_snapshot(std::string_view row);

}  // namespace restante::store
