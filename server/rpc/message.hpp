// One JSON-RPC 2.0 message: read from text, and written as a frame. PURE.
// https://www.jsonrpc.org/specification
//
// Results and params are written as JSON *text*, since the generated protocol code makes text; they are read
// as boost::json values, which live in the reader's arena.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.hpp"
#include "rpc/errors.hpp"

namespace restante::rpc {

/// monostate is JSON null: only in an answer to a message whose id could not be read.
using RequestId = std::variant<std::monostate, std::int64_t, std::string>;
[[nodiscard]] std::string to_json_text(const RequestId& id);

enum class MessageKind { request, notification, response };

struct Message {
    MessageKind kind = MessageKind::notification;
    RequestId id;
    std::string_view method;                     // request, notification
    const boost::json::value* params = nullptr;  // request, notification; never null: JSON null when absent
    boost::json::value* result = nullptr;        // response: null when it is an error
    const boost::json::value* error = nullptr;   // response: null when it is a result
};

/// Why a text is not a message, and the answer it deserves.
struct BadMessage {
    RequestId id;  // null when it could not be read
    ErrorAnswer answer;
    bool answerable = true;  // false for a malformed response, which must not be answered
};

inline constexpr std::size_t json_depth_max = 64;

enum class ReaderStorage {
    reused,       // a message lives until the next read(): the fast way, for the daemon's loop
    per_message,  // each message's values own their memory and may be moved away
};

/// Owned by one connection, used from one thread.
class MessageReader {
  public:
    explicit MessageReader(ReaderStorage storage = ReaderStorage::reused);
    ~MessageReader();
    MessageReader(MessageReader&&) noexcept;
    MessageReader& operator=(MessageReader&&) noexcept;

    /// Parses and checks. Invalid JSON and invalid UTF-8 are -32700; a batch, and what JSON-RPC does not
    /// allow, -32600. The message's pointers are valid until the next call.
    [[nodiscard]] tl::expected<Message, BadMessage> read(std::string_view text);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The text as a JSON string. Bytes that are not UTF-8 become U+FFFD: an error message must never break a
/// frame.
[[nodiscard]] std::string quoted(std::string_view text);

/// Each appends one whole frame. `params` and `result` are JSON text; empty means absent params, a null
/// result.
void append_request(std::string& out, const RequestId& id, std::string_view method, std::string_view params);
void append_notification(std::string& out, std::string_view method, std::string_view params);
void append_result(std::string& out, const RequestId& id, std::string_view result);
void append_error(std::string& out, const RequestId& id, const ErrorAnswer& answer);

}  // namespace restante::rpc
