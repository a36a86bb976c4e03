// Why is this code so? Decisions are looked up away from the loop, threads are those of the file.
#include <algorithm>

#include "base/uri.hpp"
#include "daemon/handlers/governed.hpp"
#include "daemon/lookup/lookup.hpp"

namespace restante::daemon::handlers {
namespace {

struct Lines {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
};

/// An end at the beginning of a line does not mean that line, unless nothing else is meant.
Result<Lines> lines_meant(const protocol::Range& range) {
    Lines lines{range.start.line, range.end.line};
    if (lines.last < lines.first)
        return fail(Errc::invalid_argument, "range: it ends at line {} and begins at line {}", lines.last,
                    lines.first);
    if (lines.last > lines.first && range.end.character == 0) --lines.last;
    return lines;
}

bool is_about(const protocol::Thread& thread, Lines lines) {
    return thread.range && covers(*thread.range, lines.first, lines.last);
}

/// An answer that is put together of two: whoever comes last sends it.
struct Answering {
    Session& session;
    Reply reply;
    protocol::WhyParams params;
    Lines lines;
    Location where;
    std::optional<std::vector<protocol::Thread>> threads = std::nullopt;
    std::vector<protocol::LookupGap> gaps = {};
    std::optional<protocol::WhyResult> found = std::nullopt;

    void take(const Result<FileThreads>& file) {
        threads.emplace();
        if (!file) {
            gaps.push_back({"the threads here: " + file.error().message, {}});
            return;
        }
        if (file->note) gaps.push_back({*file->note, {}});
        for (const auto& thread : file->threads)
            if (is_about(thread, lines)) threads->push_back(thread);
    }

    [[nodiscard]] protocol::WhyResult whole(protocol::WhyResult result) const {
        if (threads) result.threads = *threads;
        result.gaps.insert(result.gaps.end(), gaps.begin(), gaps.end());
        return result;
    }

    void send_when_whole() const {
        if (threads && found) reply.ok(whole(*found));
    }
};

void ask_lookup(const std::shared_ptr<Answering>& answering, std::shared_ptr<const anchor::Text> text,
                std::vector<lookup::Told> told) {
    const auto weak = answering->session.weak_from_this();
    answering->session.context().lookups.why(
        answering->where.root,
        {answering->where.path, answering->lines.first, answering->lines.last, answering->params.at,
         std::move(text), std::move(told)},
        answering->reply.stop_token(),
        [answering, weak](const protocol::WhyResult& so_far) {
            if (weak.expired() || !answering->params.partial_result_token) return;
            protocol::WhySoFarParams out;
            out.token = *answering->params.partial_result_token;
            out.value = answering->whole(so_far);
            answering->session.notify(protocol::method::why_so_far, protocol::to_json(out));
        },
        [answering, weak](Result<protocol::WhyResult> found) {
            if (weak.expired()) return;
            if (!found) return answering->reply.fail(std::move(found).error());
            answering->found = std::move(*found);
            answering->send_when_whole();
        });
}

void look_up(const std::shared_ptr<Answering>& answering, std::shared_ptr<const anchor::Text> text) {
    auto& session = answering->session;
    const auto space = stock(session.context(), answering->where);
    if (answering->params.at) {
        answering->threads.emplace();
        return ask_lookup(answering, std::move(text), {});
    }
    // Where people said nothing of code, threads and decisions are looked for at once.
    const bool at_once = space->empty();
    const auto uri = answering->params.text_document.uri;
    list_file(session, uri,
              [answering, weak = session.weak_from_this(), text, space, at_once,
               uri](const Result<FileThreads>& file) {
                  if (weak.expired()) return;
                  answering->take(file);
                  if (at_once) return answering->send_when_whole();
                  told_of_lines(answering->session, uri, answering->lines.first, answering->lines.last,
                                *answering->threads, space,
                                [answering, weak, text](std::vector<lookup::Told> told) {
                                    if (!weak.expired()) ask_lookup(answering, text, std::move(told));
                                });
              });
    if (at_once) ask_lookup(answering, std::move(text), {});
}

void why(Session& session, const protocol::WhyParams& params, const Reply& reply) {
    const auto lines = lines_meant(params.range);
    if (!lines) return reply.fail(lines.error());
    auto* document = session.find(params.text_document.uri);
    if (document != nullptr && !document->in_step() && !params.at)
        return reply.fail({Errc::stale, "the daemon's copy of this document is not the editor's",
                           "close the document and open it again"});
    const auto path = path_of_uri(params.text_document.uri);
    if (!path)
        return reply.fail({Errc::invalid_argument,
                           fmt::format("textDocument.uri: \"{}\" is not a file", params.text_document.uri),
                           {}});
    const auto text = document != nullptr && !params.at ? document->snapshot().text : nullptr;
    session.context().workspace.locate(*path, [&session, weak = session.weak_from_this(), params,
                                               lines = *lines, text, reply](Result<Location> where) {
        if (weak.expired()) return;
        if (!where) return reply.fail(std::move(where).error());
        adopt_space(session.context(), *where);
        look_up(std::make_shared<Answering>(Answering{session, reply, params, lines, std::move(*where)}),
                text);
    });
}

}  // namespace

void bind_why(rpc::Dispatcher& dispatcher, Session& session) {
    on<protocol::WhyParams>(
        dispatcher, protocol::method::why,
        [&session](const auto& params, const Reply& reply) { why(session, params, reply); });
}

}  // namespace restante::daemon::handlers
