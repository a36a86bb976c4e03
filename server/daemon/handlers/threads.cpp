// Reading threads.
#include <algorithm>

#include "base/uri.hpp"
#include "daemon/convert_decision.hpp"
#include "daemon/handlers/listing.hpp"

namespace restante::daemon::handlers {
namespace {

constexpr std::uint32_t limit_default = 200;
constexpr std::uint32_t limit_max = 5000;
constexpr std::uint32_t hits_default = 20;
constexpr std::uint32_t hits_max = 100;

bool passes(protocol::StateFilter filter, protocol::ThreadState state) {
    if (filter == protocol::StateFilter::all) return true;
    return (filter == protocol::StateFilter::resolved) == (state == protocol::ThreadState::resolved);
}

void threads(Session& session, const protocol::ThreadsParams& params, const Reply& reply) {
    const auto state = params.state.value_or(protocol::StateFilter::open);
    if (state == protocol::StateFilter::unknown)
        return reply.fail({Errc::invalid_argument, "state: open, resolved or all", {}});
    if (params.text_document) {
        return list_file(session, params.text_document->uri, [reply, state](Result<FileThreads> file) {
            if (!file) return reply.fail(std::move(file).error());
            protocol::ThreadsResult result;
            result.note = std::move(file->note);
            result.version = file->version;
            std::erase_if(file->threads,
                          [state](const auto& thread) { return !passes(state, thread.state); });
            result.threads = std::move(file->threads);
            reply.ok(result);
        });
    }
    store::ListFilter filter;
    filter.limit = std::clamp(params.limit.value_or(limit_default), 1U, limit_max);
    if (state != protocol::StateFilter::all)
        filter.state =
            state == protocol::StateFilter::open ? core::ThreadState::open : core::ThreadState::resolved;
    if (!params.root)
        return list_spaces(session, session.context().sync.spaces(), filter, params.page, {}, reply);
    const auto path = path_of_uri(*params.root);
    if (!path) return reply.fail({Errc::invalid_argument, "root: not a folder's path", {}});
    locate_settled(session, *path,
                   [&session, weak = session.weak_from_this(), page = params.page, filter,
                    reply](Result<Location> where) mutable {
                       if (weak.expired()) return;
                       if (!where) return reply.fail(std::move(where).error());
                       auto& context = session.context();
                       filter.repository = where->repository;
                       if (!where->path.empty()) {
                           filter.path_prefix = where->path + "/";
                           filter.clone = context.tracker.number_of(where->root);
                       }
                       std::vector<std::string> spaces{where->space};
                       if (where->space != context.workspace.personal_space())
                           spaces.push_back(context.workspace.personal_space());
                       list_spaces(session, spaces, filter, page, where->root, reply);
                   });
}

void thread(Session& session, const protocol::ThreadParams& params, const Reply& reply) {
    auto found = find_thread(session.context(), params.thread_id);
    if (!found) return reply.fail(std::move(found).error());
    std::optional<std::string> uri;
    if (params.text_document) uri = params.text_document->uri;
    auto linking =
        session.context().reader.linking_to(found->space, {core::LinkType::entity, to_text(found->id)});
    if (!linking) return reply.fail(std::move(linking).error());
    show_thread(session, std::move(*found), uri, params.root,
                [reply, linking = std::move(*linking)](protocol::Thread shown) {
                    protocol::ThreadResult result;
                    result.thread = std::move(shown);
                    for (const auto& row : linking) {
                        if (!result.thread.linked_from) result.thread.linked_from.emplace();
                        result.thread.linked_from->push_back(convert::linked_from(row));
                    }
                    reply.ok(result);
                });
}

void search(Session& session, const protocol::SearchParams& params, const Reply& reply) {
    auto& context = session.context();
    const auto order =
        params.order == protocol::SearchOrder::newest ? store::SearchOrder::newest : store::SearchOrder::best;
    const auto moment = context.reader.at_one_moment();
    auto found = context.reader.search(
        params.query, order, std::clamp(params.limit.value_or(hits_default), 1U, hits_max),
        params.decisions.value_or(false) ? store::SearchIn::threads_and_decisions : store::SearchIn::threads);
    if (!found) return reply.fail(std::move(found).error());
    protocol::SearchResult result;
    result.behind = static_cast<std::uint32_t>(found->unindexed);
    for (const auto& hit : found->hits) {
        auto thread = context.reader.thread(hit.thread);
        if (!thread) return reply.fail(std::move(thread).error());
        if (!*thread) continue;  // redacted or gone since it was indexed
        const auto& in = **thread;
        const auto comment = std::find_if(in.comments.begin(), in.comments.end(),
                                          [&](const core::Comment& one) { return one.id == hit.comment; });
        const bool own_texts = in.decision && hit.comment == in.id.as<CommentTag>();
        if (!own_texts && (comment == in.comments.end() || comment->redacted)) continue;
        protocol::SearchHit out;
        out.thread_id = to_text(in.id);
        out.comment_id = to_text(hit.comment);
        out.space = in.space;
        out.path = in.anchor.path;
        out.line = in.anchor.range.start.line + 1;
        out.author = convert::person(in.space, own_texts ? in.opener : comment->author,
                                     context.view_of(in, session.encoding));
        out.at = own_texts ? in.opened_at : comment->at;
        if (in.decision) out.decision = core::decision_name(in.id);
        out.state = convert::thread_state(in.state.state);
        out.snippet = hit.snippet;
        result.hits.push_back(std::move(out));
    }
    reply.ok(result);
}

}  // namespace

void bind_threads(rpc::Dispatcher& dispatcher, Session& session) {
    on<protocol::ThreadsParams>(
        dispatcher, protocol::method::threads,
        [&session](const auto& params, const Reply& reply) { threads(session, params, reply); });
    on<protocol::ThreadParams>(
        dispatcher, protocol::method::thread,
        [&session](const auto& params, const Reply& reply) { thread(session, params, reply); });
    on<protocol::SearchParams>(
        dispatcher, protocol::method::search,
        [&session](const auto& params, const Reply& reply) { search(session, params, reply); });
}

}  // namespace restante::daemon::handlers
