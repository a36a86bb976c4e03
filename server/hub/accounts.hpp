// Users, their tokens and the spaces they may use. The command line writes them while the hub runs; the hub
// looks a token up anew for every request, so that a revoked one stops working at once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/id.hpp"
#include "hub/digest.hpp"

namespace restante::hub {

struct User {
    std::string name;
    std::string display_name;
    std::vector<std::string> spaces;  // ascending; empty: all
    TimeMs created_at = 0;
    friend bool operator==(const User&, const User&) = default;
};

struct TokenInfo {
    std::int64_t id = 0;
    std::string user;
    std::string label;
    TimeMs created_at = 0;
    friend bool operator==(const TokenInfo&, const TokenInfo&) = default;
};

/// Who a request comes from.
struct Caller {
    std::int64_t token = 0;
    User user;

    [[nodiscard]] bool may_use(std::string_view space) const {
        return user.spaces.empty() || std::binary_search(user.spaces.begin(), user.spaces.end(), space);
    }
};

class Accounts {
  public:
    virtual ~Accounts() = default;

    [[nodiscard]] virtual Result<std::optional<Caller>> find_token(const Sha256& digest) = 0;
    /// Ascending.
    [[nodiscard]] virtual Result<std::vector<ActorId>> actors_of(std::string_view user) = 0;

    /// already_exists for a name that is taken.
    [[nodiscard]] virtual Result<void> add_user(const User& user) = 0;
    /// By name.
    [[nodiscard]] virtual Result<std::vector<User>> users() = 0;
    /// Also revokes the user's tokens. The user's actors stay bound to the name, so that nobody else can
    /// write as them. not_found.
    [[nodiscard]] virtual Result<void> remove_user(std::string_view name) = 0;
    /// The token's number. not_found when there is no such user.
    [[nodiscard]] virtual Result<std::int64_t> add_token(std::string_view user, std::string_view label,
                                                         const Sha256& digest, TimeMs now) = 0;
    /// By number.
    [[nodiscard]] virtual Result<std::vector<TokenInfo>> tokens() = 0;
    /// not_found.
    [[nodiscard]] virtual Result<void> revoke_token(std::int64_t id) = 0;
};

}  // namespace restante::hub
