// Looking into a repository's decisions: lists, single ones, tours.
#include "base/uri.hpp"
#include "daemon/handlers/handlers.hpp"
#include "daemon/lookup/lookup.hpp"

namespace restante::daemon::handlers {
namespace {

/// Asks about the clone that holds the path. `ask`: (Desk&, path in the clone) -> Result<T>, on the why
/// thread; `with`: (T&, Location), on the loop, before T is the answer.
template <class Ask, class With>
void answer(Session& session, std::string_view member, const std::string& uri, const Reply& reply, Ask ask,
            With with) {
    const auto path = path_of_uri(uri);
    if (!path)
        return reply.fail({Errc::invalid_argument, fmt::format("{}: \"{}\" is no path", member, uri), {}});
    session.context().workspace.locate(
        *path, [&session, weak = session.weak_from_this(), reply, ask, with](Result<Location> where) {
            if (weak.expired()) return;
            if (!where) return reply.fail(std::move(where).error());
            adopt_space(session.context(), *where);
            const auto in_clone = where->path;
            const auto root = where->root;
            session.context().lookups.ask(
                root, [ask, in_clone](lookup::Desk& desk) { return ask(desk, in_clone); },
                [weak, reply, with, where = std::move(*where)](auto found) {
                    if (weak.expired()) return;
                    if (!found) return reply.fail(std::move(found).error());
                    with(*found, where);
                    reply.ok(*found);
                });
        });
}

constexpr auto nothing_else = [](const auto&, const Location&) {};

void decisions(Session& session, const protocol::RecordsParams& params, const Reply& reply) {
    answer(
        session, "root", params.root, reply,
        [params](lookup::Desk& desk, const std::string&) { return desk.list(params); },
        [&session, params](protocol::RecordsResult& result, const Location& where) {
            auto& context = session.context();
            const bool filtered = params.query || params.status || params.tag;
            if (!context.space_decisions || params.at || filtered) return;
            auto more = context.space_decisions({session, where, nullptr, std::nullopt});
            result.decisions.insert(result.decisions.end(), more.all.begin(), more.all.end());
        });
}

}  // namespace

void bind_records(rpc::Dispatcher& dispatcher, Session& session) {
    on<protocol::RecordsParams>(
        dispatcher, protocol::method::decisions,
        [&session](const auto& params, const Reply& reply) { decisions(session, params, reply); });

    on<protocol::RecordParams>(
        dispatcher, protocol::method::decisions_record, [&session](const auto& params, const Reply& reply) {
            answer(
                session, "root", params.root, reply,
                [params](lookup::Desk& desk, const std::string&) { return desk.record(params); },
                nothing_else);
        });

    on<protocol::TourParams>(dispatcher, protocol::method::tour,
                             [&session](const auto& params, const Reply& reply) {
                                 answer(
                                     session, "folder", params.folder, reply,
                                     [at = params.at](lookup::Desk& desk, const std::string& folder) {
                                         return desk.tour(folder, at);
                                     },
                                     nothing_else);
                             });
}

}  // namespace restante::daemon::handlers
