// What can go wrong, said once. Every fallible function of the project returns Result<T>; exceptions from the
// standard library and Boost are caught where they enter. An Errc tells the caller what it can *do*; the text
// tells a person what happened, why, and what to do next. Tables to JSON-RPC codes and HTTP statuses live at
// the edges (rpc, hub), not here.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace restante {

enum class Errc {
    invalid_argument,     // the caller's input is wrong; the same call will fail again
    not_found,            // no such thing here (yet)
    already_exists,       // it is there already
    conflict,             // the thing changed meanwhile; read it again
    unauthorized,         // log in first
    forbidden,            // logged in, but not allowed
    too_large,            // over a stated bound
    rate_limited,         // later, please
    unavailable,          // offline, busy or gone; retrying is sensible
    deadline_exceeded,    // it took too long
    cancelled,            // the caller asked to stop
    stale,                // the document moved on; ask again for the new version
    io,                   // the operating system refused (disk full, permission, …)
    corrupt,              // stored or received bytes are not what they must be
    unsupported_version,  // written by, or for, another version
    unsupported,          // this method or kind is not known here
    internal,             // a bug of ours
};

/// The stable, lower-case name used in logs and on the wire ("not_found").
[[nodiscard]] std::string_view to_string(Errc code) noexcept;

/// The inverse of to_string; `internal` for a name this version does not know.
[[nodiscard]] Errc errc_from_string(std::string_view name) noexcept;

struct Error {
    Errc code = Errc::internal;
    std::string message;  // what happened and why, one sentence, no trailing period needed
    std::string hint;     // what to do next; empty when there is nothing sensible to say

    friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = tl::expected<T, Error>;

/// An unexpected value to return: `return fail(Errc::not_found, "no thread {}", id);`
template <class... Args>
[[nodiscard]] tl::unexpected<Error> fail(Errc code, fmt::format_string<Args...> format, Args&&... args) {
    return tl::unexpected<Error>(Error{code, fmt::format(format, std::forward<Args>(args)...), {}});
}

/// The same error with a sentence before its message: "reading config.json: no such file".
[[nodiscard]] Error with_context(Error error, std::string_view context);

/// "message (hint)" for people.
[[nodiscard]] std::string to_string(const Error& error);

}  // namespace restante
