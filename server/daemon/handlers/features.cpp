// What any LSP editor gets: hover, code lenses, code actions, and their commands.
#include <algorithm>
#include <map>

#include "base/printable.hpp"
#include "daemon/dates.hpp"
#include "daemon/handlers/handlers.hpp"

namespace restante::daemon::handlers {
namespace {

constexpr std::size_t hover_bytes_max = 16 * 1024;

bool touches(const protocol::Thread& thread, std::uint32_t first, std::uint32_t last) {
    return thread.range && thread.range->start.line <= last && first <= thread.range->end.line;
}

std::string markdown(const protocol::Thread& thread) {
    std::string out =
        fmt::format("**{}** `{}`{}\n\n", thread.state == protocol::ThreadState::open ? "Open" : "Resolved",
                    thread.short_, thread.title ? " " + within_line(*thread.title) : "");
    for (const auto& comment : thread.comments) {
        out += fmt::format("**{}** {}{}\n\n", within_line(comment.author.name), date_text(comment.at),
                           comment.edited_at ? " (edited)" : "");
        out += comment.redacted ? "*withdrawn*" : printable(comment.text);
        out += "\n\n";
    }
    return out;
}

protocol::RawJson text_argument(const std::string& text) {
    return {protocol::to_json(text)};
}

protocol::Command thread_command(const char* command, std::string title, const protocol::Thread& thread) {
    protocol::Command out;
    out.title = std::move(title);
    out.command = command;
    out.arguments = {text_argument(thread.id)};
    return out;
}

std::string summary(const std::vector<const protocol::Thread*>& threads) {
    std::size_t comments = 0;
    bool others = false;
    for (const auto* thread : threads) {
        comments += thread->comments.size();
        for (const auto& comment : thread->comments)
            others = others || comment.author.id != threads.front()->opener.id;
    }
    const auto& first = *threads.front();
    auto text = fmt::format("{} comment{}", comments, comments == 1 ? "" : "s");
    if (threads.size() > 1) text = fmt::format("{} threads, {}", threads.size(), text);
    if (first.title) return text + ": " + within_line(*first.title);
    return text + " by " + within_line(first.opener.name) + (others ? " and others" : "");
}

void hover(Session& session, const protocol::TextDocumentPositionParams& params, const Reply& reply) {
    list_file(
        session, params.text_document.uri, [reply, line = params.position.line](Result<FileThreads> file) {
            // Hovering over a file that is in no repository is nothing to complain about.
            if (!file) return reply.null();
            protocol::Hover result;
            result.contents.kind = "markdown";
            for (const auto& thread : file->threads) {
                if (!touches(thread, line, line)) continue;
                if (!result.range) result.range = thread.range;
                if (!result.contents.value.empty()) result.contents.value += "---\n\n";
                result.contents.value += markdown(thread);
            }
            if (result.contents.value.empty()) return reply.null();
            if (result.contents.value.size() > hover_bytes_max) {
                // The newest words are the ones worth having.
                auto from = result.contents.value.size() - hover_bytes_max;
                while (from < result.contents.value.size() && (result.contents.value[from] & 0xc0) == 0x80)
                    ++from;
                result.contents.value = "…" + result.contents.value.substr(from);
            }
            reply.ok(result);
        });
}

void code_lens(Session& session, const protocol::TextDocumentParams& params, const Reply& reply) {
    list_file(session, params.text_document.uri, [reply](Result<FileThreads> file) {
        std::vector<protocol::CodeLens> lenses;
        if (!file) return reply.ok(lenses);
        std::map<std::uint32_t, std::vector<const protocol::Thread*>> by_line;
        for (const auto& thread : file->threads)
            if (thread.range && thread.state == protocol::ThreadState::open)
                by_line[thread.range->start.line].push_back(&thread);
        for (const auto& [line, threads] : by_line) {
            protocol::CodeLens lens;
            lens.range.start.line = lens.range.end.line = line;
            lens.command = thread_command("restante.showThreads", summary(threads), *threads.front());
            lenses.push_back(std::move(lens));
        }
        reply.ok(lenses);
    });
}

void code_action(Session& session, const protocol::CodeActionParams& params, const Reply& reply) {
    list_file(session, params.text_document.uri, [reply, params](Result<FileThreads> file) {
        std::vector<protocol::CodeAction> actions;
        if (!file) return reply.ok(actions);
        protocol::CodeAction start;
        start.title = "Start a thread here";
        start.kind = "restante.thread.new";
        start.command.title = start.title;
        start.command.command = "restante.thread.new";
        start.command.arguments = {text_argument(params.text_document.uri),
                                   {protocol::to_json(params.range)}};
        actions.push_back(std::move(start));
        for (const auto& thread : file->threads) {
            if (!touches(thread, params.range.start.line, params.range.end.line)) continue;
            const bool open = thread.state == protocol::ThreadState::open;
            protocol::CodeAction action;
            action.title = fmt::format("{} thread {}{}", open ? "Resolve" : "Reopen", thread.short_,
                                       thread.title ? ": " + within_line(*thread.title) : "");
            action.kind = open ? "restante.thread.resolve" : "restante.thread.reopen";
            action.command = thread_command(action.kind.c_str(), action.title, thread);
            actions.push_back(std::move(action));
        }
        reply.ok(actions);
    });
}

}  // namespace

void bind_features(rpc::Dispatcher& dispatcher, Session& session) {
    on<protocol::TextDocumentPositionParams>(
        dispatcher, protocol::method::text_document_hover,
        [&session](const auto& params, const Reply& reply) { hover(session, params, reply); });
    on<protocol::TextDocumentParams>(
        dispatcher, protocol::method::text_document_code_lens,
        [&session](const auto& params, const Reply& reply) { code_lens(session, params, reply); });
    on<protocol::CodeActionParams>(
        dispatcher, protocol::method::text_document_code_action,
        [&session](const auto& params, const Reply& reply) { code_action(session, params, reply); });
    on<protocol::ExecuteCommandParams>(
        dispatcher, protocol::method::workspace_execute_command,
        [&session](const auto& params, const Reply& reply) { execute_command(session, params, reply); });
}

}  // namespace restante::daemon::handlers
