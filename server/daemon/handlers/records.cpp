// Looking into a repository's decisions: lists, single ones, tours.
#include "base/uri.hpp"
#include "daemon/handlers/decisions.hpp"
#include "daemon/handlers/governed.hpp"
#include "daemon/lookup/decision_content.hpp"
#include "daemon/lookup/lookup.hpp"
#include "scribe/render.hpp"

namespace restante::daemon::handlers {
namespace {

/// Asks about the clone that holds the path. `ask`: (Desk&, path in the clone) -> Result<T>, on the why
/// thread; `tell`: (T), on the loop, answers.
template <class Ask, class Tell>
void answer(Session& session, std::string_view member, const std::string& uri, const Reply& reply, Ask ask,
            Tell tell) {
    const auto path = path_of_uri(uri);
    if (!path)
        return reply.fail({Errc::invalid_argument, fmt::format("{}: \"{}\" is no path", member, uri), {}});
    session.context().workspace.locate(
        *path, [&session, weak = session.weak_from_this(), reply, ask, tell](Result<Location> where) {
            if (weak.expired()) return;
            if (!where) return reply.fail(std::move(where).error());
            adopt_space(session.context(), *where);
            stock(session.context(), *where);
            const auto in_clone = where->path;
            const auto root = where->root;
            session.context().lookups.ask(
                root, [ask, in_clone](lookup::Desk& desk) { return ask(desk, in_clone); },
                [weak, reply, tell](auto found) {
                    if (weak.expired()) return;
                    if (!found) return reply.fail(std::move(found).error());
                    tell(std::move(*found));
                });
        });
}

/// The answer as it was found.
auto as_found(const Reply& reply) {
    return [reply](const auto& found) { reply.ok(found); };
}

/// The texts of a decision of the space are not in the clone.
void tell_record(Session& session, protocol::RecordResult record, const Reply& reply) {
    if (record.decision.source == protocol::DecisionSource::file) return reply.ok(record);
    const auto decision = find_decision(session.context(), record.decision.id.value_or(""));
    if (!decision) return reply.fail(decision.error());
    show_decision(session, *decision,
                  [record = std::move(record), reply](const protocol::SpaceDecision& shown) mutable {
                      record.text = scribe::render_madr(lookup::content_of(shown, {}), {});
                      record.markup = "markdown";
                      reply.ok(record);
                  });
}

void decisions(Session& session, const protocol::RecordsParams& params, const Reply& reply) {
    answer(
        session, "root", params.root, reply,
        [params](lookup::Desk& desk, const std::string&) { return desk.list(params); }, as_found(reply));
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
                [&session, reply](protocol::RecordResult record) {
                    tell_record(session, std::move(record), reply);
                });
        });

    on<protocol::TourParams>(dispatcher, protocol::method::tour,
                             [&session](const auto& params, const Reply& reply) {
                                 answer(
                                     session, "folder", params.folder, reply,
                                     [at = params.at](lookup::Desk& desk, const std::string& folder) {
                                         return desk.tour(folder, at);
                                     },
                                     as_found(reply));
                             });
}

}  // namespace restante::daemon::handlers
