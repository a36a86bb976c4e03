// actor.profile {"email","name"}: what an actor says of itself. The entity is the actor. It concerns no
// thread; fold_profile (core/fold.hpp) reads it. PURE; see core/ops/kind.hpp.
#pragma once

#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct ActorProfile {
    static constexpr std::string_view kind = "actor.profile";
    std::string email;  // empty when not given
    std::string name;

    [[nodiscard]] static Result<ActorProfile> read(const Op& op);
    [[nodiscard]] std::string write() const;
    /// Nobody speaks of another.
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
};

}  // namespace restante::core::ops
