#include "daemon/handlers/link_target.hpp"

#include <algorithm>

namespace restante::daemon::handlers {
namespace {

bool looks_like_record(std::string_view text) {
    constexpr std::size_t digits_max = 6;
    const bool number = !text.empty() && text.size() <= digits_max &&
                        std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    return number || text.find_first_of("/.") != std::string_view::npos;
}

core::LinkType likely_type(core::LinkRel rel, std::string_view target) {
    switch (rel) {
        case core::LinkRel::grew_out_of:
            return core::LinkType::entity;
        case core::LinkRel::answer:
            return core::LinkType::comment;
        case core::LinkRel::record:
            return core::LinkType::record;
        case core::LinkRel::commit:
            return core::LinkType::commit;
        case core::LinkRel::url:
            return core::LinkType::url;
        case core::LinkRel::supersedes:
        case core::LinkRel::amends:
        case core::LinkRel::relates:
            break;
    }
    return looks_like_record(target) ? core::LinkType::record : core::LinkType::entity;
}

/// A decision before a thread: only one of them is meant where both would do.
Result<ThreadId> read_entity(Context& context, core::LinkRel rel, std::string_view text) {
    if (rel == core::LinkRel::grew_out_of) return read_thread_id(context, text);
    auto decision = read_decision_id(context, text);
    if (decision || rel != core::LinkRel::relates || decision.error().code != Errc::not_found)
        return decision;
    return read_thread_id(context, text);
}

Result<std::string> entity_text(Context& context, const core::Thread& decision, core::LinkRel rel,
                                std::string_view text) {
    auto id = read_entity(context, rel, text);
    if (!id) return tl::unexpected(std::move(id).error());
    auto target = context.reader.thread(*id);
    if (!target) return tl::unexpected(std::move(target).error());
    if (*target && (*target)->space != decision.space)
        return tl::unexpected(
            Error{Errc::invalid_argument,
                  fmt::format("target: {} belongs to another space, {}", text, (*target)->space),
                  "link to its page or file instead: restante decision link … --rel url"});
    return to_text(*id);
}

/// A comment of the thread that the decision grew out of.
Result<std::string> comment_text(Context& context, const core::Thread& decision, std::string_view text) {
    if (id_from_text<CommentId>(text)) return std::string(text);
    for (const auto& link : decision.links) {
        if (link.rel != core::LinkRel::grew_out_of) continue;
        auto thread = find_thread(context, link.target.text);
        if (!thread) return tl::unexpected(std::move(thread).error());
        auto comment = find_comment(*thread, text);
        if (!comment) return tl::unexpected(std::move(comment).error());
        return to_text((*comment)->id);
    }
    return tl::unexpected(Error{Errc::invalid_argument, "target: the decision grew out of no thread",
                                "link it to its thread first, with the relation grew-out-of"});
}

}  // namespace

Result<NamedLink> read_link(Context& context, const core::Thread& decision,
                            const protocol::DecisionLinkParams& params) {
    const auto rel = core::link_rel(params.rel);
    if (!rel)
        return tl::unexpected(
            Error{Errc::invalid_argument, fmt::format("rel: \"{}\" is no relation", params.rel),
                  "supersedes, amends, relates, grew-out-of, answer, record, commit or url"});
    auto type = likely_type(*rel, params.target);
    if (params.type) {
        const auto named = core::link_type(*params.type);
        if (!named)
            return tl::unexpected(Error{Errc::invalid_argument,
                                        fmt::format("type: \"{}\" is no type of target", *params.type),
                                        "entity, comment, record, commit or url"});
        type = *named;
    }
    Result<std::string> text = params.target;
    if (type == core::LinkType::entity) text = entity_text(context, decision, *rel, params.target);
    if (type == core::LinkType::comment) text = comment_text(context, decision, params.target);
    if (!text) return tl::unexpected(std::move(text).error());
    return NamedLink{*rel, {type, std::move(*text)}};
}

}  // namespace restante::daemon::handlers
