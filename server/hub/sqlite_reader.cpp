#include "hub/sqlite_reader.hpp"

namespace restante::hub {

Result<std::vector<NamedHead>> SqliteReader::heads() {
    auto query = db_.prepare("SELECT name, seq, chain, lamport FROM spaces ORDER BY name");
    if (!query) return tl::unexpected(std::move(query).error());
    std::vector<NamedHead> heads;
    auto done = query->each([&](store::Statement& row) {
        heads.push_back({std::string(row.text(0)),
                         {static_cast<std::uint64_t>(row.integer(1)), chain_from_blob(row.blob(2)),
                          static_cast<std::uint64_t>(row.integer(3))}});
    });
    if (!done) return tl::unexpected(std::move(done).error());
    return heads;
}

Result<void> SqliteReader::read(std::string_view space, std::uint64_t after, std::uint64_t upto,
                                const Visit& visit) {
    auto id = ids_.find(db_, space);
    if (!id) return tl::unexpected(std::move(id).error());
    if (!*id || after >> place_seq_bits || upto >> place_seq_bits) return {};
    auto query =
        db_.prepare("SELECT place, chain, bytes FROM ops WHERE place > ?1 AND place <= ?2 ORDER BY place");
    if (!query) return tl::unexpected(std::move(query).error());
    query->bind(op_place(**id, after), op_place(**id, upto));
    for (;;) {
        auto row = query->step();
        if (!row) return tl::unexpected(std::move(row).error());
        if (!*row) return {};
        if (!visit(place_seq(query->integer(0)), chain_from_blob(query->blob(1)), query->blob(2))) return {};
    }
}

}  // namespace restante::hub
