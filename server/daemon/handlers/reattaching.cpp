// Why a thread is where it is, and attaching it to other code.
#include <chrono>

#include "base/uri.hpp"
#include "daemon/handlers/appending.hpp"
#include "daemon/handlers/pointing.hpp"

namespace restante::daemon::handlers {
namespace {

/// Placed less surely than that, people are shown where else it may be.
constexpr double low_confidence = 0.6;
/// How long other places may be looked for. What was found until then is answered.
constexpr std::chrono::milliseconds looking_time{800};

bool is_lost(const protocol::Placement& placement) {
    return placement.state == protocol::PlacementState::outdated ||
           placement.state == protocol::PlacementState::orphaned;
}

/// Sends the answer, with what the clone says when there is one.
void answer(Session& session, const core::Thread& thread, protocol::ThreadExplainResult result,
            const std::string& root, const Explanation& known, const Reply& reply) {
    const auto encoding = session.encoding;
    const auto& anchor = thread.anchor;
    result.original = convert::original(anchor, known.original.get());
    if (const auto& good = known.last_good;
        good && result.thread.placement && is_lost(*result.thread.placement)) {
        auto& place = result.last_good.emplace();
        place.commit = good->commit;
        place.path = good->path;
        place.range = convert::range_in(good->text.get(), good->range, encoding);
        result.broken_by = good->broken_by;
    }
    for (const auto& one : known.candidates) {
        const auto open = session.uri_open_for(anchor.repository, one.path);
        result.candidates.push_back(
            convert::candidate(one, open.value_or(uri_of_path(root + "/" + one.path)), encoding));
    }
    reply.ok(result);
}

void ask_clone(Session& session, const core::Thread& thread, const Location& where, std::string asked_path,
               protocol::ThreadExplainResult result, const Reply& reply) {
    auto& context = session.context();
    Explaining question{.thread = thread,
                        .asked_path = std::move(asked_path),
                        .file_bytes_max = static_cast<std::size_t>(context.config.document_bytes_max)};
    const auto& placement = result.thread.placement;
    question.suggest = !placement || is_lost(*placement) || placement->confidence < low_confidence;
    session.add_buffers(where.root, question.buffers);
    const auto job = [&context, &session, weak = session.weak_from_this(), question = std::move(question),
                      root = where.root, result = std::move(result), reply]() mutable {
        // From the first time that it is asked: what comes before has bounds of its own.
        question.out_of_time = [until = std::optional<std::chrono::steady_clock::time_point>()]() mutable {
            const auto now = std::chrono::steady_clock::now();
            if (!until) until = now + looking_time;
            return now >= *until;
        };
        Explanation known;
        if (auto clone = context.git.clone(root)) known = (*clone)->explain(question);
        context.git.measure();
        context.loop.post([&session, weak, thread = std::move(question.thread), root,
                           result = std::move(result), known = std::move(known), reply] {
            if (weak.expired()) return;
            session.context().tracker.rest_later();
            answer(session, thread, result, root, known, reply);
        });
    };
    if (!context.git.executor().post(job))
        reply.fail({Errc::unavailable, "too many questions are waiting for git", "ask again in a moment"});
}

void explain(Session& session, const protocol::ThreadParams& params, const Reply& reply) {
    auto thread = find_anchored(session.context(), params.thread_id);
    if (!thread) return reply.fail(std::move(thread).error());
    auto anchors = session.context().reader.anchors_of(thread->id);
    if (!anchors) return reply.fail(std::move(anchors).error());
    std::optional<std::string> uri;
    if (params.text_document) uri = params.text_document->uri;
    show_thread(session, *thread, uri, params.root,
                [&session, weak = session.weak_from_this(), thread = *thread, anchors = *anchors, uri,
                 root = params.root, reply](protocol::Thread shown) {
                    if (weak.expired()) return;
                    auto& context = session.context();
                    const auto view = context.view_of(thread, session.encoding);
                    protocol::ThreadExplainResult result;
                    result.thread = std::move(shown);
                    for (const auto& change : anchors)
                        result.anchors.push_back(convert::anchor_change(thread.space, change, view));
                    const auto alone = [&session, thread, result, reply] {
                        answer(session, thread, result, {}, {}, reply);
                    };
                    const auto clone = context.workspace.root_of(thread.anchor.repository);
                    const auto from = root ? path_of_uri(*root) : uri ? path_of_uri(*uri) : clone;
                    if (!from) return alone();
                    context.workspace.locate(*from, [&session, weak, thread, result, alone,
                                                     by_file = !root && uri, reply](Result<Location> where) {
                        if (weak.expired()) return;
                        if (!where || where->repository != thread.anchor.repository) return alone();
                        adopt_space(session.context(), *where);
                        ask_clone(session, thread, *where, by_file ? where->path : std::string(), result,
                                  reply);
                    });
                });
}

/// Back to what it was about before; the last word on that is the log's.
void undo(Session& session, const protocol::ThreadReanchorParams& params, Asked asked, const Reply& reply) {
    auto& context = session.context();
    auto thread = find_anchored(context, params.thread_id);
    if (!thread) return reply.fail(std::move(thread).error());
    const auto anchors = context.reader.anchors_of(thread->id);
    if (!anchors) return reply.fail(anchors.error());
    const auto* before = core::before_last(*anchors);
    if (before == nullptr)
        return reply.fail({Errc::conflict,
                           fmt::format("thread {} was never re-attached", short_text(thread->id)),
                           "there is nothing to undo"});
    append(session, {thread->space, thread->id},
           in_thread([anchor = before->anchor, seen = anchors->back().op](
                         const core::Stamp& stamp, const core::Thread& now) -> Result<oplog::Op> {
               if (now.anchor_op != seen)
                   return tl::unexpected(Error{
                       Errc::conflict, fmt::format("thread {} was re-attached meanwhile", short_text(now.id)),
                       "look where it is now, and undo that if it is wrong"});
               return core::make_reanchor(stamp, now, anchor);
           }),
           std::move(asked), {}, reply);
}

void reanchor(Session& session, const protocol::ThreadReanchorParams& params, const Reply& reply) {
    const bool back = params.undo.value_or(false);
    if (back && (params.text_document || params.range))
        return reply.fail({Errc::invalid_argument, "undo goes without textDocument and range", {}});
    if (!back && !(params.text_document && params.range))
        return reply.fail({Errc::invalid_argument, "textDocument and range are wanted, or undo",
                           "name the lines that the thread is about from now on"});
    const auto uri = back ? std::nullopt : std::optional(params.text_document->uri);
    const auto asked = read_asked(
        session, params.key, {},
        what(protocol::method::thread_reanchor, params.thread_id, back ? "undo" : "", uri.value_or("")), uri,
        reply);
    if (!asked) return;
    if (back) return undo(session, params, *asked, reply);
    auto thread = find_anchored(session.context(), params.thread_id);
    if (!thread) return reply.fail(std::move(thread).error());
    record_pointed(
        session, *uri, *params.range, reply,
        [&session, uri = *uri, thread = *thread, asked, reply](const Pointed& pointed) {
            if (pointed.where.repository != thread.anchor.repository)
                return reply.fail({Errc::invalid_argument,
                                   fmt::format("{} is in another repository than thread {}",
                                               pointed.where.path, short_text(thread.id)),
                                   "a thread stays in its repository; open a new one there"});
            append(session, {thread.space, thread.id},
                   in_thread([anchor = pointed.anchor](const core::Stamp& stamp, const core::Thread& now) {
                       return core::make_reanchor(stamp, now, anchor);
                   }),
                   *asked, placed_where_pointed(session, uri, pointed), reply);
        });
}

}  // namespace

void bind_reattaching(rpc::Dispatcher& dispatcher, Session& session) {
    on<protocol::ThreadParams>(
        dispatcher, protocol::method::thread_explain,
        [&session](const auto& params, const Reply& reply) { explain(session, params, reply); });
    on<protocol::ThreadReanchorParams>(
        dispatcher, protocol::method::thread_reanchor,
        [&session](const auto& params, const Reply& reply) { reanchor(session, params, reply); });
}

}  // namespace restante::daemon::handlers
