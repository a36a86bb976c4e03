#include "core/ops/actor_profile.hpp"

#include "core/ops/bounds.hpp"
#include "oplog/body.hpp"

namespace restante::core::ops {

Result<ActorProfile> ActorProfile::read(const Op& op) {
    const auto body = oplog::BodyReader::open(op.body);
    if (!body) return tl::unexpected(body.error());
    auto email = body->optional_string("email");
    if (!email) return tl::unexpected(std::move(email).error());
    auto email_text = std::move(*email).value_or(std::string());
    if (auto ok = check_email(email_text); !ok) return tl::unexpected(as_corrupt(std::move(ok).error()));
    auto name = body->string("name");
    if (!name) return tl::unexpected(std::move(name).error());
    if (auto ok = check_name(*name); !ok) return tl::unexpected(as_corrupt(std::move(ok).error()));
    return ActorProfile{std::move(email_text), std::move(*name)};
}

std::string ActorProfile::write() const {
    return oplog::BodyWriter().string("email", email).string("name", name).take();
}

Result<void> ActorProfile::authorize(const Op& op, const Thread*) const {
    if (op.entity == op.actor.as<EntityTag>()) return {};
    return fail(Errc::forbidden, "a profile may be written only by the actor it is about");
}

bool ActorProfile::apply(Thread&, const Op&) && {
    return false;
}

}  // namespace restante::core::ops
