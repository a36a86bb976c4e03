// Ops to push, the same in every run.
#pragma once

#include <string>

#include "core/make.hpp"
#include "oplog/codec.hpp"
#include "support/fakes.hpp"

namespace restante::tests {

inline ActorId actor(std::uint8_t n) {
    ActorId id;
    id.bytes[15] = n;
    return id;
}

/// Makes ops of one author in one space, one lamport after the other.
class Author {
  public:
    explicit Author(std::uint8_t n = 1, std::string space = "team")
        : ids_(n), space_(std::move(space)), n_(n) {}

    core::Stamp stamp() {
        const TimeMs now = 1'700'000'000'000 + static_cast<TimeMs>(++lamport);
        return {make_id<OpId>(ids_, now), space_, actor(n_), DeviceId{}, lamport, now};
    }
    /// Of a kind that this version does not know: forwarded all the same.
    oplog::Op note(std::string_view text = "hello") {
        const auto s = stamp();
        oplog::Op op;
        op.id = s.id;
        op.space = s.space;
        op.kind = "note.add";
        op.entity = s.id.as<EntityTag>();
        op.actor = s.actor;
        op.device.bytes[15] = n_;
        op.lamport = s.lamport;
        op.at = s.at;
        op.body = oplog::canonical("{\"text\":\"" + std::string(text) + "\"}").value();
        return op;
    }
    std::string line(std::string_view text = "hello") { return oplog::encode(note(text)); }

    std::uint64_t lamport = 0;

  private:
    FakeIdSource ids_;
    std::string space_;
    std::uint8_t n_;
};

inline anchor::Anchor sample_anchor() {
    anchor::Anchor anchor;
    anchor.repository = "r-1a2b3c";
    anchor.path = "src/queue.cpp";
    anchor.blob = "89abcdef0123456789abcdef0123456789abcdef";
    anchor.range = {{41, 4}, {42, 0}};
    anchor.quote = "    if (queue.size() > max) drop();";
    return anchor;
}

}  // namespace restante::tests
