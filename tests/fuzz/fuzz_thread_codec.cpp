// Bytes from anywhere as a stored thread: refused, or the one form of what was read.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/thread_codec.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto thread = restante::core::decode_thread(bytes);
    if (thread && restante::core::encode_thread(*thread) != bytes) std::abort();
    return 0;
}
