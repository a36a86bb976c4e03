// What a person can make of governed lines that were changed, by a command of a code action: they are still
// as the decision has it, or something is to take its place.
#include "daemon/handlers/changed_code.hpp"

#include "base/utf8.hpp"
#include "core/make_decision.hpp"
#include "daemon/handlers/decisions.hpp"
#include "daemon/handlers/pointing.hpp"

namespace restante::daemon::handlers {
namespace {

/// As handlers/features.cpp gives them: place, document, range, decision.
struct Arguments {
    core::Thread place;
    std::string uri;
    protocol::Range range;
};

Result<Arguments> read_arguments(Context& context, const protocol::ExecuteCommandParams& params) {
    constexpr std::size_t needed = 3;
    if (!params.arguments || params.arguments->size() < needed)
        return fail(Errc::invalid_argument, "arguments: the place, the document and the range are wanted");
    auto id = protocol::parse<std::string>(params.arguments->at(0).text);
    auto uri = protocol::parse<std::string>(params.arguments->at(1).text);
    auto range = protocol::parse<protocol::Range>(params.arguments->at(2).text);
    if (!id) return tl::unexpected(with_context(id.error(), "arguments[0]"));
    if (!uri) return tl::unexpected(with_context(uri.error(), "arguments[1]"));
    if (!range) return tl::unexpected(with_context(range.error(), "arguments[2]"));
    const auto read = read_thread_id(context, *id);
    if (!read) return tl::unexpected(read.error());
    auto place = context.reader.thread(*read);
    if (!place) return tl::unexpected(place.error());
    if (!*place || !(*place)->governs)
        return fail(Errc::not_found, "{} is no place that a decision governs", *id);
    return Arguments{std::move(**place), std::move(*uri), *range};
}

void then_null(const core::Thread&, const Reply& reply) {
    reply.null();
}

std::string cut(std::string text) {
    if (text.size() > core::title_bytes_max)
        text.resize(utf8::valid_prefix(std::string_view(text).substr(0, core::title_bytes_max)));
    return text;
}

core::Proposal successor_of(const core::Thread& old, const std::string& path) {
    const auto name = core::decision_name(old.id);
    core::Proposal out{.repository = old.anchor.repository, .title = cut("Instead of: " + old.title)};
    out.texts[static_cast<std::size_t>(core::DecisionField::context)] =
        fmt::format("Code in {} that {} governs was changed.\n\n{}", path, name,
                    old.decision->text(core::DecisionField::outcome).text);
    return out;
}

/// Its first place, then what it is to replace; answered when all of it is on disk.
Answer with_place_and_link(Session& session, const core::Thread& old, const anchor::Anchor& anchor) {
    return [&session, old, anchor](const core::Thread& proposed, const Reply& reply) {
        const auto link = [&session, old, proposed](const core::Thread&, const Reply& to) {
            session.log_message(
                3, fmt::format("{} was proposed; restante decision edit {} writes it",
                               core::decision_name(proposed.id), core::decision_name(proposed.id)));
            append(session, {proposed.space, proposed.id},
                   in_thread([old](const core::Stamp& stamp, const core::Thread& now) {
                       return core::make_link(stamp, now, core::LinkRel::supersedes,
                                              {core::LinkType::entity, to_text(old.id)});
                   }),
                   {}, {{}, {}, then_null}, to);
        };
        append(
            session, {proposed.space, std::nullopt},
            [proposed, anchor](const core::Stamp& stamp, const core::Thread*) {
                return core::make_govern(stamp, proposed, anchor);
            },
            {}, {{}, {}, link}, reply);
    };
}

}  // namespace

void reaffirm(Session& session, const protocol::ExecuteCommandParams& params, const Reply& reply) {
    const auto asked = read_arguments(session.context(), params);
    if (!asked) return reply.fail(asked.error());
    record_pointed(
        session, asked->uri, asked->range, reply, [&session, asked = *asked, reply](const Pointed& pointed) {
            auto written = placed_where_pointed(session, asked.uri, pointed);
            written.answer = then_null;
            append(session, {asked.place.space, asked.place.id},
                   in_thread([anchor = pointed.anchor](const core::Stamp& stamp, const core::Thread& now) {
                       return core::make_reanchor(stamp, now, anchor);
                   }),
                   {}, std::move(written), reply);
        });
}

void propose_successor(Session& session, const protocol::ExecuteCommandParams& params, const Reply& reply) {
    const auto asked = read_arguments(session.context(), params);
    if (!asked) return reply.fail(asked.error());
    auto old = find_decision(session.context(), to_text(*asked->place.governs));
    if (!old) return reply.fail(std::move(old).error());
    record_pointed(session, asked->uri, asked->range, reply,
                   [&session, old = std::move(*old), reply](const Pointed& pointed) {
                       append(
                           session, {old.space, std::nullopt},
                           [proposal = successor_of(old, pointed.where.path)](const core::Stamp& stamp,
                                                                              const core::Thread*) {
                               return core::make_propose(stamp, proposal);
                           },
                           {}, {{}, {}, with_place_and_link(session, old, pointed.anchor)}, reply);
                   });
}

}  // namespace restante::daemon::handlers
