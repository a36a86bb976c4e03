// A well-formed op for the tests of the codec, and its bytes.
#pragma once

#include <string>

#include "oplog/op.hpp"

namespace restante::tests {

template <class IdType>
IdType numbered(std::uint8_t n) {
    IdType id;
    id.bytes[15] = n;
    return id;
}

inline oplog::Op sample_op() {
    oplog::Op op;
    op.id = numbered<OpId>(1);
    op.space = "team-1";
    op.kind = "comment.add";
    op.entity = numbered<EntityId>(2);
    op.actor = numbered<ActorId>(3);
    op.device = numbered<DeviceId>(4);
    op.lamport = 7;
    op.parents = {numbered<OpId>(5), numbered<OpId>(6)};
    op.at = 1'700'000'000'000;
    op.body = R"({"text":"why?"})";
    return op;
}

inline const std::string sample_bytes =
    R"({"actor":"00000000000000000000000003","at":1700000000000,"body":{"text":"why?"},)"
    R"("device":"00000000000000000000000004","entity":"00000000000000000000000002",)"
    R"("id":"00000000000000000000000001","kind":"comment.add","lamport":7,)"
    R"("parents":["00000000000000000000000005","00000000000000000000000006"],"space":"team-1","v":1})";

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

}  // namespace restante::tests
