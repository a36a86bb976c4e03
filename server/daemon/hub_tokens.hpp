// The hubs' tokens in use: credentials.json as it was read last. A file that cannot be used stops what needs
// a hub and nothing else, and is never written over. Loop thread.
#pragma once

#include "daemon/context.hpp"

namespace restante::daemon {

/// At the start: uses what is in the file, or notes and logs why that cannot be.
void take_hub_tokens(Context& context);
/// The same once more when it could not be used the last time: somebody may have mended it.
void look_at_hub_tokens(Context& context);

/// Whether keep_hub_token can do it: before anybody's token goes anywhere. `io` when the file cannot be used.
[[nodiscard]] Result<void> may_keep_hub_tokens(Context& context);
/// Keeps a token beside the others that are in the file by now, and uses it.
[[nodiscard]] Result<void> keep_hub_token(Context& context, const std::string& hub,
                                          const Credential& credential);
/// not_found when there is none.
[[nodiscard]] Result<void> forget_hub_token(Context& context, const std::string& hub);

}  // namespace restante::daemon
