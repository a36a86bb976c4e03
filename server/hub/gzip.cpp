#include "hub/gzip.hpp"

#include <zlib.h>

#include <algorithm>

namespace restante::hub {
namespace {

constexpr int gzip_window_bits = 15 + 16;  // zlib.h: 16 more means a gzip wrapper
constexpr std::size_t chunk_bytes = 64 * 1024;

struct Inflater {
    z_stream z{};
    bool ok = inflateInit2(&z, gzip_window_bits) == Z_OK;
    Inflater() = default;
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    ~Inflater() {
        if (ok) inflateEnd(&z);
    }
};

}  // namespace

Result<std::string> gunzip(std::string_view packed, std::size_t bytes_max) {
    Inflater in;
    if (!in.ok) return fail(Errc::unavailable, "out of memory");
    in.z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    in.z.avail_in = static_cast<uInt>(packed.size());
    std::string out;
    for (;;) {
        const auto had = out.size();
        out.resize(std::min(had + chunk_bytes, bytes_max + 1));
        in.z.next_out = reinterpret_cast<Bytef*>(out.data() + had);
        in.z.avail_out = static_cast<uInt>(out.size() - had);
        const int rc = inflate(&in.z, Z_NO_FLUSH);
        out.resize(out.size() - in.z.avail_out);
        if (out.size() > bytes_max)
            return fail(Errc::too_large, "the unpacked body is over {} bytes", bytes_max);
        if (rc == Z_STREAM_END) {
            if (in.z.avail_in == 0) return out;
            if (inflateReset(&in.z) != Z_OK) return fail(Errc::invalid_argument, "the body is not gzip");
        } else if (rc != Z_OK) {
            return fail(Errc::invalid_argument, "the body is not gzip, or is damaged or cut off");
        }
    }
}

struct GzipWriter::Impl {
    z_stream z{};
    bool ok = deflateInit2(&z, 1, Z_DEFLATED, gzip_window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK;
    Impl() {
        if (!ok) throw std::bad_alloc();
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() { deflateEnd(&z); }
};

GzipWriter::GzipWriter() : impl_(std::make_unique<Impl>()) {}
GzipWriter::GzipWriter(GzipWriter&&) noexcept = default;
GzipWriter& GzipWriter::operator=(GzipWriter&&) noexcept = default;
GzipWriter::~GzipWriter() = default;

std::string GzipWriter::write(std::string_view piece, Last last) {
    auto& z = impl_->z;
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
    z.avail_in = static_cast<uInt>(piece.size());
    std::string out;
    std::size_t used = 0;
    do {
        out.resize(used + std::max(chunk_bytes, piece.size() / 2));
        z.next_out = reinterpret_cast<Bytef*>(out.data() + used);
        z.avail_out = static_cast<uInt>(out.size() - used);
        (void)deflate(&z, last == Last::yes ? Z_FINISH : Z_SYNC_FLUSH);
        used = out.size() - z.avail_out;
    } while (z.avail_out == 0);
    out.resize(used);
    return out;
}

}  // namespace restante::hub
