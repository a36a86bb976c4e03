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

/// What others wrote, in Markdown that says no more than the text does: no link, no image, no HTML.
std::string as_text(std::string_view text) {
    std::string out;
    for (const char c : within_line(text)) {
        if (std::string_view("\\`*_{}[]()<>#+-!|&~:").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

std::string markdown(const protocol::DecisionBrief& decision) {
    auto out = fmt::format("**{}** {}: {}", as_text(decision.name), as_text(decision.title.value_or("")),
                           decision.status);
    if (decision.superseded_by)
        out += fmt::format(" by {}", as_text(fmt::format("{}", fmt::join(*decision.superseded_by, ", "))));
    out += "\n\n";
    if (decision.outcome) out += as_text(*decision.outcome) + "\n\n";
    return out;
}

using Marks = std::vector<protocol::DecisionMark>;

/// Each decision once, of the marks that are in these lines.
Marks marks_in_lines(const std::optional<lookup::InDocument>& found, std::uint32_t first,
                     std::uint32_t last) {
    Marks out;
    if (!found) return out;
    for (const auto& mark : found->decisions.marks) {
        const bool known = std::any_of(out.begin(), out.end(), [&](const auto& other) {
            return other.decision.path == mark.decision.path && other.decision.id == mark.decision.id;
        });
        if (!known && mark.range.start.line <= last && first <= mark.range.end.line) out.push_back(mark);
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

/// The newest words are the ones worth having.
void keep_last(std::string& text) {
    if (text.size() <= hover_bytes_max) return;
    auto from = text.size() - hover_bytes_max;
    while (from < text.size() && (text[from] & 0xc0) == 0x80)
        ++from;
    text = "…" + text.substr(from);
}

void hover(Session& session, const protocol::TextDocumentPositionParams& params, const Reply& reply) {
    const auto& uri = params.text_document.uri;
    list_file(session, uri,
              [&session, weak = session.weak_from_this(), uri, reply,
               line = params.position.line](Result<FileThreads> file) {
                  // Hovering over a file that is in no repository is nothing to complain about.
                  if (!file || weak.expired()) return reply.null();
                  protocol::Hover result;
                  result.contents.kind = "markdown";
                  auto& text = result.contents.value;
                  for (const auto& thread : file->threads) {
                      if (!touches(thread, line, line)) continue;
                      if (!result.range) result.range = thread.range;
                      if (!text.empty()) text += "---\n\n";
                      text += markdown(thread);
                  }
                  keep_last(text);
                  session.with_marks(uri, [reply, line, result](const auto& found) mutable {
                      std::string decisions;
                      for (const auto& mark : marks_in_lines(found, line, line)) {
                          if (!result.range) result.range = mark.range;
                          decisions += markdown(mark.decision);
                      }
                      const bool both = !decisions.empty() && !result.contents.value.empty();
                      result.contents.value = decisions + (both ? "---\n\n" : "") + result.contents.value;
                      if (result.contents.value.empty()) return reply.null();
                      reply.ok(result);
                  });
              });
}

/// What explains a line is asked of the editor's own plugin, which shows it.
protocol::Command why_command(std::string title, const std::string& uri, const protocol::Range& range) {
    protocol::Command out;
    out.title = std::move(title);
    out.command = "restante.why";
    out.arguments = {text_argument(uri), {protocol::to_json(range)}};
    return out;
}

void code_lens(Session& session, const protocol::TextDocumentParams& params, const Reply& reply) {
    const auto& uri = params.text_document.uri;
    list_file(
        session, uri, [&session, weak = session.weak_from_this(), uri, reply](Result<FileThreads> file) {
            std::vector<protocol::CodeLens> lenses;
            if (!file || weak.expired()) return reply.ok(lenses);
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
            session.with_marks(uri, [reply, uri, lenses](const auto& found) mutable {
                const auto& marks = found ? found->decisions.marks : Marks();
                for (const auto& mark : marks) {
                    protocol::CodeLens lens;
                    lens.range.start.line = lens.range.end.line = mark.range.start.line;
                    auto title = within_line(mark.decision.name + " " + mark.decision.title.value_or(""));
                    if (mark.stale) title += fmt::format(" ({})", mark.decision.status);
                    lens.command = why_command(std::move(title), uri, mark.range);
                    lenses.push_back(std::move(lens));
                }
                reply.ok(lenses);
            });
        });
}

protocol::CodeAction start_thread(std::string title, const protocol::CodeActionParams& params) {
    protocol::CodeAction start;
    start.title = std::move(title);
    start.kind = "restante.thread.new";
    start.command.title = start.title;
    start.command.command = "restante.thread.new";
    start.command.arguments = {text_argument(params.text_document.uri), {protocol::to_json(params.range)}};
    return start;
}

/// About governed lines that were changed.
protocol::CodeAction place_action(const char* command, std::string title, const protocol::DecisionMark& mark,
                                  const protocol::CodeActionParams& params) {
    protocol::CodeAction out;
    out.title = title;
    out.kind = command;
    out.command.title = std::move(title);
    out.command.command = command;
    out.command.arguments = {text_argument(*mark.place),
                             text_argument(params.text_document.uri),
                             {protocol::to_json(mark.range)},
                             text_argument(mark.decision.id.value_or(""))};
    return out;
}

void add_actions_of(const Marks& marks, const protocol::CodeActionParams& params,
                    std::vector<protocol::CodeAction>& actions) {
    for (const auto& mark : marks) {
        protocol::CodeAction explain;
        const auto name = within_line(mark.decision.name);
        explain.title = "Why is this so? " + name;
        explain.kind = "restante.decision.why";
        explain.command = why_command(explain.title, params.text_document.uri, params.range);
        actions.push_back(std::move(explain));
        actions.push_back(start_thread("Ask about " + name, params));
        if (mark.place && mark.changed.value_or(false)) {
            actions.push_back(place_action("restante.decision.reaffirm",
                                           "These lines are still as " + name + " has it", mark, params));
            actions.push_back(place_action("restante.decision.successor",
                                           "Propose what is to take the place of " + name, mark, params));
        }
    }
}

void code_action(Session& session, const protocol::CodeActionParams& params, const Reply& reply) {
    list_file(session, params.text_document.uri,
              [&session, weak = session.weak_from_this(), reply, params](Result<FileThreads> file) {
                  std::vector<protocol::CodeAction> actions;
                  if (!file || weak.expired()) return reply.ok(actions);
                  const auto first = params.range.start.line;
                  const auto last = params.range.end.line;
                  actions.push_back(start_thread("Start a thread here", params));
                  for (const auto& thread : file->threads) {
                      if (!touches(thread, first, last)) continue;
                      const bool open = thread.state == protocol::ThreadState::open;
                      protocol::CodeAction action;
                      action.title = fmt::format("{} thread {}{}", open ? "Resolve" : "Reopen", thread.short_,
                                                 thread.title ? ": " + within_line(*thread.title) : "");
                      action.kind = open ? "restante.thread.resolve" : "restante.thread.reopen";
                      action.command = thread_command(action.kind.c_str(), action.title, thread);
                      actions.push_back(std::move(action));
                  }
                  session.with_marks(params.text_document.uri,
                                     [reply, params, first, last, actions](const auto& found) mutable {
                                         add_actions_of(marks_in_lines(found, first, last), params, actions);
                                         reply.ok(actions);
                                     });
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
