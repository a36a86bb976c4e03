// Requests that were done, as rows, for Store and Reader. Private to this folder.
#pragma once

#include "store/database.hpp"
#include "store/values.hpp"

namespace restante::store {

/// What the request gave, with the thread as it is now; nothing when it was not done before. invalid_argument
/// for a key out of bounds, and for one that was another request's; already_exists when that was the same
/// draft with another text.
[[nodiscard]] Result<std::optional<Committed>> find_done(Database& db, const Request& request);

/// The thread of the op that the request with this key made; nothing when there was none.
[[nodiscard]] Result<std::optional<ThreadId>> thread_of_done(Database& db, std::string_view key);

/// A draft that was sent by a request with another key: other editors that have it learn it by the draft's
/// id. The first time counts.
[[nodiscard]] Result<void> remember_sent(Database& db, DraftId draft, std::string_view what, OpId op);

/// To be called in the transaction that inserts the op. Forgets the oldest beyond requests_kept.
[[nodiscard]] Result<void> remember_done(Database& db, const Request& request, OpId op);

}  // namespace restante::store
