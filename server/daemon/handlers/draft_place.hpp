// What lines the draft of a new thread is about, as long as it is one: kept with their text, so that they are
// found again when the file has changed by the time somebody goes on with it. Loop thread; reads small files.
#pragma once

#include "daemon/handlers/handlers.hpp"

namespace restante::daemon::handlers {

/// For store::Draft::anchor; empty when the draft names no file. `draft` is nil while it has no id. One that
/// is `saved` already is about the same lines, wherever they are by now: an editor may name those of when it
/// was begun, and there is other code now.
[[nodiscard]] std::string encode_draft_place(Session& session, DraftId draft,
                                             const protocol::DraftPutParams& params,
                                             const std::optional<store::Draft>& saved);

/// The same file, however each editor spells it: they percent-encode differently.
[[nodiscard]] bool same_file(const std::string& uri, const std::string& other);

/// Sets where the place is by now: in the text that the asker has open, else in the file; `lost` where that
/// cannot be told. Reads that text, so it is for drafts that are shown.
void show_draft_place(Session& session, DraftId draft, const protocol::DraftPlace& place,
                      protocol::Draft& out);

}  // namespace restante::daemon::handlers
