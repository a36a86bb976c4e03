#include "daemon/context.hpp"

namespace restante::daemon {

std::string Context::name_of(const std::string& space, ActorId actor) {
    auto& known = names_[space];
    if (const auto found = known.find(actor); found != known.end()) return found->second;
    auto name = reader.profile_name(space, actor);
    std::string text = name && *name ? **name : std::string();
    // Before the first op in a space there is no profile of ours in it.
    if (text.empty() && actor == identity.actor) text = identity.name;
    known.emplace(actor, text);
    return text;
}

convert::View Context::view_of(const core::Thread& thread, anchor::PositionEncoding encoding) {
    if (!names_function_)
        names_function_ = [this](const std::string& space, ActorId actor) { return name_of(space, actor); };
    convert::View view;
    view.me = identity.actor;
    view.names = &names_function_;
    view.encoding = encoding;
    view.has_hub = sync.hub_of(thread.space).has_value();
    if (!view.has_hub) return view;
    const auto status = sync.status(thread.space);
    if (status.pending == 0 && status.rejected == 0) return view;  // nothing of the space is in the outbox
    if (auto pending = reader.pending_ops(thread.id)) {
        for (const auto& op : *pending)
            view.outbox[op.id] = op.rejected ? protocol::SyncState::rejected : protocol::SyncState::pending;
    }
    return view;
}

}  // namespace restante::daemon
