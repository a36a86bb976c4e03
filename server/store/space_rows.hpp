// Spaces and what waits for their hubs, for Store and Reader. Private to this folder.
#pragma once

#include "store/database.hpp"
#include "store/values.hpp"

namespace restante::store {

/// By name.
[[nodiscard]] Result<std::vector<Space>> read_spaces(Database& db);
/// As Store::outbox.
[[nodiscard]] Result<OutboxBatch> read_outbox(Database& db, const std::string& space, std::uint64_t after,
                                              std::size_t max_ops, std::size_t max_bytes);
/// Counts no further than `each_max`.
[[nodiscard]] Result<OutboxCounts> count_outbox(Database& db, const std::string& space,
                                                std::int64_t each_max);

}  // namespace restante::store
