// Settings rows: texts, numbers and ids by name. Private to this folder.
#pragma once

#include "store/database.hpp"

namespace restante::store {

[[nodiscard]] inline Result<std::optional<std::string>> read_setting(Database& db, std::string_view key) {
    auto statement = db.prepare("SELECT value FROM settings WHERE key = ?1");
    if (!statement) return tl::unexpected(std::move(statement).error());
    return statement->bind(key).step().map([&](bool row) -> std::optional<std::string> {
        if (!row) return std::nullopt;
        return std::string(statement->text(0));
    });
}

[[nodiscard]] inline Result<void> write_setting(Database& db, std::string_view key, std::string_view value) {
    return db.run(
        "INSERT INTO settings (key, value) VALUES (?1, ?2)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        key, value);
}

}  // namespace restante::store
