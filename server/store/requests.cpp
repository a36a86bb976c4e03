#include "store/requests.hpp"

#include "store/derive.hpp"
#include "store/digest.hpp"

namespace restante::store {

Result<std::optional<Committed>> find_done(Database& db, const Request& request) {
    if (request.key.size() < request_key_bytes_min || request.key.size() > request_key_bytes_max)
        return fail(Errc::invalid_argument, "key: {} bytes; it must be random, {} to {} bytes long",
                    request.key.size(), request_key_bytes_min, request_key_bytes_max);
    OpId op;
    ThreadId thread;
    {
        auto row = db.prepare(
            "SELECT r.digest, o.id, o.entity FROM requests r JOIN ops o ON o.id = r.op WHERE r.key = ?1");
        if (!row) return tl::unexpected(std::move(row).error());
        auto found = row->bind(request.key).step();
        if (!found) return tl::unexpected(std::move(found).error());
        if (!*found) return std::nullopt;
        if (row->integer(0) != digest(request.what)) {
            if (request.draft)
                return tl::unexpected(
                    Error{Errc::already_exists, "an earlier text of this draft was sent",
                          "keep what was typed since as a draft of its own, and send that"});
            return tl::unexpected(Error{Errc::invalid_argument,
                                        "key: another request was made with it, and done",
                                        "each thing that is asked for needs a key of its own"});
        }
        op = row->id<OpId>(1);
        thread = row->id<ThreadId>(2);
    }
    auto stored = load_thread(db, thread);
    if (!stored) return tl::unexpected(std::move(stored).error());
    if (!*stored) return fail(Errc::internal, "the op {} is there without its thread", to_text(op));
    return Committed{op, std::move((*stored)->thread), std::nullopt, true};
}

Result<std::optional<ThreadId>> thread_of_done(Database& db, std::string_view key) {
    auto row = db.prepare("SELECT o.entity FROM requests r JOIN ops o ON o.id = r.op WHERE r.key = ?1");
    if (!row) return tl::unexpected(std::move(row).error());
    return row->bind(key).step().map([&](bool found) -> std::optional<ThreadId> {
        if (!found) return std::nullopt;
        return row->id<ThreadId>(0);
    });
}

Result<void> remember_sent(Database& db, DraftId draft, std::string_view what, OpId op) {
    return db.run("INSERT INTO requests (key, digest, op) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO NOTHING",
                  to_text(draft), digest(what), op);
}

Result<void> remember_done(Database& db, const Request& request, OpId op) {
    auto kept = db.run("INSERT INTO requests (key, digest, op) VALUES (?1, ?2, ?3)", request.key,
                       digest(request.what), op);
    if (!kept) return kept;
    return db.run("DELETE FROM requests WHERE no <= (SELECT max(no) FROM requests) - ?1", requests_kept);
}

}  // namespace restante::store
