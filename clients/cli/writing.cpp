// thread new, thread reattach, reply, edit, redact, resolve, reopen, title.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <charconv>
#include <iostream>
#include <memory>

#include "clients/cli/app.hpp"
#include "clients/cli/ending.hpp"
#include "clients/cli/not_sent.hpp"
#include "clients/cli/place_check.hpp"
#include "clients/cli/print.hpp"
#include "clients/cli/text_input.hpp"
#include "protocol/cpp/threads.hpp"

namespace restante::cli {

void add_thread_show(CLI::App& thread, App& app);

namespace {

struct WritingOptions {
    std::string place;
    std::string thread;
    std::string comment;
    std::string title;
    std::size_t candidate = 0;  // counted from 1
    bool undo = false;
    TextOptions text;
};

void add_text_options(CLI::App& command, const std::shared_ptr<WritingOptions>& options) {
    auto* message = command.add_option("-m,--message", options->text.message,
                                       "the text, Markdown; without it your editor opens");
    command
        .add_option("-F,--text-file", options->text.file, "read the text from this file; - is standard input")
        ->excludes(message);
}

CLI::Option* add_thread_option(CLI::App& command, const std::shared_ptr<WritingOptions>& options) {
    return command
        .add_option("thread", options->thread, "its id, or any ending of it of four characters or more")
        ->required()
        ->transform(typed_id);
}

constexpr std::size_t candidate_max = 99;

/// Whoever expects others to read it must hear that nobody will.
void say_if_private(const protocol::Thread& thread) {
    if (thread.sync != protocol::SyncState::local || !thread.space.starts_with("personal-")) return;
    std::cerr << "hint: it stays on this machine, in " << thread.space
              << ": neither this branch nor the main one has a .restante.json (restante init writes it)\n";
}

/// What a person is told of the thread besides.
using Besides = void (*)(const protocol::Thread&);

/// One line saying what is so now, or the answer as JSON.
int said(const App& app, const Result<boost::json::value>& answer, std::string_view done,
         Besides besides = nullptr) {
    if (app.json) {
        app.print_json(*answer);
        return status::done;
    }
    auto result = protocol::read<protocol::ThreadResult>(*answer);
    if (!result) return app.fail(result.error());
    std::cout << done << " " << list_line(result->thread, style_of(app));
    if (besides != nullptr) besides(result->thread);
    return status::done;
}

template <class Params>
int send(App& app, std::string_view method, const Params& params, std::string_view done) {
    auto answer = app.write(method, params);
    return answer ? said(app, answer, done) : app.fail(answer.error());
}

/// Sends a text: the last member that `params` lack.
template <class Params>
int send_text(App& app, std::string_view method, Params params, Result<TypedText> typed,
              std::string_view done, Besides besides = nullptr) {
    if (!typed) return app.fail(typed.error());
    if (typed->failure) return not_sent(app, *typed, *typed->failure);
    if (auto good = check_text(typed->text); !good) return not_sent(app, *typed, good.error());
    params.text = typed->text;
    auto answer = app.write(method, params);
    if (!answer) return not_sent(app, *typed, answer.error());
    text_is_sent(app, *typed);
    return said(app, answer, done, besides);
}

int thread_new(App& app, const WritingOptions& options) {
    auto place = parse_place(options.place);
    if (!place) return refused_unread(app, options.text, place.error());
    if (wants_editor(options.text))
        if (auto there = check_place(*place); !there) return app.fail(there.error());
    protocol::ThreadNewParams params;
    params.text_document.uri = absolute_path(place->file);
    params.range = place->range;
    if (!options.title.empty()) params.title = options.title;
    return send_text(app, protocol::method::thread_new, std::move(params),
                     read_text(options.text, "", "A new thread about " + options.place), "opened",
                     say_if_private);
}

/// What the editor shows below the text.
Result<std::string> about_thread(App& app, const std::string& id, std::string_view doing) {
    protocol::ThreadParams params;
    params.thread_id = id;
    return app.ask<protocol::ThreadResult>(protocol::method::thread, params)
        .map([&](const protocol::ThreadResult& result) {
            return fmt::format("{}\n\n{}", doing, whole(result.thread, {}));
        });
}

int reply(App& app, const WritingOptions& options) {
    std::string about;
    if (wants_editor(options.text)) {
        // Before anything is typed: a reply to nothing would be typed in vain.
        auto shown = about_thread(app, options.thread, "A reply to");
        if (!shown) return app.fail(shown.error());
        about = std::move(*shown);
    }
    protocol::ThreadReplyParams params;
    params.thread_id = options.thread;
    return send_text(app, protocol::method::thread_reply, std::move(params),
                     read_text(options.text, "", about), "replied");
}

int edit(App& app, const WritingOptions& options) {
    protocol::ThreadParams which;
    which.thread_id = options.thread;
    auto thread = app.ask<protocol::ThreadResult>(protocol::method::thread, which);
    if (!thread) return refused_unread(app, options.text, thread.error());
    const protocol::Comment* comment = nullptr;
    bool withdrawn = false;
    for (const auto& one : thread->thread.comments) {
        // Without an id: one's own last word, which is what people mend.
        const bool fits = options.comment.empty()
                              ? one.author.me && !one.redacted
                              : options.comment.size() >= 4 && one.id.ends_with(options.comment);
        if (fits) comment = &one;
        withdrawn = withdrawn || (one.author.me && one.redacted);
    }
    const auto* none =
        withdrawn ? "yours are withdrawn, and cannot be edited" : "none of its comments is yours";
    if (comment == nullptr)
        return refused_unread(
            app, options.text,
            {Errc::not_found,
             options.comment.empty() ? none : fmt::format("it has no comment {}", options.comment),
             "restante thread show gives the comments' ids"});
    auto typed = read_text(options.text, comment->text, "Your comment of " + date(comment->at));
    if (typed && !typed->failure && typed->text == comment->text) {
        typed->text.clear();  // the comment is that
        return not_sent(app, *typed, {Errc::invalid_argument, "the text is as it was", {}});
    }
    protocol::CommentEditParams params;
    params.thread_id = thread->thread.id;
    params.comment_id = comment->id;
    params.base = comment->version;
    return send_text(app, protocol::method::comment_edit, std::move(params), std::move(typed), "edited");
}

int redact(App& app, const WritingOptions& options) {
    protocol::CommentRedactParams params;
    params.thread_id = options.thread;
    params.comment_id = options.comment;
    const int code = send(app, protocol::method::comment_redact, params, "withdrawn");
    if (code == status::done)
        std::cerr << "hint: it is shown nowhere any more, but the log keeps the bytes: change a secret that "
                     "leaked\n";
    return code;
}

int set_state(App& app, const WritingOptions& options, bool resolve) {
    protocol::ThreadStateParams params;
    params.thread_id = options.thread;
    return send(app, resolve ? protocol::method::thread_resolve : protocol::method::thread_reopen, params,
                resolve ? "resolved" : "reopened");
}

int set_title(App& app, const WritingOptions& options) {
    protocol::ThreadTitleParams params;
    params.thread_id = options.thread;
    params.title = options.title;
    return send(app, protocol::method::thread_title, params, "titled");
}

/// Where `--to` says, by asking once more where it may be.
Result<protocol::Candidate> candidate_of(App& app, const WritingOptions& options) {
    protocol::ThreadParams params;
    params.thread_id = options.thread;
    params.root = current_folder();
    auto result = app.ask<protocol::ThreadExplainResult>(protocol::method::thread_explain, params);
    if (!result) return tl::unexpected(std::move(result).error());
    const auto count = result->candidates.size();
    if (options.candidate >= 1 && options.candidate <= count)
        return std::move(result->candidates[options.candidate - 1]);
    return tl::unexpected(Error{
        Errc::not_found,
        count == 0 ? fmt::format("there is no candidate {}: no other place for thread {} is known",
                                 options.candidate, result->thread.short_)
                   : fmt::format("there is no candidate {}: the last one is {}", options.candidate, count),
        fmt::format("restante thread show {} --explain lists them; or say FILE:LINE",
                    result->thread.short_)});
}

/// A validator of CLI11's: what is wrong, or nothing. Lines are what one types there by mistake.
std::string candidate_number(const std::string& text) {
    std::size_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc() && at == end && number >= 1 && number <= candidate_max) return {};
    const bool is_place = parse_place(text).has_value();
    return fmt::format(
        "\"{}\" is no number of thread show --explain, 1 to {}; lines are named without --to: "
        "restante thread reattach ID {}",
        text, candidate_max, is_place ? text : "FILE:FIRST-LAST");
}

int reattach(App& app, const WritingOptions& options) {
    const auto ways =
        (options.place.empty() ? 0 : 1) + (options.candidate == 0 ? 0 : 1) + (options.undo ? 1 : 0);
    if (ways != 1)
        return app.fail({Errc::invalid_argument,
                         ways == 0 ? "where to is not said" : "it can only be attached to one place",
                         "FILE:LINE, FILE:FIRST-LAST, --to N of thread show --explain, or --undo"});
    protocol::ThreadReanchorParams params;
    params.thread_id = options.thread;
    if (options.undo) {
        params.undo = true;
        return send(app, protocol::method::thread_reanchor, params, "back at");
    }
    params.text_document.emplace();
    if (options.candidate != 0) {
        auto found = candidate_of(app, options);
        if (!found) return app.fail(found.error());
        params.text_document->uri = found->uri;
        params.range = found->range;
    } else {
        auto place = parse_place(options.place);
        if (!place) return app.fail(place.error());
        params.text_document->uri = absolute_path(place->file);
        params.range = place->range;
    }
    return send(app, protocol::method::thread_reanchor, params, "attached to");
}

template <class Run>
void run_on_parse(CLI::App* command, App& app, const std::shared_ptr<WritingOptions>& options, Run run) {
    command->callback(
        [&app, options, run] { app.set_work([options, run](App& a) { return run(a, *options); }); });
}

}  // namespace

