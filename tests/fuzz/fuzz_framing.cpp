// Any bytes, split anywhere: the decoder must say the same as for the bytes in one piece, and what it
// delivers must be read or refused, never crash. The first byte chooses the split.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "rpc/framing.hpp"
#include "rpc/message.hpp"

namespace {

using namespace restante::rpc;

constexpr FrameLimits limits{256, 4096};

/// Everything the decoder made of the bytes, given in pieces of this size.
std::string decode(std::string_view bytes, std::size_t piece_size) {
    FrameDecoder decoder(limits);
    MessageReader reader;
    std::string seen;
    while (!bytes.empty()) {
        const auto piece = bytes.substr(0, piece_size);
        bytes.remove_prefix(piece.size());
        decoder.feed(piece);
        for (bool more = true; more;) {
            switch (decoder.next()) {
                case FrameStatus::need_more:
                    more = false;
                    break;
                case FrameStatus::message:
                    seen.append("message ").append(decoder.body()).append("\n");
                    if (auto message = reader.read(decoder.body()); !message)
                        seen.append(to_json_text(message.error().answer)).append("\n");
                    break;
                case FrameStatus::oversized:
                    seen.append("oversized ").append(decoder.error().message).append("\n");
                    break;
                case FrameStatus::broken:
                    seen.append("broken ").append(decoder.error().message).append("\n");
                    return seen;
            }
        }
    }
    return seen.append(decoder.mid_message() ? "mid message" : "end");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::size_t piece_size = 1 + data[0] % 64;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (decode(bytes, piece_size) != decode(bytes, bytes.size() + 1)) std::abort();
    return 0;
}
