// The base protocol of LSP: a header with Content-Length, an empty line, that many bytes of JSON.
// https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#baseProtocol
//
// PURE: bytes in, message bodies or a precise error out; no descriptor, no JSON. The outcome does not depend
// on how the bytes were split. What goes wrong has two answers:
//   - a body over the bound is reported as soon as its header is read, and skipped: the stream stays in step;
//   - a malformed header, or an absurd length, is fatal, since nobody can know where the next message starts.
// A decoder belongs to one connection and one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace restante::rpc {

struct FrameLimits {
    std::size_t header_bytes_max = 8 * 1024;
    std::size_t body_bytes_max = 32 * 1024 * 1024;
    /// Up to here a body that is too large is skipped. Nobody sends more: the number itself is wrong, and
    /// waiting for so many bytes would be silence for ever.
    std::uint64_t skipped_bytes_max = 256 * 1024 * 1024;
};

enum class FrameStatus {
    need_more,  // feed more bytes
    message,    // body() is the next message
    oversized,  // error() tells; the body is being skipped, go on
    broken,     // error() tells; this stream is finished
};

class FrameDecoder {
  public:
    explicit FrameDecoder(FrameLimits limits = {}) : limits_(limits) {}

    /// At least `bytes_min` bytes to read into; commit() then says how many were filled. Invalidates body().
    [[nodiscard]] std::span<char> prepare(std::size_t bytes_min);
    void commit(std::size_t bytes) { end_ += bytes; }
    /// prepare, copy, commit.
    void feed(std::string_view bytes);

    /// The next event in the bytes so far. Call until it says need_more or broken.
    [[nodiscard]] FrameStatus next();
    /// After FrameStatus::message; valid until the next call of next(), prepare() or feed().
    [[nodiscard]] std::string_view body() const { return {buffer_.get() + begin_, body_length_}; }
    [[nodiscard]] const Error& error() const { return error_; }
    /// True when the stream must not end here.
    [[nodiscard]] bool mid_message() const;

  private:
    enum class State { header, body, delivered, skip, broken };

    FrameStatus read_header();
    FrameStatus end_header();
    FrameStatus skip_body();
    FrameStatus break_off(Error error);
    [[nodiscard]] std::optional<Error> read_field(std::string_view line);
    void drop(std::size_t bytes);
    void resize(std::size_t capacity);

    FrameLimits limits_;
    State state_ = State::header;
    std::unique_ptr<char[]> buffer_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;  // the first byte not yet consumed: a header's or a body's first
    std::size_t end_ = 0;
    std::size_t line_ = 0;     // of the header, from begin_: where the line being read starts
    std::size_t scanned_ = 0;  // of the header, from begin_: no line end before this
    std::optional<std::uint64_t> content_length_;
    std::size_t body_length_ = 0;
    std::uint64_t to_skip_ = 0;
    Error error_;
};

/// Appends "Content-Length: N", the empty line, and the parts one after the other.
void append_frame(std::string& out, std::span<const std::string_view> parts);
void append_frame(std::string& out, std::string_view body);

}  // namespace restante::rpc
