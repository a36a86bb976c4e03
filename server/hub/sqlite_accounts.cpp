#include "hub/sqlite_accounts.hpp"

#include "hub/sqlite_parts.hpp"

namespace restante::hub {

Result<std::vector<std::string>> SqliteAccounts::spaces_of(std::string_view user) {
    auto query = db_.prepare("SELECT space FROM user_spaces WHERE user = ?1 ORDER BY space");
    if (!query) return tl::unexpected(std::move(query).error());
    std::vector<std::string> spaces;
    auto done = query->bind(user).each([&](store::Statement& row) { spaces.emplace_back(row.text(0)); });
    if (!done) return tl::unexpected(std::move(done).error());
    return spaces;
}

Result<std::optional<Caller>> SqliteAccounts::find_token(const Sha256& digest) {
    auto query = db_.prepare(
        "SELECT tokens.id, users.name, users.display_name, users.created_at, tokens.digest"
        " FROM tokens JOIN users ON users.name = tokens.user WHERE tokens.digest = ?1");
    if (!query) return tl::unexpected(std::move(query).error());
    auto row = query->bind(blob_of(digest)).step();
    if (!row) return tl::unexpected(std::move(row).error());
    if (!*row || !equal_in_constant_time(query->blob(4), blob_of(digest).bytes)) return std::nullopt;
    Caller caller{query->integer(0),
                  {std::string(query->text(1)), std::string(query->text(2)), {}, query->integer(3)}};
    auto spaces = spaces_of(caller.user.name);
    if (!spaces) return tl::unexpected(std::move(spaces).error());
    caller.user.spaces = std::move(*spaces);
    return caller;
}

Result<std::vector<ActorId>> SqliteAccounts::actors_of(std::string_view user) {
    auto query = db_.prepare("SELECT actor FROM actors WHERE user = ?1 ORDER BY actor");
    if (!query) return tl::unexpected(std::move(query).error());
    std::vector<ActorId> actors;
    auto done = query->bind(user).each([&](store::Statement& row) { actors.push_back(row.id<ActorId>(0)); });
    if (!done) return tl::unexpected(std::move(done).error());
    return actors;
}

Result<void> SqliteAccounts::add_user(const User& user) {
    auto transaction = store::Transaction::begin(db_);
    if (!transaction) return tl::unexpected(std::move(transaction).error());
    auto added = db_.run("INSERT INTO users (name, display_name, created_at) VALUES (?1, ?2, ?3)", user.name,
                         user.display_name, user.created_at);
    if (!added && added.error().code == Errc::already_exists)
        return fail(Errc::already_exists, "there is a user {} already", user.name);
    if (!added) return added;
    for (const auto& space : user.spaces)
        if (auto done =
                db_.run("INSERT OR IGNORE INTO user_spaces (user, space) VALUES (?1, ?2)", user.name, space);
            !done)
            return done;
    return transaction->commit();
}

Result<std::vector<User>> SqliteAccounts::users() {
    auto query = db_.prepare("SELECT name, display_name, created_at FROM users ORDER BY name");
    if (!query) return tl::unexpected(std::move(query).error());
    std::vector<User> users;
    auto done = query->each([&](store::Statement& row) -> Result<void> {
        auto spaces = spaces_of(row.text(0));
        if (!spaces) return tl::unexpected(std::move(spaces).error());
        users.push_back(
            {std::string(row.text(0)), std::string(row.text(1)), std::move(*spaces), row.integer(2)});
        return {};
    });
    if (!done) return tl::unexpected(std::move(done).error());
    return users;
}

Result<void> SqliteAccounts::remove_user(std::string_view name) {
    if (auto done = db_.run("DELETE FROM users WHERE name = ?1", name); !done) return done;
    if (db_.changes() == 0) return fail(Errc::not_found, "there is no user {}", name);
    return {};
}

Result<std::int64_t> SqliteAccounts::add_token(std::string_view user, std::string_view label,
                                               const Sha256& digest, TimeMs now) {
    auto done = db_.run(
        "INSERT INTO tokens (digest, user, label, created_at)"
        " SELECT ?1, name, ?3, ?4 FROM users WHERE name = ?2",
        blob_of(digest), user, label, now);
    if (!done) return tl::unexpected(std::move(done).error());
    if (db_.changes() == 0) return fail(Errc::not_found, "there is no user {}", user);
    return db_.last_insert_rowid();
}

Result<std::vector<TokenInfo>> SqliteAccounts::tokens() {
    auto query = db_.prepare("SELECT id, user, label, created_at FROM tokens ORDER BY id");
    if (!query) return tl::unexpected(std::move(query).error());
    std::vector<TokenInfo> tokens;
    auto done = query->each([&](store::Statement& row) {
        tokens.push_back(
            {row.integer(0), std::string(row.text(1)), std::string(row.text(2)), row.integer(3)});
    });
    if (!done) return tl::unexpected(std::move(done).error());
    return tokens;
}

Result<void> SqliteAccounts::revoke_token(std::int64_t id) {
    if (auto done = db_.run("DELETE FROM tokens WHERE id = ?1", id); !done) return done;
    if (db_.changes() == 0) return fail(Errc::not_found, "there is no token {}", id);
    return {};
}

}  // namespace restante::hub
