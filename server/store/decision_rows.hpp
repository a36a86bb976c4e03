// The rows that decisions and links have besides those of threads (store/derive.hpp). Private to this folder;
// runs inside the transaction of whoever calls, on the store's thread.
#pragma once

#include "core/thread.hpp"
#include "store/database.hpp"

namespace restante::store {

/// They become those of `thread`, whose number is `no`.
[[nodiscard]] Result<void> write_decision_rows(Database& db, std::int64_t no, const core::Thread& thread);

/// The first line that is not blank, shortened to what a list has room for.
[[nodiscard]] std::string first_line(std::string_view text);
inline constexpr std::size_t first_line_bytes_max = 200;

}  // namespace restante::store
