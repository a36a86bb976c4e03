#include "core/ops/link_body.hpp"

#include "core/ops/bounds.hpp"
#include "oplog/body.hpp"

namespace restante::core::ops {

Result<LinkBody> read_link(const Op& op) {
    const auto body = oplog::BodyReader::open(op.body);
    if (!body) return tl::unexpected(body.error());
    auto rel_name = body->string("rel");
    if (!rel_name) return tl::unexpected(std::move(rel_name).error());
    auto type_name = body->string("type");
    if (!type_name) return tl::unexpected(std::move(type_name).error());
    auto target = body->string("target");
    if (!target) return tl::unexpected(std::move(target).error());
    const auto rel = link_rel(*rel_name);
    if (!rel) return fail(Errc::corrupt, "\"rel\" is no relation that is known here");
    const auto type = link_type(*type_name);
    if (!type) return fail(Errc::corrupt, "\"type\" is no type of target that is known here");
    LinkBody data{*rel, {*type, std::move(*target)}};
    if (auto ok = check_link(data.rel, data.target); !ok)
        return tl::unexpected(as_corrupt(std::move(ok).error()));
    if (data.target.type == LinkType::entity && data.target.text == to_text(op.entity))
        return fail(Errc::corrupt, "\"target\" is what the link is on");
    return data;
}

std::string write_link(LinkRel rel, const LinkTarget& target) {
    return oplog::BodyWriter()
        .string("rel", to_string(rel))
        .string("target", target.text)
        .string("type", to_string(target.type))
        .take();
}

}  // namespace restante::core::ops
