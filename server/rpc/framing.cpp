#include "rpc/framing.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace restante::rpc {
namespace {

constexpr std::size_t capacity_usual = 64 * 1024;
constexpr std::size_t capacity_kept_max = 1024 * 1024;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

/// tchar of RFC 9110, section 5.6.2.
bool is_token_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr);
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

std::string shown(std::string_view text) {
    std::string out;
    for (char c : text.substr(0, 40)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f)
            out.push_back(c);
        else
            out += fmt::format("\\x{:02x}", byte);
    }
    if (text.size() > 40) out += "…";
    return out;
}

Error malformed(std::string message) {
    return {Errc::invalid_argument, std::move(message),
            "every message starts with \"Content-Length: N\\r\\n\\r\\n\""};
}

/// The charset parameter of a Content-Type; empty when there is none.
std::string_view charset_of(std::string_view value) {
    while (true) {
        const auto semicolon = value.find(';');
        if (semicolon == std::string_view::npos) return {};
        value.remove_prefix(semicolon + 1);
        const auto parameter = trimmed(value.substr(0, value.find(';')));
        const auto equals = parameter.find('=');
        if (equals == std::string_view::npos) continue;
        if (!equals_ignoring_case(trimmed(parameter.substr(0, equals)), "charset")) continue;
        auto charset = trimmed(parameter.substr(equals + 1));
        if (charset.size() >= 2 && charset.front() == '"' && charset.back() == '"')
            charset = charset.substr(1, charset.size() - 2);
        return charset;
    }
}

}  // namespace

void FrameDecoder::resize(std::size_t capacity) {
    auto grown = std::make_unique_for_overwrite<char[]>(capacity);
    if (end_ > begin_) std::memcpy(grown.get(), buffer_.get() + begin_, end_ - begin_);
    buffer_ = std::move(grown);
    capacity_ = capacity;
    end_ -= begin_;
    begin_ = 0;
}

std::span<char> FrameDecoder::prepare(std::size_t bytes_min) {
    if (state_ == State::delivered) drop(body_length_);
    if (begin_ == end_) begin_ = end_ = 0;
    // One huge message must not hold its memory for the rest of the connection.
    if (begin_ == end_ && capacity_ > capacity_kept_max) capacity_ = 0;
    if (capacity_ - end_ < bytes_min) {
        const auto held = end_ - begin_;
        if (capacity_ >= held + bytes_min && held <= capacity_ / 2) {
            std::memmove(buffer_.get(), buffer_.get() + begin_, held);
            begin_ = 0;
            end_ = held;
        } else {
            resize(std::max({capacity_usual, capacity_ * 2, held + bytes_min}));
        }
    }
    return {buffer_.get() + end_, capacity_ - end_};
}

void FrameDecoder::feed(std::string_view bytes) {
    if (bytes.empty()) return;
    auto space = prepare(bytes.size());
    std::memcpy(space.data(), bytes.data(), bytes.size());
    commit(bytes.size());
}

void FrameDecoder::drop(std::size_t bytes) {
    begin_ += bytes;
    body_length_ = 0;
    state_ = State::header;
    line_ = scanned_ = 0;
    content_length_.reset();
}

bool FrameDecoder::mid_message() const {
    switch (state_) {
        case State::header:
            return begin_ != end_;
        case State::body:
        case State::skip:
            return true;
        case State::delivered:
            return end_ - begin_ != body_length_;
        case State::broken:
            break;
    }
    return false;
}

FrameStatus FrameDecoder::next() {
    if (state_ == State::delivered) drop(body_length_);
    if (state_ == State::header) return read_header();
    if (state_ == State::skip) return skip_body();
    if (state_ == State::broken) return FrameStatus::broken;
    if (end_ - begin_ < body_length_) return FrameStatus::need_more;
    state_ = State::delivered;
    return FrameStatus::message;
}

FrameStatus FrameDecoder::break_off(Error error) {
    error_ = std::move(error);
    state_ = State::broken;
    body_length_ = 0;
    begin_ = end_;
    return FrameStatus::broken;
}

