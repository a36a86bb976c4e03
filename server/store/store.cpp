#include "store/store.hpp"

#include "oplog/codec.hpp"
#include "store/migrations.hpp"
#include "store/settings.hpp"

namespace restante::store {

Result<std::unique_ptr<Store>> Store::open(const std::string& path, Clock& clock, IdSource& ids,
                                           const OpenOptions& options) {
    auto db = Database::open(path, store_schema(), options);
    if (!db) return tl::unexpected(std::move(db).error());
    std::unique_ptr<Store> store(new Store(std::move(*db), options, clock, ids));
    auto ready = store->load_identity().and_then([&] { return store->check_versions(); });
    if (!ready) return tl::unexpected(std::move(ready).error());
    return store;
}

Result<void> Store::load_identity() {
    auto read_id = [&]<class IdType>(const char* key, IdType& id) -> Result<void> {
        auto text = read_setting(db_, key);
        if (!text) return tl::unexpected(std::move(text).error());
        if (*text) {
            if (auto known = id_from_text<IdType>(**text)) {
                id = *known;
                return {};
            }
            return fail(Errc::corrupt, "the stored {} is no id: {}", key, **text);
        }
        id = make_id<IdType>(ids_, clock_.now_ms());
        return write_setting(db_, key, to_text(id));
    };
    auto read_text = [&](const char* key, std::string& text) -> Result<void> {
        return read_setting(db_, key).map([&](auto found) { text = found.value_or(""); });
    };
    return read_id("identity.actor", identity_.actor)
        .and_then([&] { return read_id("identity.device", identity_.device); })
        .and_then([&] { return read_text("identity.name", identity_.name); })
        .and_then([&] { return read_text("identity.email", identity_.email); })
        .and_then([&] { return read_setting(db_, "identity.said"); })
        // Before this was noted, nobody knows who gave the name; it stays.
        .map([&](const auto& said) { identity_.said = said ? *said == "yes" : !identity_.name.empty(); });
}

Result<void> Store::check_versions() {
    const auto current = fmt::format("{}.{}", derived_version, oplog::op_format_version);
    auto found = read_setting(db_, "derived.version");
    if (!found) return tl::unexpected(std::move(found).error());
    if (!*found) return write_setting(db_, "derived.version", current);  // a new database
    needs_rebuild_ = **found != current;
    return {};
}

Result<void> Store::set_identity(const std::string& name, const std::string& email) {
    return write_identity(name, email, true);
}

Result<void> Store::adopt_identity(const std::string& name, const std::string& email) {
    return write_identity(name, email, false);
}

Result<void> Store::write_identity(const std::string& name, const std::string& email, bool said) {
    core::Stamp probe{.id = OpId{identity_.device.bytes},
                      .space = "probe",
                      .actor = identity_.actor,
                      .device = identity_.device,
                      .lamport = 1,
                      .at = clock_.now_ms()};
    if (auto op = core::make_profile(probe, name, email); !op) return tl::unexpected(std::move(op).error());
    auto transaction = Transaction::begin(db_);
    if (!transaction) return tl::unexpected(std::move(transaction).error());
    return write_setting(db_, "identity.name", name)
        .and_then([&] { return write_setting(db_, "identity.email", email); })
        .and_then([&] { return write_setting(db_, "identity.said", said ? "yes" : "no"); })
        .and_then([&] { return transaction->commit(); })
        .map([&] {
            identity_.name = name;
            identity_.email = email;
            identity_.said = said;
        });
}

Result<std::optional<std::string>> Store::setting(const std::string& key) {
    return read_setting(db_, "user." + key);
}

Result<void> Store::set_setting(const std::string& key, const std::string& value) {
    return write_setting(db_, "user." + key, value);
}

}  // namespace restante::store