void add_writing(CLI::App& parser, App& app) {
    auto options = std::make_shared<WritingOptions>();
    auto* thread = parser.add_subcommand("thread", "Show, open or re-attach one thread");
    thread->require_subcommand(1);
    add_thread_show(*thread, app);
    auto* fresh = thread->add_subcommand("new", "Open a thread about some lines of a file");
    fresh->add_option("place", options->place, "FILE:LINE, FILE:FIRST-LAST or FILE:LINE:COLUMN-COLUMN")
        ->required();
    fresh->add_option("-t,--title", options->title, "a title, if it deserves one");
    add_text_options(*fresh, options);
    run_on_parse(fresh, app, options, thread_new);

    auto* attach = thread->add_subcommand("reattach", "Attach a thread to other lines, for everybody");
    add_thread_option(*attach, options);
    attach->add_option("place", options->place,
                       "FILE:LINE, FILE:FIRST-LAST or FILE:LINE:COLUMN-COLUMN, to which it is attached");
    attach->add_option("--to", options->candidate, "the place of this number in thread show --explain")
        ->check(candidate_number, "in [1 - 99]");
    attach->add_flag("--undo", options->undo, "back to where it was attached before");
    run_on_parse(attach, app, options, reattach);

    auto* answer = parser.add_subcommand("reply", "Add a comment to a thread");
    add_thread_option(*answer, options);
    add_text_options(*answer, options);
    run_on_parse(answer, app, options, reply);

    auto* change = parser.add_subcommand("edit", "Change a comment of yours");
    add_thread_option(*change, options);
    change->add_option("comment", options->comment, "which; default: your last one")->transform(typed_id);
    add_text_options(*change, options);
    run_on_parse(change, app, options, edit);

    auto* withdraw =
        parser.add_subcommand("redact", "Withdraw the text of a comment of yours, for everybody");
    add_thread_option(*withdraw, options);
    withdraw->add_option("comment", options->comment, "which")->required()->transform(typed_id);
    run_on_parse(withdraw, app, options, redact);

    auto* resolve = parser.add_subcommand("resolve", "Mark a thread as done");
    add_thread_option(*resolve, options);
    run_on_parse(resolve, app, options,
                 [](App& a, const WritingOptions& o) { return set_state(a, o, true); });

    auto* reopen = parser.add_subcommand("reopen", "Open a resolved thread again");
    add_thread_option(*reopen, options);
    run_on_parse(reopen, app, options,
                 [](App& a, const WritingOptions& o) { return set_state(a, o, false); });

    auto* title = parser.add_subcommand("title", "Give a thread a title; an empty one removes it");
    add_thread_option(*title, options);
    title->add_option("title", options->title, "the title")->required();
    run_on_parse(title, app, options, set_title);
}

}  // namespace restante::cli
