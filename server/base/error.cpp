#include "base/error.hpp"

#include <array>

namespace restante {
namespace {

struct Name {
    Errc code;
    std::string_view text;
};
constexpr std::array names{
    Name{Errc::invalid_argument, "invalid_argument"},
    Name{Errc::not_found, "not_found"},
    Name{Errc::already_exists, "already_exists"},
    Name{Errc::conflict, "conflict"},
    Name{Errc::unauthorized, "unauthorized"},
    Name{Errc::forbidden, "forbidden"},
    Name{Errc::too_large, "too_large"},
    Name{Errc::rate_limited, "rate_limited"},
    Name{Errc::unavailable, "unavailable"},
    Name{Errc::deadline_exceeded, "deadline_exceeded"},
    Name{Errc::cancelled, "cancelled"},
    Name{Errc::stale, "stale"},
    Name{Errc::io, "io"},
    Name{Errc::corrupt, "corrupt"},
    Name{Errc::unsupported_version, "unsupported_version"},
    Name{Errc::unsupported, "unsupported"},
    Name{Errc::internal, "internal"},
};

}  // namespace

std::string_view to_string(Errc code) noexcept {
    for (const auto& name : names)
        if (name.code == code) return name.text;
    return "internal";
}

Errc errc_from_string(std::string_view text) noexcept {
    for (const auto& name : names)
        if (name.text == text) return name.code;
    return Errc::internal;
}

Error with_context(Error error, std::string_view context) {
    error.message = fmt::format("{}: {}", context, error.message);
    return error;
}

std::string to_string(const Error& error) {
    return error.hint.empty() ? error.message : fmt::format("{} ({})", error.message, error.hint);
}

}  // namespace restante
