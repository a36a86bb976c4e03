// What the SQLite reader and writer share: the numbers of spaces, places of ops, and two queries. Belongs,
// like both, to one connection. A space's number never changes, so what was found once is kept; what is not
// found is
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "hub/op_store.hpp"
#include "hub/sqlite_schema.hpp"

namespace restante::hub {

inline std::int64_t op_place(std::int64_t space, std::uint64_t seq) {
    return (space << place_seq_bits) | static_cast<std::int64_t>(seq);
}
inline std::uint64_t place_seq(std::int64_t place) {
    return static_cast<std::uint64_t>(place) & ((1ULL << place_seq_bits) - 1);
}

class SqliteSpaceIds {
  public:
    [[nodiscard]] Result<std::optional<std::int64_t>> find(store::Database& db, std::string_view name) {
        if (auto known = ids_.find(std::string(name)); known != ids_.end()) return known->second;
        auto id = db.integer("SELECT id FROM spaces WHERE name = ?1", name);
        if (id && *id) ids_.emplace(name, **id);
        return id;
    }
    /// A space made in a transaction that was rolled back is none.
    void forget() { ids_.clear(); }

  private:
    std::unordered_map<std::string, std::int64_t> ids_;
};

inline Chain chain_from_blob(std::string_view blob) {
    Chain chain{};
    if (blob.size() == chain.size()) std::copy(blob.begin(), blob.end(), chain.begin());
    return chain;
}

inline store::Blob blob_of(const auto& bytes) {
    return {{reinterpret_cast<const char*>(bytes.data()), bytes.size()}};
}

/// Shared by reader and writer: the chain at seq.
[[nodiscard]] inline Result<std::optional<Chain>> sqlite_chain_at(store::Database& db, SqliteSpaceIds& ids,
                                                                  std::string_view space, std::uint64_t seq) {
    if (seq == 0) return Chain{};
    if (seq >> place_seq_bits) return std::nullopt;
    auto id = ids.find(db, space);
    if (!id) return tl::unexpected(std::move(id).error());
    if (!*id) return std::nullopt;
    auto query = db.prepare("SELECT chain FROM ops WHERE place = ?1");
    if (!query) return tl::unexpected(std::move(query).error());
    auto row = query->bind(op_place(**id, seq)).step();
    if (!row) return tl::unexpected(std::move(row).error());
    if (!*row) return std::nullopt;
    return chain_from_blob(query->blob(0));
}

/// Shared by reader and writer: the current epoch.
[[nodiscard]] inline Result<Epoch> sqlite_epoch(store::Database& db) {
    auto query = db.prepare("SELECT id, began_at, recovered FROM epochs ORDER BY number DESC LIMIT 1");
    if (!query) return tl::unexpected(std::move(query).error());
    auto row = query->step();
    if (!row) return tl::unexpected(std::move(row).error());
    if (!*row) return fail(Errc::corrupt, "the hub's database has no epoch");
    return Epoch{query->id<EpochId>(0), query->integer(1), query->integer(2) != 0};
}

}  // namespace restante::hub
