// The one table between an Errc and a JSON-RPC error. A client recovers the Errc from `data.errc`, or, from a
// server that is not ours, from the code alone. PURE.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>

#include "base/error.hpp"

namespace restante::rpc {

/// JSON-RPC 2.0, section 5.1, and LSP 3.17, ErrorCodes.
namespace code {
inline constexpr int parse_error = -32700;
inline constexpr int invalid_request = -32600;
inline constexpr int method_not_found = -32601;
inline constexpr int invalid_params = -32602;
inline constexpr int internal_error = -32603;
inline constexpr int server_not_initialized = -32002;
inline constexpr int request_failed = -32803;
inline constexpr int server_cancelled = -32802;
inline constexpr int content_modified = -32801;
inline constexpr int request_cancelled = -32800;
}  // namespace code

/// Each Errc has a code of its own: LSP's where it has one, else 1001 and up (outside of all reserved
/// ranges).
[[nodiscard]] int to_code(Errc errc) noexcept;
/// The inverse; `internal` for a code that is in no table.
[[nodiscard]] Errc errc_from_code(int code) noexcept;

/// An error as it goes out. Made from an Error alone, or with a code that no Errc stands for.
struct ErrorAnswer {
    ErrorAnswer(Error e) : code(to_code(e.code)), error(std::move(e)) {}  // NOLINT: implicit by design
    ErrorAnswer(int c, Error e) : code(c), error(std::move(e)) {}
    int code;
    Error error;
};

/// {"code":…,"message":…,"data":{"errc":…,"hint":…}}
[[nodiscard]] std::string to_json_text(const ErrorAnswer& answer);
/// Reads any JSON-RPC error object, ours or a stranger's; what is missing is filled in, never refused.
[[nodiscard]] Error error_from_json(const boost::json::value& value);

}  // namespace restante::rpc
