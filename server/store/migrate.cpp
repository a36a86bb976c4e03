#include "store/migrate.hpp"

namespace restante::store {

Result<std::int64_t> check_identity(Database& db, const Schema& schema) {
    auto application = db.integer("PRAGMA application_id");
    if (!application) return tl::unexpected(std::move(application).error());
    auto version = db.integer("PRAGMA user_version");
    if (!version) return tl::unexpected(std::move(version).error());
    auto tables = db.integer("SELECT count(*) FROM sqlite_schema");
    if (!tables) return tl::unexpected(std::move(tables).error());

    const auto id = application->value_or(0);
    const auto found = version->value_or(0);
    if (id == 0 && found == 0 && tables->value_or(0) == 0) return 0;  // an empty file: ours to fill
    if (id != schema.application_id) {
        Error error{Errc::corrupt,
                    fmt::format("this database belongs to another program (application id {}, not {})", id,
                                schema.application_id),
                    "move it away"};
        return tl::unexpected(std::move(error));
    }
    const auto known = static_cast<std::int64_t>(schema.migrations.size());
    if (found > known) {
        Error error{
            Errc::unsupported_version,
            fmt::format("this {} was written by a newer version (its format is {}; this program knows {})",
                        schema.name, found, known),
            "install the newer version; the file was left as it is"};
        return tl::unexpected(std::move(error));
    }
    return found;
}

Result<void> migrate(Database& db, const Schema& schema) {
    const auto wanted = static_cast<std::int64_t>(schema.migrations.size());
    for (;;) {
        // Without a write lock first: the usual start finds nothing to do and must not wait for a writer.
        auto before = db.integer("PRAGMA user_version");
        if (!before) return tl::unexpected(std::move(before).error());
        if (before->value_or(0) >= wanted) return {};

        auto transaction = Transaction::begin(db);
        if (!transaction) return tl::unexpected(std::move(transaction).error());
        auto version = db.integer("PRAGMA user_version");
        if (!version) return tl::unexpected(std::move(version).error());
        const auto from = version->value_or(0);
        if (from >= wanted) return {};

        auto stamp = fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};",
                                 schema.application_id, from + 1);
        auto done = db.execute(schema.migrations[static_cast<std::size_t>(from)].sql)
                        .and_then([&] { return db.execute(stamp.c_str()); })
                        .and_then([&] { return transaction->commit(); });
        if (!done)
            return tl::unexpected(
                with_context(std::move(done).error(),
                             fmt::format("bringing the {} to version {}", schema.name, from + 1)));
    }
}

}  // namespace restante::store
