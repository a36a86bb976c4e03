// drafts: what was typed in an editor and not sent: listed, shown, sent and removed.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "base/id.hpp"
#include "base/uri.hpp"
#include "clients/cli/app.hpp"
#include "clients/cli/ending.hpp"
#include "clients/cli/print.hpp"
#include "protocol/cpp/drafts.hpp"
#include "protocol/cpp/threads.hpp"

namespace restante::cli {
namespace {

/// What people read and type of an id.
template <class Id>
std::string shortened(const std::string& text) {
    const auto id = id_from_text<Id>(text);
    return id ? short_text(*id) : text;
}

std::string about(const protocol::Draft& draft) {
    if (draft.kind == protocol::DraftKind::new_thread) {
        const auto uri = draft.uri.value_or("");
        const auto path = one_line(path_of_uri(uri).value_or(uri), 200);
        return "new thread at " + (draft.range ? lines_of(path, *draft.range) : path);
    }
    return fmt::format("{} {}", draft.kind == protocol::DraftKind::edit ? "edit in" : "reply to",
                       shortened<ThreadId>(draft.thread_id.value_or("")));
}

/// One that says of no lines that it is about them was lost before the daemon had it.
bool has_lost_lines(const protocol::Draft& draft) {
    return draft.lost.value_or(false) || (draft.kind == protocol::DraftKind::new_thread && !draft.range);
}

int list_drafts(App& app) {
    auto answer = app.call(protocol::method::drafts, protocol::DraftsParams{});
    if (!answer) return app.fail(answer.error());
    if (app.json) {
        app.print_json(*answer);
        return status::done;
    }
    auto result = protocol::read<protocol::DraftsResult>(*answer);
    if (!result) return app.fail(result.error());
    for (const auto& draft : result->drafts)
        std::cout << fmt::format("{}  {}{}  {}  {}\n", shortened<DraftId>(draft.id), about(draft),
                                 has_lost_lines(draft) ? " (its lines are not there any more)" : "",
                                 date(draft.updated_at), one_line(draft.text, 60));
    if (result->drafts.empty()) std::cerr << "there are no drafts\n";
    return status::done;
}

Result<protocol::Draft> find(App& app, const std::string& id) {
    auto result = app.ask<protocol::DraftsResult>(protocol::method::drafts, protocol::DraftsParams{});
    if (!result) return tl::unexpected(std::move(result).error());
    return by_ending(std::move(result->drafts), id, "draft", "restante drafts");
}

/// As it was typed: whoever throws it away, or copies it, wants that and nothing else.
void print_text(const protocol::Draft& draft) {
    std::cout << draft.text << (draft.text.ends_with('\n') ? "" : "\n");
}

void print_as_json(const App& app, const protocol::Draft& draft) {
    app.print_json(boost::json::parse(protocol::to_json(draft)));
}

int show(App& app, const std::string& id) {
    const auto draft = find(app, id);
    if (!draft) return app.fail(draft.error());
    if (app.json) {
        print_as_json(app, *draft);
        return status::done;
    }
    std::cout << fmt::format("draft {}  {}  {}\n", shortened<DraftId>(draft->id), about(*draft),
                             date(draft->updated_at));
    if (has_lost_lines(*draft)) std::cout << "its lines are not in the file any more\n";
    std::cout << "\n";
    print_text(*draft);
    return status::done;
}

/// Nobody is asked, so its text is printed first: what was thrown away by mistake is there to be copied.
int remove(App& app, const std::string& id) {
    const auto draft = find(app, id);
    if (!draft) return app.fail(draft.error());
    if (app.json)
        print_as_json(app, *draft);
    else
        print_text(*draft);
    if (!std::cout.flush()) {
        std::cerr << "restante: the draft is kept, as its text cannot be printed\n";
        return status::failed;
    }
    protocol::DraftRemoveParams params;
    params.id = draft->id;
    auto answer = app.call(protocol::method::draft_remove, params);
    if (!answer) {
        const int code = app.fail(answer.error());
        std::cerr << "restante: the draft is kept\n";
        return code;
    }
    std::cerr << fmt::format("removed draft {}, {}; this was its text\n", shortened<DraftId>(draft->id),
                             about(*draft));
    return status::done;
}

/// An edit is of the comment as it is now: only its author can have changed it meanwhile.
Result<std::string> version_of(App& app, const protocol::Draft& draft) {
    protocol::ThreadParams params;
    params.thread_id = draft.thread_id.value_or("");
    auto answer = app.call(protocol::method::thread, params);
    if (!answer) return tl::unexpected(std::move(answer).error());
    auto result = protocol::read<protocol::ThreadResult>(*answer);
    if (!result) return tl::unexpected(std::move(result).error());
    for (const auto& comment : result->thread.comments)
        if (comment.id == draft.comment_id.value_or("")) return comment.version;
    return fail(Errc::not_found, "the comment that the draft is a new text of is gone");
}

Result<boost::json::value> deliver(App& app, const protocol::Draft& draft) {
    if (draft.kind == protocol::DraftKind::reply) {
        protocol::ThreadReplyParams params;
        params.thread_id = draft.thread_id.value_or("");
        params.text = draft.text;
        params.draft_id = draft.id;
        return app.write(protocol::method::thread_reply, params);
    }
    if (draft.kind == protocol::DraftKind::edit) {
        auto version = version_of(app, draft);
        if (!version) return tl::unexpected(std::move(version).error());
        protocol::CommentEditParams params;
        params.thread_id = draft.thread_id.value_or("");
        params.comment_id = draft.comment_id.value_or("");
        params.base = *version;
        params.text = draft.text;
        params.draft_id = draft.id;
        return app.write(protocol::method::comment_edit, params);
    }
    if (has_lost_lines(draft))
        return tl::unexpected(
            Error{Errc::not_found, "the lines that the draft is about are not in the file any more",
                  fmt::format("restante thread new FILE:LINE opens it at others; restante drafts show {} has "
                              "its text",
                              shortened<DraftId>(draft.id))});
    if (draft.kind != protocol::DraftKind::new_thread || !draft.uri || !draft.range)
        return tl::unexpected(Error{Errc::invalid_argument, "the draft does not say what lines it is about",
                                    "copy its text from restante drafts show"});
    protocol::ThreadNewParams params;
    params.text_document.uri = *draft.uri;
    params.range = *draft.range;
    params.text = draft.text;
    params.draft_id = draft.id;
    return app.write(protocol::method::thread_new, params);
}

int send(App& app, const std::string& id) {
    app.encoding = "utf-16";  // what a draft's range counts in
    auto draft = find(app, id);
    if (!draft) return app.fail(draft.error());
    auto answer = deliver(app, *draft);
    if (!answer) {
        const int code = app.fail(answer.error());
        std::cerr << "restante: the draft is kept\n";
        return code;
    }
    if (app.json) {
        app.print_json(*answer);
        return status::done;
    }
    auto result = protocol::read<protocol::ThreadResult>(*answer);
    if (!result) return app.fail(result.error());
    std::cout << "sent " << list_line(result->thread, style_of(app));
    return status::done;
}

}  // namespace

void add_drafts(CLI::App& parser, App& app) {
    auto which = std::make_shared<std::string>();
    auto* drafts = parser.add_subcommand("drafts", "What was typed in an editor and not sent");
    const auto add = [&](const char* name, const char* description, int (*run)(App&, const std::string&)) {
        auto* command = drafts->add_subcommand(name, description);
        command->add_option("draft", *which, "the draft's id, or any ending of it of four characters or more")
            ->required()
            ->transform(typed_id);
        command->callback(
            [&app, which, run] { app.set_work([which, run](App& a) { return run(a, *which); }); });
    };
    add("send", "Send a draft as it is", send);
    add("show", "Show a draft with all of its text", show);
    add("remove", "Throw a draft away; its text is printed once more", remove);
    drafts->callback([&app, drafts] {
        if (drafts->get_subcommands().empty()) app.set_work(list_drafts);
    });
}

}  // namespace restante::cli
