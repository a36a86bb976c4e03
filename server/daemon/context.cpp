#include "daemon/context.hpp"

#include <unordered_set>

namespace restante::daemon {

std::string Context::name_of(const std::string& space, ActorId actor) {
    // What is said in the space of us is from our last op in it, and there may have been none since.
    if (actor == identity.actor && !identity.name.empty()) return identity.name;
    auto& known = known_names[space];
    if (const auto found = known.find(actor); found != known.end()) return found->second;
    auto name = reader.profile_name(space, actor);
    std::string text = name && *name ? **name : std::string();
    known.emplace(actor, text);
    return text;
}

convert::View Context::view_of(const core::Thread& thread, anchor::PositionEncoding encoding) {
    convert::View view;
    view.me = identity.actor;
    view.names = &names;
    view.encoding = encoding;
    view.has_hub = sync.hub_of(thread.space).has_value();
    if (!view.has_hub) return view;
    const auto status = sync.status(thread.space);
    // Nothing of the space is in the outbox. The engine's own count lags behind a write that was just made.
    if (status.rejected == 0 && !sync.may_be_pending(thread.space)) return view;
    if (auto pending = reader.pending_ops(thread.id))
        for (const auto& op : *pending)
            view.outbox[op] = protocol::SyncState::pending;
    if (status.rejected == 0) return view;
    if (auto rejected = reader.rejected(thread.space)) {
        std::unordered_set<OpId> own;
        for (const auto& op : *rejected)
            own.insert(op.id);
        for (const auto& comment : thread.comments)
            if (own.contains(comment.version)) view.outbox[comment.version] = protocol::SyncState::rejected;
        const auto refused = [&](OpId op) {
            if (own.contains(op)) view.outbox[op] = protocol::SyncState::rejected;
        };
        refused(thread.state.op);
        if (thread.title_op) refused(*thread.title_op);
        for (const auto& link : thread.links)
            refused(link.op);
        if (thread.decision) {
            for (const auto& text : thread.decision->texts)
                refused(text.version);
            for (const auto& change : thread.decision->changes)
                refused(change.op);
            for (const auto& position : thread.decision->positions)
                refused(position.op);
        }
    }
    return view;
}

}  // namespace restante::daemon
