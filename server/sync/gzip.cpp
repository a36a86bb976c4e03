#include "sync/gzip.hpp"

#include <zlib.h>

#include <new>

namespace restante::sync {

std::string gzip(std::string_view bytes) {
    z_stream stream{};
    constexpr int gzip_format = 16;  // added to the window bits (zlib.h, deflateInit2)
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + gzip_format, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        throw std::bad_alloc();  // the only way in which these arguments can fail
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);  // one step: the output has room for the bound
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

}  // namespace restante::sync
