#include "daemon/handlers/places.hpp"

#include <algorithm>

#include "base/uri.hpp"

namespace restante::daemon::handlers {
namespace {

/// A decision with what people are shown of its status. Nothing when it is not here.
std::optional<GovernedPlace> governed_by(Context& context, const core::Thread& place) {
    auto decision = context.reader.thread(place.governs->as<ThreadTag>());
    if (!decision || !*decision || !(*decision)->decision || (*decision)->space != place.space)
        return std::nullopt;
    GovernedPlace out;
    const auto linking =
        context.reader.linking_to(place.space, {core::LinkType::entity, to_text((*decision)->id)});
    const bool superseded = linking && std::any_of(linking->begin(), linking->end(), convert::retires);
    out.status = convert::status_text((*decision)->decision->status(), superseded);
    out.decision = std::move(**decision);
    return out;
}

bool is_governed(const core::Thread& thread) {
    return thread.governs && thread.state.state == core::ThreadState::open;
}

/// `view` is placed.
void add_place(Context& context, const core::Thread& place, const convert::View& view,
               std::vector<GovernedPlace>& out) {
    auto governed = governed_by(context, place);
    if (!governed) return;
    governed->place = convert::place(place, convert::thread(place, view));
    out.push_back(std::move(*governed));
}

std::vector<GovernedPlace> places_in(Context& context, const Document& document,
                                     anchor::PositionEncoding encoding) {
    std::vector<GovernedPlace> out;
    for (const auto& thread : document.threads()) {
        if (!is_governed(thread)) continue;
        auto view = context.view_of(thread, encoding);
        const auto placement = document.placement(thread);
        view.placement = placement ? &*placement : nullptr;
        view.text = &document.text();
        view.uri = document.uri();
        if (document.location) view.path = document.location->path;
        add_place(context, thread, view, out);
    }
    return out;
}

void places_on_disk(Session& session, const Location& where,
                    const std::function<void(Result<std::vector<GovernedPlace>>)>& done) {
    auto& context = session.context();
    auto anchored = anchored_in_file(context, where);
    if (!anchored) return done(tl::unexpected(std::move(anchored).error()));
    std::erase_if(*anchored, [](const Followed& one) { return !is_governed(one.thread); });
    if (anchored->empty()) return done(std::vector<GovernedPlace>());
    auto shared = std::make_shared<const std::vector<Followed>>(std::move(*anchored));
    context.placer.in_file(
        where, *shared,
        [&context, encoding = session.encoding, shared, where, done](const Placements& placements) {
            std::vector<GovernedPlace> out;
            for (std::size_t i = 0; i < shared->size(); ++i) {
                const auto& thread = (*shared)[i].thread;
                auto view = context.view_of(thread, encoding);
                view.placement = &placements.each[i];
                view.text = placements.text.get();
                view.uri = uri_of_path(where.absolute());
                view.path = where.path;
                add_place(context, thread, view, out);
            }
            done(std::move(out));
        });
}

}  // namespace

void places_of_file(Session& session, const std::string& uri,
                    const std::function<void(Result<std::vector<GovernedPlace>>)>& done) {
    if (session.find(uri) != nullptr)
        return session.when_placed(
            uri, [&session, weak = session.weak_from_this(), done](Document* document) {
                if (weak.expired()) return;
                if (document == nullptr)
                    return done(fail(Errc::cancelled, "the document was closed meanwhile"));
                if (!document->in_step())
                    return done(tl::unexpected(Error{Errc::stale,
                                                     "the daemon's copy of this document is not the editor's",
                                                     "close the document and open it again"}));
                if (!document->location) return done(fail(Errc::not_found, "{}", document->location_error));
                done(places_in(session.context(), *document, session.encoding));
            });
    const auto path = path_of_uri(uri);
    if (!path) return done(fail(Errc::invalid_argument, "textDocument.uri: \"{}\" is not a file", uri));
    locate_settled(session, *path, [&session, weak = session.weak_from_this(), done](Result<Location> where) {
        if (weak.expired()) return;
        if (!where) return done(tl::unexpected(std::move(where).error()));
        places_on_disk(session, *where, done);
    });
}

void places_of_decision(Session& session, const core::Thread& decision,
                        std::function<void(std::vector<protocol::DecisionPlace>)> done) {
    auto places = session.context().reader.places_of(decision.space, decision.id);
    if (!places || places->empty()) return done({});
    auto out = std::make_shared<std::vector<protocol::DecisionPlace>>(places->size());
    auto left = std::make_shared<std::size_t>(places->size());
    auto all = std::make_shared<std::function<void(std::vector<protocol::DecisionPlace>)>>(std::move(done));
    for (std::size_t i = 0; i < places->size(); ++i) {
        const auto& place = (*places)[i];
        show_thread(session, place, std::nullopt, std::nullopt, [=](protocol::Thread shown) {
            (*out)[i] = convert::place(place, std::move(shown));
            if (--*left == 0) (*all)(std::move(*out));
        });
    }
}

}  // namespace restante::daemon::handlers
