// Lists of the threads of a repository, or of whole spaces.
#pragma once

#include "daemon/handlers/handlers.hpp"

namespace restante::daemon::handlers {

/// `root`: of the clone that is asked about, which may be any. In a clone, threads are shown where they were
/// followed to in its commit; those in files that differ from it, where they are in the file on disk. Other
/// files are not read, because that would mean reading all of them.
void list_spaces(Session& session, const std::vector<std::string>& spaces, store::ListFilter filter,
                 const std::optional<std::string>& page_text, const std::optional<std::string>& root,
                 const Reply& reply);

}  // namespace restante::daemon::handlers
