// The kinds of op that this version understands, as one table. A kind is a struct in a file of its own with
//
//   static constexpr std::string_view kind;                  its name on the wire
//   static Result<K> read(const Op&);                        body to data; corrupt with the member at fault
//   std::string write() const;                               data to canonical body
//   Result<void> authorize(const Op&, const Thread*) const;  forbidden, or fine
//   bool apply(Thread&, const Op&) &&;                       true when the op had an effect
//
// and, when it begins an entity, `Thread start(const Op&) &&`: the entity after this op alone.
//
// read() checks the op alone; apply() is handed only what read() and authorize() let pass, and decides
// whether the op is in place (a comment to edit that is not there: no effect). PURE, no state.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/error.hpp"
#include "core/thread.hpp"

namespace restante::core::ops {

using oplog::Op;

struct Kind {
    std::string_view name;
    Result<void> (*validate)(const Op&);
    Result<void> (*authorize)(const Op&, const Thread*);
    /// Reads, authorizes and applies; false when one of them says no.
    bool (*fold)(Thread&, const Op&);
    /// Null for a kind that begins nothing; else what the op begins, or nothing when it is not valid.
    std::optional<Thread> (*start)(const Op&);
};

/// Null for a kind that this version does not know.
[[nodiscard]] const Kind* find_kind(std::string_view name) noexcept;
/// All of them: what tests and simulations go through, so that no kind is forgotten.
[[nodiscard]] std::span<const Kind> all_kinds() noexcept;

}  // namespace restante::core::ops
