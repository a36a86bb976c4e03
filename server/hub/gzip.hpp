// gzip (RFC 1952) in and out, bounded. PURE (zlib only).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace restante::hub {

/// too_large as soon as more than `bytes_max` come out (what is over is never held); invalid_argument for
/// anything that is not one whole gzip stream (or several, one after the other).
[[nodiscard]] Result<std::string> gunzip(std::string_view packed, std::size_t bytes_max);

/// A stream that is written in pieces, at the fastest level.
class GzipWriter {
  public:
    GzipWriter();
    GzipWriter(GzipWriter&&) noexcept;
    GzipWriter& operator=(GzipWriter&&) noexcept;
    ~GzipWriter();

    enum class Last { no, yes };
    /// What can be sent after this piece. Everything handed in so far can be unpacked by the receiver.
    [[nodiscard]] std::string write(std::string_view piece, Last last);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace restante::hub
