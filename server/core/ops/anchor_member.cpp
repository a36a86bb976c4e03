#include "core/ops/anchor_member.hpp"

#include <array>
#include <boost/json.hpp>

#include "anchor/codec.hpp"
#include "oplog/codec.hpp"

namespace restante::core::ops {

namespace json = boost::json;

Result<anchor::Anchor> read_anchor(const oplog::BodyReader& body) {
    const auto text = body.object("anchor");
    if (!text) return tl::unexpected(text.error());
    // Most anchors fit here, and the tree is gone at the end of this function.
    std::array<unsigned char, 8192> buffer;
    json::monotonic_resource memory(buffer.data(), buffer.size());
    json::error_code ec;
    const auto tree = json::parse(*text, ec, &memory);
    if (ec || !tree.is_object()) return fail(Errc::corrupt, "\"anchor\" is not an object");
    return anchor::read(tree.get_object());
}

std::string write_anchor(const anchor::Anchor& anchor) {
    json::object members;
    anchor::write(members, anchor);
    // Valid UTF-8, integers and strings only: it has a canonical form.
    return oplog::canonical(json::serialize(members)).value();
}

}  // namespace restante::core::ops
