// A request's head and an answer, without any I/O. PURE.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace restante::hub {

class BodySource;  // hub/body_source.hpp

/// What the hub looks at of a request before its body. The views live as long as the request is being read.
struct RequestHead {
    std::string_view method;
    std::string_view target;
    std::string_view authorization;
    std::string_view content_type;
    std::string_view content_encoding;
    std::string_view accept_encoding;
    bool near = false;  // the peer is this machine and no proxy: compressing would only cost
};

struct Answer {
    Answer();
    Answer(Answer&&) noexcept;
    Answer& operator=(Answer&&) noexcept;
    ~Answer();

    int status = 200;
    std::string_view content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string_view, std::string>> headers;
    std::unique_ptr<BodySource> rest;  // when set: `body` is what is sent first
    bool with_epoch = true;
};

/// The HTTP status that an error is answered with.
[[nodiscard]] int http_status(Errc code) noexcept;
[[nodiscard]] std::string_view reason_phrase(int status) noexcept;

/// The error as the API tells it; 401 asks for a bearer token, 429 and 503 say when to come back.
[[nodiscard]] Answer error_answer(const Error& error);
[[nodiscard]] Answer error_answer(int status, const Error& error, int retry_after_seconds = 1);

/// Does a comma-separated header such as Accept-Encoding name this, other than with q=0? Case does not
/// matter.
[[nodiscard]] bool accepts(std::string_view header, std::string_view name) noexcept;

/// Is this media type, whatever its parameters? Case does not matter.
[[nodiscard]] bool is_media_type(std::string_view header, std::string_view type) noexcept;

/// Status line and headers, with the empty line that ends them.
struct HeadOptions {
    std::string_view epoch;
    bool keep_alive = true;
    bool chunked = true;  // how a streamed answer ends; false: with the connection (HTTP/1.0)
};
[[nodiscard]] std::string answer_head(const Answer& answer, const HeadOptions& options);

}  // namespace restante::hub
