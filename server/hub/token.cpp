#include "hub/token.hpp"

#include <algorithm>

namespace restante::hub {
namespace {

constexpr std::string_view prefix = "rst_";
constexpr std::size_t token_length = 4 + 43;

bool is_base64url(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

}  // namespace

std::string token_text(const std::array<std::uint8_t, 32>& random) {
    return std::string(prefix) + to_base64url({reinterpret_cast<const char*>(random.data()), random.size()});
}

std::optional<Sha256> token_digest(std::string_view token) noexcept {
    if (token.size() != token_length || !token.starts_with(prefix)) return std::nullopt;
    if (!std::all_of(token.begin() + prefix.size(), token.end(), is_base64url)) return std::nullopt;
    return sha256(token);
}

std::optional<std::string_view> bearer_token(std::string_view authorization) noexcept {
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() <= scheme.size()) return std::nullopt;
    for (std::size_t i = 0; i < scheme.size(); ++i) {
        const char c = authorization[i];
        if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != scheme[i]) return std::nullopt;
    }
    auto token = authorization.substr(scheme.size());
    while (token.starts_with(' '))
        token.remove_prefix(1);
    while (token.ends_with(' '))
        token.remove_suffix(1);
    return token;
}

}  // namespace restante::hub
