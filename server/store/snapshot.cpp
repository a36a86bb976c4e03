// The last two bytes of a row say how many there are behind the thread's own (little-endian, themselves
// counted).
#include "store/snapshot.hpp"

namespace restante::store {
namespace {

constexpr std::size_t step = 1024;  // bytes: three or four replies
constexpr std::size_t count_bytes = 2;

}  // namespace

std::string pack_snapshot(const core::Thread& thread) {
    auto row = core::encode_thread(thread);
    const auto filled = (row.size() + count_bytes + step - 1) / step * step;
    const auto behind = filled - row.size();
    row.resize(filled, '\0');
    row[filled - 2] = static_cast<char>(behind & 0xffU);
    row[filled - 1] = static_cast<char>(behind >> 8U);
    return row;
}

std::string_view snapshot_content(std::string_view row) {
    if (row.empty() || row.size() % step != 0) return row;
    const auto byte_at = [&](std::size_t at) { return std::size_t{static_cast<unsigned char>(row[at])}; };
    const auto behind = byte_at(row.size() - 2) | byte_at(row.size() - 1) << 8U;
    if (behind < count_bytes || behind >= step + count_bytes) return row;
    return row.substr(0, row.size() - behind);
}

Result<core::Thread> unpack_snapshot(std::string_view row) {
    return core::decode_thread(snapshot_content(row));
}

}  // namespace restante::store
