// What core/make.cpp and core/make_decision.cpp make ops with. Private to this folder. PURE.
#pragma once

#include "core/make.hpp"

namespace restante::core::making {

[[nodiscard]] tl::unexpected<Error> refuse(Errc code, std::string message, std::string hint);
[[nodiscard]] tl::unexpected<Error> pass_on(Result<void>&& refused);

/// The newest heads: ids are in time order.
[[nodiscard]] std::vector<OpId> parents_of(const Thread& thread);
/// too_large when the stored form is over its bound.
[[nodiscard]] Result<oplog::Op> make_op(const Stamp& stamp, EntityId entity, const std::vector<OpId>& parents,
                                        std::string_view kind, std::string body);

template <class K>
[[nodiscard]] Result<oplog::Op> make(const Stamp& stamp, EntityId entity, const K& data) {
    return make_op(stamp, entity, {}, K::kind, data.write());
}
template <class K>
[[nodiscard]] Result<oplog::Op> make_in(const Stamp& stamp, const Thread& thread, const K& data) {
    return make_op(stamp, thread.id.as<EntityTag>(), parents_of(thread), K::kind, data.write());
}

[[nodiscard]] std::string trimmed(std::string_view text);
/// What is typed, more strictly than what is read: a text with NUL may be in a log already, and stays
/// readable.
[[nodiscard]] Result<void> check_typed(std::string_view text);
/// The same for what may be left out.
[[nodiscard]] Result<void> check_typed_or_empty(std::string_view text);

}  // namespace restante::core::making