FrameStatus FrameDecoder::read_header() {
    while (true) {
        const std::string_view seen(buffer_.get() + begin_, end_ - begin_);
        // Told at once, since a client that sends bare JSON would otherwise wait for an answer for ever.
        if (seen.size() > line_ && !is_token_char(seen[line_]) && seen[line_] != '\r')
            return break_off(
                malformed(fmt::format("a header cannot start with '{}'", shown(seen.substr(line_, 1)))));
        const auto newline = seen.find('\n', scanned_);
        const auto header_bytes = newline == std::string_view::npos ? seen.size() : newline + 1;
        if (header_bytes > limits_.header_bytes_max)
            return break_off({Errc::too_large,
                              fmt::format("the header is longer than {} bytes", limits_.header_bytes_max),
                              {}});
        if (newline == std::string_view::npos) {
            scanned_ = seen.size();
            return FrameStatus::need_more;
        }
        auto line = seen.substr(line_, newline - line_);
        if (line.empty() || line.back() != '\r')
            return break_off(
                malformed(fmt::format("header line \"{}\" does not end with CR LF", shown(line))));
        line.remove_suffix(1);
        line_ = scanned_ = newline + 1;
        if (line.empty()) return end_header();
        if (auto error = read_field(line)) return break_off(std::move(*error));
    }
}

std::optional<Error> FrameDecoder::read_field(std::string_view line) {
    const auto colon = line.find(':');
    const auto name = line.substr(0, colon);
    if (colon == std::string_view::npos || name.empty() ||
        !std::all_of(name.begin(), name.end(), is_token_char))
        return malformed(fmt::format("\"{}\" is not a header field", shown(line)));
    const auto value = trimmed(line.substr(colon + 1));

    if (equals_ignoring_case(name, "Content-Length")) {
        if (content_length_) return malformed("Content-Length is given twice");
        std::uint64_t length = 0;
        const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), length);
        if (ec != std::errc() || end != value.data() + value.size())
            return malformed(fmt::format("Content-Length \"{}\" is not a number of bytes", shown(value)));
        content_length_ = length;
    } else if (equals_ignoring_case(name, "Content-Type")) {
        const auto charset = charset_of(value);
        // "utf8" is what early clients sent; the specification asks servers to accept it.
        if (!charset.empty() && !equals_ignoring_case(charset, "utf-8") &&
            !equals_ignoring_case(charset, "utf8"))
            return Error{Errc::unsupported, fmt::format("charset \"{}\" is not supported", shown(charset)),
                         "send UTF-8"};
    }
    return std::nullopt;
}

FrameStatus FrameDecoder::end_header() {
    if (!content_length_) return break_off(malformed("the header has no Content-Length"));
    const auto length = *content_length_;
    begin_ += line_;
    if (length <= limits_.body_bytes_max) {
        body_length_ = static_cast<std::size_t>(length);
        state_ = State::body;
        return next();
    }
    Error error{Errc::too_large,
                fmt::format("a message of {} bytes is over the limit of {}", length, limits_.body_bytes_max),
                {}};
    if (length > limits_.skipped_bytes_max) return break_off(std::move(error));
    error_ = std::move(error);
    to_skip_ = length;
    state_ = State::skip;
    return FrameStatus::oversized;
}

FrameStatus FrameDecoder::skip_body() {
    const auto now = static_cast<std::size_t>(std::min<std::uint64_t>(to_skip_, end_ - begin_));
    begin_ += now;
    to_skip_ -= now;
    if (to_skip_ > 0) return FrameStatus::need_more;
    drop(0);
    return read_header();
}

void append_frame(std::string& out, std::span<const std::string_view> parts) {
    std::size_t length = 0;
    for (const auto part : parts)
        length += part.size();
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, length).ptr;
    out.append("Content-Length: ").append(digits, end).append("\r\n\r\n");
    for (const auto part : parts)
        out.append(part);
}

void append_frame(std::string& out, std::string_view body) {
    append_frame(out, std::span(&body, 1));
}

}  // namespace restante::rpc
