// Reading threads.
#include <algorithm>

#include "daemon/handlers/handlers.hpp"
#include "daemon/uri.hpp"

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

/// Of a whole repository or of all spaces: not placed, because that would mean reading every file.
void list_all(Session& session, const store::ThreadFilter& filter, const Reply& reply) {
    auto& context = session.context();
    auto page = context.reader.list(filter);
    if (!page) return reply.fail(std::move(page).error());
    protocol::ThreadsResult result;
    for (auto& thread : page->threads) {
        auto view = context.view_of(thread, session.encoding);
        if (const auto root = context.workspace.root_of(thread.anchor.repository))
            view.uri = uri_of_path(*root + "/" + thread.anchor.path);
        result.threads.push_back(convert::thread(thread, view));
    }
    result.next = page->next;
    reply.ok(result);
}

void threads(Session& session, const protocol::ThreadsParams& params, const Reply& reply) {
    const auto state = params.state.value_or(protocol::StateFilter::open);
    if (state == protocol::StateFilter::unknown)
        return reply.fail({Errc::invalid_argument, "state: open, resolved or all", {}});
    if (params.text_document) {
        return list_file(session, params.text_document->uri, [reply, state](Result<FileThreads> file) {
            if (!file) return reply.fail(std::move(file).error());
            protocol::ThreadsResult result;
            result.version = file->version;
            std::erase_if(file->threads,
                          [state](const auto& thread) { return !passes(state, thread.state); });
            result.threads = std::move(file->threads);
            reply.ok(result);
        });
    }
    store::ThreadFilter filter;
    filter.limit = std::clamp(params.limit.value_or(limit_default), 1U, limit_max);
    filter.page = params.page;
    if (state != protocol::StateFilter::all)
        filter.state =
            state == protocol::StateFilter::open ? core::ThreadState::open : core::ThreadState::resolved;
    if (!params.root) return list_all(session, filter, reply);
    const auto path = path_of_uri(*params.root);
    if (!path) return reply.fail({Errc::invalid_argument, "root: not a folder's path", {}});
    session.context().workspace.locate(
        *path, [&session, weak = session.weak_from_this(), filter, reply](Result<Location> where) mutable {
            if (weak.expired()) return;
            if (!where) return reply.fail(std::move(where).error());
            adopt_space(session.context(), *where);
            filter.repository = where->repository;
            filter.path_prefix = where->path;
            list_all(session, filter, reply);
        });
}

void thread(Session& session, const protocol::ThreadParams& params, const Reply& reply) {
    auto found = find_thread(session.context(), params.thread_id);
    if (!found) return reply.fail(std::move(found).error());
    std::optional<std::string> uri;
    if (params.text_document) uri = params.text_document->uri;
    show_thread(session, std::move(*found), uri, params.root, [reply](protocol::Thread shown) {
        protocol::ThreadResult result;
        result.thread = std::move(shown);
        reply.ok(result);
    });
}

void search(Session& session, const protocol::SearchParams& params, const Reply& reply) {
    auto& context = session.context();
    const auto order =
        params.order == protocol::SearchOrder::newest ? store::SearchOrder::newest : store::SearchOrder::best;
    auto found = context.reader.search(params.query, order,
                                       std::clamp(params.limit.value_or(hits_default), 1U, hits_max));
    if (!found) return reply.fail(std::move(found).error());
    protocol::SearchResult result;
    for (const auto& hit : *found) {
        auto thread = context.reader.thread(hit.thread);
        if (!thread || !*thread) continue;  // redacted or gone since it was indexed
        const auto& in = **thread;
        const auto comment = std::find_if(in.comments.begin(), in.comments.end(),
                                          [&](const core::Comment& one) { return one.id == hit.comment; });
        if (comment == in.comments.end() || comment->redacted) continue;
        protocol::SearchHit out;
        out.thread_id = to_text(in.id);
        out.comment_id = to_text(comment->id);
        out.space = in.space;
        out.path = in.anchor.path;
        out.line = in.anchor.range.start.line + 1;
        out.author = convert::person(in.space, comment->author, context.view_of(in, session.encoding));
        out.at = comment->at;
        out.state = convert::thread_state(in.state.state);
        out.snippet = hit.snippet;
        result.hits.push_back(std::move(out));
    }
    if (auto behind = context.reader.unindexed()) result.behind = static_cast<std::uint32_t>(*behind);
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
