// The unit of all shared state: an immutable op. Threads (and later decisions) are folds over sets of ops;
// see docs/architecture.md, "The op log". PURE: no clock, no files, no randomness; those come in as values.
//
// An op's stored form is its canonical JSON (oplog/codec.hpp); those bytes never change, on any replica or on
// the hub. This library knows the envelope only: what a kind means is core's business, so that an op of a
// kind from a newer version is kept, ordered and forwarded all the same.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"

namespace restante::oplog {

/// Bounds that every replica and the hub hold, so that an op accepted anywhere is accepted everywhere.
inline constexpr std::size_t op_bytes_max = 256 * 1024;         // the whole canonical text
inline constexpr std::size_t op_parents_max = 64;               // heads named; more are cut to the newest
inline constexpr std::uint64_t lamport_max = (1ULL << 53) - 1;  // exact in every JSON reader
inline constexpr std::size_t space_bytes_max = 64;
inline constexpr std::size_t kind_bytes_max = 64;

struct Op {
    OpId id;
    std::string space;  // [a-z0-9][a-z0-9._-]*, at most space_bytes_max
    std::string kind;   // "comment.add": [a-z][a-z0-9_.]*, at most kind_bytes_max
    EntityId entity;    // the thread (its opening op's id) or the actor that this op is about
    ActorId actor;
    DeviceId device;
    std::uint64_t lamport = 0;  // 1 … lamport_max
    std::vector<OpId> parents;  // heads of the entity that the author had seen; ascending, no duplicates
    TimeMs at = 0;              // the author's wall clock: for people, never for order
    std::string body = "{}";    // canonical JSON of an object; its meaning belongs to the kind

    friend bool operator==(const Op&, const Op&) = default;
};

/// The total order of all folds: (lamport, actor, id).
struct OrderKey {
    std::uint64_t lamport = 0;
    ActorId actor;
    OpId id;
    friend auto operator<=>(const OrderKey&, const OrderKey&) = default;
};

[[nodiscard]] inline OrderKey order_key(const Op& op) {
    return {op.lamport, op.actor, op.id};
}

}  // namespace restante::oplog
