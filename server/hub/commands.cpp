#include "hub/commands.hpp"

#include <fmt/chrono.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "base/system.hpp"
#include "base/utf8.hpp"
#include "hub/names.hpp"
#include "hub/sqlite_store.hpp"
#include "hub/token.hpp"

namespace restante::hub {
namespace {

constexpr std::size_t label_bytes_max = 200;

Sha256 random_32() {
    Sha256 bytes{};
    random_bytes(bytes.data(), bytes.size());
    return bytes;
}

std::string day(TimeMs ms) {
    return fmt::format("{:%Y-%m-%d}", fmt::gmtime(static_cast<std::time_t>(ms / 1000)));
}

enum class Missing { is_made, is_refused };

/// Only a first user makes a database: what is to be found in one that is not there was looked for in the
/// wrong place.
Result<void> check_there(const std::string& database) {
    std::error_code ec;
    if (std::filesystem::exists(database, ec)) return {};
    return tl::unexpected(Error{Errc::io, fmt::format("there is no database {}", database),
                                "name it with --db; user add makes a new one"});
}

/// Opens the accounts and runs `work` on them.
template <class Work>
Exit with_accounts(const CommandContext& context, Missing missing, Work work) {
    if (missing == Missing::is_refused)
        if (auto there = check_there(context.database); !there) return report(there.error());
    const auto now = context.clock.now_ms();
    auto store =
        open_sqlite_store({context.database, nullptr, make_id<EpochId>(context.ids, now), random_32(), now});
    if (!store) return report(store.error());
    auto accounts = (*store)->accounts();
    if (!accounts) return report(accounts.error());
    auto done = work(**accounts);
    return done ? Exit::ok : report(done.error());
}

Result<void> check_line(std::string_view what, std::string_view text) {
    const bool control =
        std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 32; });
    if (utf8::is_valid(text) && text.size() <= label_bytes_max && !control) return {};
    return fail(Errc::invalid_argument, "a {} is one line of UTF-8, at most {} bytes", what, label_bytes_max);
}

Result<void> check_name(std::string_view what, std::string_view name) {
    if (is_name(name)) return {};
    return fail(Errc::invalid_argument, "{} is no name of a {}: [a-z0-9][a-z0-9._-]*, at most 64 long", name,
                what);
}

}  // namespace

Exit report(const Error& error) {
    fmt::print(stderr, "restante-hub: {}\n", to_string(error));
    switch (error.code) {
        case Errc::invalid_argument:
            return Exit::usage;
        case Errc::corrupt:
        case Errc::unsupported_version:
        case Errc::io:
        case Errc::internal:
            return Exit::database;
        default:
            return Exit::refused;
    }
}

Exit user_add(const CommandContext& context, const std::string& name, const std::string& display_name,
              std::vector<std::string> spaces) {
    if (auto good = check_name("user", name); !good) return report(good.error());
    if (auto good = check_line("display name", display_name); !good) return report(good.error());
    for (const auto& space : spaces)
        if (auto good = check_name("space", space); !good) return report(good.error());
    std::sort(spaces.begin(), spaces.end());
    User user{name, display_name.empty() ? name : display_name, std::move(spaces), context.clock.now_ms()};
    return with_accounts(context, Missing::is_made,
                         [&](Accounts& accounts) { return accounts.add_user(user); });
}

Exit user_list(const CommandContext& context) {
    return with_accounts(context, Missing::is_refused, [](Accounts& accounts) {
        return accounts.users().map([](const std::vector<User>& users) {
            for (const auto& user : users)
                fmt::print(
                    "{}\t{}\t{}\t{}\n", user.name, user.display_name, day(user.created_at),
                    user.spaces.empty() ? "all spaces" : fmt::format("{}", fmt::join(user.spaces, ",")));
        });
    });
}

Exit user_remove(const CommandContext& context, const std::string& name) {
    return with_accounts(context, Missing::is_refused,
                         [&](Accounts& accounts) { return accounts.remove_user(name); });
}

Exit token_create(const CommandContext& context, const std::string& user, const std::string& label) {
    if (auto good = check_line("label", label); !good) return report(good.error());
    const auto token = token_text(random_32());
    const auto digest = token_digest(token);
    return with_accounts(context, Missing::is_refused, [&](Accounts& accounts) {
        return accounts.add_token(user, label, *digest, context.clock.now_ms()).map([&](std::int64_t) {
            fmt::print("{}\n", token);
        });
    });
}

Exit token_list(const CommandContext& context) {
    return with_accounts(context, Missing::is_refused, [](Accounts& accounts) {
        return accounts.tokens().map([](const std::vector<TokenInfo>& tokens) {
            for (const auto& token : tokens)
                fmt::print("{}\t{}\t{}\t{}\n", token.id, token.user, day(token.created_at), token.label);
        });
    });
}

Exit token_revoke(const CommandContext& context, std::int64_t id) {
    return with_accounts(context, Missing::is_refused,
                         [&](Accounts& accounts) { return accounts.revoke_token(id); });
}

Exit doctor(const CommandContext& context) {
    if (auto there = check_there(context.database); !there) return report(there.error());
    auto found = check_sqlite_store(context.database);
    if (!found) return report(found.error());
    for (const auto& problem : *found)
        fmt::print("{}\n", problem);
    if (!found->empty()) return Exit::database;
    fmt::print("{}: all is well\n", context.database);
    return Exit::ok;
}

}  // namespace restante::hub
