#include "workload.hpp"

#include "core/fold.hpp"
#include "core/make.hpp"
#include "core/make_decision.hpp"
#include "hub_model.hpp"

namespace restante::sim {
namespace {

OpId fresh_id(TimeMs now, Chance& chance) {
    OpId id;
    for (std::size_t i = 0; i < 6; ++i)
        id.bytes[i] = static_cast<std::uint8_t>(now >> (8 * (5 - i)));
    for (std::size_t i = 6; i < 16; ++i)
        id.bytes[i] = static_cast<std::uint8_t>(chance.next());
    return id;
}

std::string some_text(Chance& chance) {
    std::string text = fmt::format("text {}", chance.below(1'000'000));
    if (chance.one_in(8)) text += " — „überlegt“ \U0001f9ed\n\n```cpp\n\tint a = 1;\n```";
    if (chance.one_in(20)) text.append(500 + chance.below(2'500), 'x');
    return text;
}

anchor::Anchor some_anchor(Chance& chance) {
    anchor::Anchor anchor;
    anchor.repository = "0123456789abcdef0123456789abcdef01234567";
    anchor.path = fmt::format("src/file{}.cpp", chance.below(3));
    anchor.blob = "89abcdef0123456789abcdef0123456789abcdef";
    const auto line = static_cast<std::uint32_t>(chance.below(100));
    anchor.range = {{line, 0}, {line, 7}};
    anchor.quote = "line of";
    anchor.prefix = {"before"};
    return anchor;
}

/// Threads, decisions and places alike: what one says to the wrong one of them is part of the noise.
std::vector<EntityId> begun(const oplog::OpSet& ops) {
    std::vector<EntityId> entities;
    for (const auto& [key, op] : ops.ops())
        if (op.kind == "thread.open" || op.kind == "decision.propose" || op.kind == "decision.govern")
            entities.push_back(op.entity);
    return entities;
}

/// A kind that only a newer version knows: kept, ordered, forwarded, folded to nothing.
oplog::Op from_the_future(const core::Stamp& stamp, EntityId entity, Chance& chance) {
    oplog::Op op;
    op.id = stamp.id;
    op.space = stamp.space;
    op.kind = chance.one_in(2) ? "poll.vote" : "thread.sing";
    op.entity = entity;
    op.actor = stamp.actor;
    op.device = stamp.device;
    op.lamport = stamp.lamport;
    op.at = stamp.at;
    op.body = fmt::format(R"({{"choice":{},"why":"{}"}})", chance.below(9), "because");
    return op;
}

core::LinkTarget some_target(const std::vector<EntityId>& entities, Chance& chance) {
    if (chance.one_in(2)) return {core::LinkType::entity, to_text(entities[chance.below(entities.size())])};
    return {core::LinkType::record, fmt::format("docs/adr/{:04}.md", chance.below(4))};
}

Result<oplog::Op> propose(const core::Stamp& stamp, Chance& chance) {
    core::Proposal proposal{.repository = "0123456789abcdef0123456789abcdef01234567",
                            .title = fmt::format("Decision {}", chance.below(1'000))};
    proposal.texts[0] = some_text(chance);
    return core::make_propose(stamp, std::move(proposal));
}

/// What is done to a decision, besides comments.
Result<oplog::Op> on_decision(const core::Stamp& stamp, const core::Thread& thread,
                              const std::vector<EntityId>& entities, Chance& chance) {
    const auto status = [&](core::DecisionStatus to) {
        return core::make_status(stamp, thread, to, chance.one_in(2) ? some_text(chance) : "");
    };
    core::DecisionChanges changes;
    switch (chance.below(9)) {
        case 0:
            return status(core::DecisionStatus::accepted);
        case 1:
            return status(core::DecisionStatus::rejected);
        case 2:
            return status(core::DecisionStatus::deprecated);
        case 3:
            return status(core::DecisionStatus::proposed);
        case 4:
            return core::make_position(stamp, thread, static_cast<core::Stand>(chance.below(3)),
                                       some_text(chance));
        case 5:
            return core::make_govern(stamp, thread, some_anchor(chance));
        case 6:
            return core::make_link(stamp, thread, core::LinkRel::supersedes, some_target(entities, chance));
        case 7:
            if (thread.links.empty()) return core::make_comment(stamp, thread, some_text(chance));
            return core::make_unlink(stamp, thread, thread.links[0].rel, thread.links[0].target);
        default:
            changes.texts[chance.below(4)] = {some_text(chance)};
            if (chance.one_in(3)) changes.title = {fmt::format("Decision {}", chance.below(1'000))};
            return core::make_decision_edit(stamp, thread, std::move(changes));
    }
}

}  // namespace

std::vector<oplog::Op> ops_of(const oplog::OpSet& ops, const EntityId& entity) {
    std::vector<oplog::Op> found;
    for (const auto& [key, op] : ops.ops())
        if (op.entity == entity) found.push_back(op);
    return found;
}

std::optional<oplog::Op> next_op(const oplog::OpSet& seen, ActorId actor, TimeMs now, Chance& chance) {
    core::Stamp stamp;
    stamp.id = fresh_id(now, chance);
    stamp.space = space_name;
    stamp.actor = actor;
    stamp.device = actor.as<DeviceTag>();
    stamp.lamport = seen.next_lamport();
    // Wall clocks disagree, by up to a minute here.
    stamp.at = now + chance.between(-60'000, 60'000);
    const auto made = [](Result<oplog::Op> op) { return op ? std::optional(std::move(*op)) : std::nullopt; };

    const auto threads = begun(seen);
    if (threads.empty() || chance.one_in(6))
        return made(core::make_open(stamp, some_anchor(chance), some_text(chance),
                                    chance.one_in(2) ? "A title" : ""));
    if (chance.one_in(10)) return made(propose(stamp, chance));
    if (chance.one_in(15))
        return made(core::make_profile(stamp, fmt::format("Name {}", chance.below(100)), "a@example.org"));
    const auto entity = threads[chance.below(threads.size())];
    if (chance.one_in(12))
        return from_the_future(stamp, chance.one_in(2) ? entity : stamp.id.as<EntityTag>(), chance);
    const auto thread = core::fold_thread(entity.as<ThreadTag>(), ops_of(seen, entity));
    if (!thread) return std::nullopt;
    if (thread->decision && !chance.one_in(4)) return made(on_decision(stamp, *thread, threads, chance));
    if (thread->comments.empty()) {
        if (thread->governs && chance.one_in(2)) return made(core::make_resolve(stamp, *thread));
        return made(core::make_comment(stamp, *thread, some_text(chance)));
    }
    const auto& comment = thread->comments[chance.below(thread->comments.size())];
    switch (chance.below(9)) {
        case 0:
        case 1:
            return made(core::make_edit(stamp, *thread, comment.id, some_text(chance), comment.version));
        case 2:
            return made(core::make_redact(stamp, *thread, comment.id));
        case 3:
            return made(core::make_resolve(stamp, *thread));
        case 4:
            return made(core::make_reopen(stamp, *thread));
        case 5:
            return made(core::make_title(stamp, *thread, fmt::format("Title {}", chance.below(1'000))));
        case 6:
            return made(core::make_reanchor(stamp, *thread, some_anchor(chance)));
        default:
            return made(core::make_comment(stamp, *thread, some_text(chance)));
    }
}

}  // namespace restante::sim
