// Bytes from anywhere as an op: what is accepted has exactly one form, its body is canonical by the other
// reader too, and any JSON has a canonical form that is stable.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "oplog/body.hpp"
#include "oplog/codec.hpp"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace restante::oplog;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (const auto op = decode(bytes)) {
        require(encode(*op) == bytes);
        const auto body = canonical(op->body);
        require(body.has_value() && *body == op->body);
    }
    const auto text = canonical(bytes);
    const bool is_canonical = text && *text == bytes;
    if (text) {
        const auto again = canonical(*text);
        require(again.has_value() && *again == *text);
    }
    // Two readers, one opinion.
    Scanner scanner(bytes);
    require((scanner.value(json_depth_max) && scanner.at_end()) == is_canonical);
    const auto body = BodyReader::open(bytes);
    require(body.has_value() == (is_canonical && bytes.front() == '{'));
    if (body) {
        (void)body->optional_string("text");
        (void)body->integer("text");
        (void)body->optional_id<restante::OpId>("base");
        (void)body->object("anchor");
    }
    return 0;
}
