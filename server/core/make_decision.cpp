#include "core/make_decision.hpp"

#include <algorithm>

#include "anchor/codec.hpp"
#include "core/make_op.hpp"
#include "core/ops/decision_accept.hpp"
#include "core/ops/decision_deprecate.hpp"
#include "core/ops/decision_edit.hpp"
#include "core/ops/decision_govern.hpp"
#include "core/ops/decision_number.hpp"
#include "core/ops/decision_position.hpp"
#include "core/ops/decision_propose.hpp"
#include "core/ops/decision_reject.hpp"
#include "core/ops/decision_reopen.hpp"
#include "core/ops/decision_texts.hpp"
#include "core/ops/link_add.hpp"
#include "core/ops/link_remove.hpp"

namespace restante::core {
namespace {

using namespace making;
using oplog::Op;

Result<void> must_be_decision(const Thread& thread) {
    if (thread.decision) return {};
    return refuse(Errc::invalid_argument, fmt::format("{} is no decision", short_text(thread.id)),
                  "restante decision new --from THREAD makes one of a thread");
}

/// As it is kept: globs without white space around them, and a date without any.
std::string normal_field(DecisionField field, std::string text) {
    if (field == DecisionField::review_by) return trimmed(text);
    if (field != DecisionField::applies_to) {
        if (trimmed(text).empty()) return {};
        return text;
    }
    std::string out;
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        const auto glob = trimmed(rest.substr(0, end));
        if (!glob.empty()) out += (out.empty() ? "" : "\n") + glob;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return out;
}

Result<void> check_typed_field(DecisionField field, std::string_view text) {
    if (auto ok = ops::check_field(field, text); !ok) return ok;
    return check_typed_or_empty(text);
}

bool may_become(DecisionStatus from, DecisionStatus to) {
    switch (to) {
        case DecisionStatus::accepted:
        case DecisionStatus::rejected:
            return from == DecisionStatus::proposed;
        case DecisionStatus::deprecated:
            return from == DecisionStatus::accepted;
        case DecisionStatus::proposed:
            return from != DecisionStatus::proposed;
    }
    return false;
}

std::string_view way_to(DecisionStatus from, DecisionStatus to) {
    if (from == to) return "";
    if (to == DecisionStatus::deprecated) return "only what is accepted can be deprecated";
    return "reopen it first; its history keeps what it was";
}

Result<void> check_new_link(const Thread& thread, LinkRel rel, const LinkTarget& target) {
    if (thread.governs)
        return refuse(Errc::invalid_argument,
                      fmt::format("{} is a place that a decision governs", short_text(thread.id)),
                      "link the decision instead");
    if (rel != LinkRel::relates && rel != LinkRel::commit && rel != LinkRel::url && !thread.decision)
        return refuse(Errc::invalid_argument,
                      fmt::format("a thread cannot have a link \"{}\"", to_string(rel)),
                      "link the decision instead");
    if (auto ok = check_link(rel, target); !ok) return ok;
    if (target.type == LinkType::entity && target.text == to_text(thread.id))
        return refuse(Errc::invalid_argument, "nothing can be linked to itself", "name the other one");
    if (thread.links.size() >= links_max)
        return refuse(Errc::too_large, fmt::format("it has {} links already", links_max),
                      "remove some that no longer help");
    return {};
}

auto same_as(LinkRel rel, const LinkTarget& target) {
    return [rel, &target](const Link& link) { return link.rel == rel && link.target == target; };
}

}  // namespace

Result<Op> make_propose(const Stamp& stamp, Proposal proposal) {
    ops::DecisionPropose data;
    data.title = trimmed(proposal.title);
    if (auto ok = ops::check_decision_title(data.title); !ok) return pass_on(std::move(ok));
    for (std::size_t i = 0; i < decision_fields; ++i) {
        const auto field = static_cast<DecisionField>(i);
        data.texts[i] = normal_field(field, std::move(proposal.texts[i]));
        if (auto ok = check_typed_field(field, data.texts[i]); !ok) return pass_on(std::move(ok));
    }
    if (proposal.repository.empty() || proposal.repository.size() > anchor::repository_bytes_max)
        return refuse(Errc::invalid_argument, "a decision is one of a repository, and none was named", "");
    data.repository = std::move(proposal.repository);
    data.from = proposal.from;
    data.answer = proposal.answer;
    return make(stamp, stamp.id.as<EntityTag>(), data);
}

Result<Op> make_decision_edit(const Stamp& stamp, const Thread& thread, DecisionChanges changes) {
    if (auto ok = must_be_decision(thread); !ok) return pass_on(std::move(ok));
    ops::DecisionEdit data;
    bool any = false;
    if (changes.title) {
        auto title = trimmed(changes.title->text);
        if (auto ok = ops::check_decision_title(title); !ok) return pass_on(std::move(ok));
        if (title != thread.title) {
            data.title = {changes.title->base.value_or(thread.title_op.value_or(OpId{})), std::move(title)};
            any = true;
        }
    }
    for (std::size_t i = 0; i < decision_fields; ++i) {
        if (!changes.texts[i]) continue;
        const auto field = static_cast<DecisionField>(i);
        auto text = normal_field(field, std::move(changes.texts[i]->text));
        if (auto ok = check_typed_field(field, text); !ok) return pass_on(std::move(ok));
        const auto& current = thread.decision->texts[i];
        if (text == current.text) continue;
        data.texts[i] = {changes.texts[i]->base.value_or(current.version), std::move(text)};
        any = true;
    }
    if (!any)
        return refuse(Errc::invalid_argument, "the texts are the same as before", "change one, or leave it");
    return make_in(stamp, thread, data);
}

Result<Op> make_position(const Stamp& stamp, const Thread& thread, Stand stand, std::string text) {
    if (auto ok = must_be_decision(thread); !ok) return pass_on(std::move(ok));
    if (auto ok = check_typed_or_empty(text); !ok) return pass_on(std::move(ok));
    if (trimmed(text).empty()) text.clear();
    if (stand == Stand::objection && text.empty())
        return refuse(Errc::invalid_argument, "an objection needs a reason", "say what speaks against it");
    const auto& positions = thread.decision->positions;
    const auto mine = std::find_if(positions.rbegin(), positions.rend(),
                                   [&](const StandTaken& taken) { return taken.actor == stamp.actor; });
    if (mine != positions.rend() && mine->stand == stand && mine->text == text)
        return refuse(Errc::conflict, "that is your position already", "");
    return make_in(stamp, thread, ops::DecisionPosition{stand, std::move(text)});
}

Result<Op> make_status(const Stamp& stamp, const Thread& thread, DecisionStatus to, std::string reason) {
    if (auto ok = must_be_decision(thread); !ok) return pass_on(std::move(ok));
    if (auto ok = check_typed_or_empty(reason); !ok) return pass_on(std::move(ok));
    if (trimmed(reason).empty()) reason.clear();
    const auto now = thread.decision->status();
    if (!may_become(now, to))
        return refuse(Errc::conflict,
                      fmt::format("decision {} is {}{}", decision_name(thread.id), to_string(now),
                                  now == to ? " already" : ""),
                      std::string(way_to(now, to)));
    switch (to) {
        case DecisionStatus::accepted:
            return make_in(stamp, thread, ops::DecisionAccept{std::move(reason)});
        case DecisionStatus::rejected:
            return make_in(stamp, thread, ops::DecisionReject{std::move(reason)});
        case DecisionStatus::deprecated:
            return make_in(stamp, thread, ops::DecisionDeprecate{std::move(reason)});
        case DecisionStatus::proposed:
            break;
    }
    return make_in(stamp, thread, ops::DecisionReopen{std::move(reason)});
}

Result<Op> make_govern(const Stamp& stamp, const Thread& decision, anchor::Anchor anchor) {
    if (auto ok = must_be_decision(decision); !ok) return pass_on(std::move(ok));
    if (auto ok = anchor::check(anchor); !ok) return pass_on(std::move(ok));
    return make(stamp, stamp.id.as<EntityTag>(),
                ops::DecisionGovern{std::move(anchor), decision.id.as<DecisionTag>()});
}

Result<Op> make_link(const Stamp& stamp, const Thread& thread, LinkRel rel, LinkTarget target) {
    if (auto ok = check_new_link(thread, rel, target); !ok) return pass_on(std::move(ok));
    if (std::ranges::any_of(thread.links, same_as(rel, target)))
        return refuse(Errc::conflict, "that link is there already", "");
    return make_in(stamp, thread, ops::LinkAdd{rel, std::move(target)});
}

Result<Op> make_unlink(const Stamp& stamp, const Thread& thread, LinkRel rel, LinkTarget target) {
    if (std::ranges::none_of(thread.links, same_as(rel, target)))
        return refuse(Errc::not_found,
                      fmt::format("there is no link \"{}\" to {}", to_string(rel), target.text),
                      "show it again for its links");
    return make_in(stamp, thread, ops::LinkRemove{rel, std::move(target)});
}

Result<Op> make_number(const Stamp& stamp, ThreadId decision, const std::vector<OpId>& parents,
                       std::int64_t number) {
    if (number < 1 || number > ops::decision_number_max)
        return fail(Errc::unavailable, "there are no numbers left for decisions ({})", number);
    return make_op(stamp, decision.as<EntityTag>(), parents, ops::DecisionNumber::kind,
                   ops::DecisionNumber{number}.write());
}

}  // namespace restante::core
