// A thread on the function in the middle of the sample text (unit/follow/world.hpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "anchor/record.hpp"
#include "core/thread.hpp"
#include "unit/follow/world.hpp"
#include "vcs/blob_id.hpp"

namespace restante::tests {

inline const std::string sample_path = "src/settings.cpp";
inline const std::string nobodys_commit(40, 'e');

/// On lines 8 to 14 of this text.
inline core::Thread thread_on(const std::vector<std::string>& lines, std::optional<std::string> commit) {
    const anchor::Text text(joined(lines));
    core::Thread thread;
    thread.id.bytes[15] = 1;
    thread.anchor_op.bytes[15] = 2;
    thread.opened_at = 1'700'000'000'000;
    thread.anchor = anchor::record({"r1", sample_path, std::move(commit), vcs::blob_id(text.bytes())}, text,
                                   {{7, 0}, {14, 0}});
    return thread;
}

}  // namespace restante::tests
