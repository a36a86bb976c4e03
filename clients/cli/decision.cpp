// decision: those of the space, which are proposed, talked over and accepted here. Those that lie in files
// are `decisions`.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "clients/cli/decision_print.hpp"
#include "clients/cli/decision_writing.hpp"
#include "clients/cli/ending.hpp"
#include "clients/cli/place_argument.hpp"

namespace restante::cli {
namespace {

using Options = std::shared_ptr<DecisionOptions>;

int list_proposed(App& app, const DecisionOptions& options) {
    protocol::DecisionsProposedParams params;
    params.root = current_folder();
    params.limit = options.limit;
    if (!options.status.empty()) params.status = options.status;
    auto answer = app.call(protocol::method::decisions_proposed, params);
    if (!answer) return app.fail(answer.error());
    if (app.json) {
        app.print_json(*answer);
        return status::done;
    }
    auto result = protocol::read<protocol::DecisionsProposedResult>(*answer);
    if (!result) return app.fail(result.error());
    for (const auto& row : result->decisions)
        std::cout << row_line(row);
    if (result->decisions.empty())
        std::cerr << "no decisions were proposed here; restante decisions list shows those in files\n";
    if (result->note) std::cerr << printable(*result->note) << "\n";
    if (result->next) std::cerr << "there are more: --limit " << options.limit * 5 << "\n";
    return status::done;
}

int show_one(App& app, const DecisionOptions& options) {
    protocol::DecisionParams params;
    params.decision_id = options.decision;
    auto answer = app.call(protocol::method::decision, params);
    if (!answer) return app.fail(answer.error());
    if (app.json) {
        app.print_json(*answer);
        return status::done;
    }
    auto result = protocol::read<protocol::DecisionResult>(*answer);
    if (!result) return app.fail(result.error());
    std::cout << whole_decision(result->decision, style_of(app));
    return status::done;
}

int govern_lines(App& app, const DecisionOptions& options) {
    auto place = parse_place(options.place);
    if (!place) return app.fail(place.error());
    protocol::DecisionGovernParams params;
    params.decision_id = options.decision;
    params.text_document.uri = absolute_path(place->file);
    params.range = place->range;
    return said_of_decision(app, app.write(protocol::method::decision_govern, params), "governed by");
}

int ungovern_place(App& app, const DecisionOptions& options) {
    protocol::DecisionUngovernParams params;
    params.place_id = options.place;
    return said_of_decision(app, app.write(protocol::method::decision_ungovern, params),
                            "no longer governed by");
}

int link_to(App& app, const DecisionOptions& options, std::string_view method, std::string_view done) {
    protocol::DecisionLinkParams params;
    params.decision_id = options.decision;
    params.rel = options.rel;
    params.target = options.target;
    return said_of_decision(app, app.write(method, params), done);
}

CLI::App* command(CLI::App& parent, App& app, const Options& options, const char* name, const char* what,
                  int (*run)(App&, const DecisionOptions&)) {
    auto* made = parent.add_subcommand(name, what);
    made->callback(
        [&app, options, run] { app.set_work([options, run](App& a) { return run(a, *options); }); });
    return made;
}

void decision_argument(CLI::App& to, const Options& options) {
    to.add_option("decision", options->decision, "D-… or any ending of its id of four characters or more")
        ->required();
}

void text_options(CLI::App& to, const Options& options, const char* what) {
    auto* message = to.add_option("-m,--message", options->text.message, what);
    to.add_option("-F,--text-file,--file", options->text.file, "read it from this file; - is standard input")
        ->excludes(message);
}

void field_options(CLI::App& to, const Options& options) {
    to.add_option("-t,--title", options->title, "what is decided, in a few words");
    to.add_option("--applies-to", options->applies_to,
                  "a glob of paths that it is about; may be given again");
    to.add_option("--review-by", options->review_by, "YYYY-MM-DD: look at it again then");
}

template <class Run>
void status_command(CLI::App& parent, App& app, const Options& options, const char* name, const char* what,
                    Run run) {
    auto* made = command(parent, app, options, name, what, run);
    decision_argument(*made, options);
    made->add_option("-m,--message", options->reason, "why, Markdown");
}

template <const std::string_view& method>
int set_status(App& app, const DecisionOptions& options) {
    protocol::DecisionStatusParams params;
    params.decision_id = options.decision;
    if (!options.reason.empty()) params.reason = options.reason;
    return said_of_decision(app, app.write(method, params), "now");
}

void add_links(CLI::App& decision, App& app, const Options& options) {
    const auto add = [&](const char* name, const char* what, int (*run)(App&, const DecisionOptions&)) {
        auto* made = command(decision, app, options, name, what, run);
        decision_argument(*made, options);
        made->add_option("target", options->target,
                         "an id, a record's path or number, a commit, or an http(s) address")
            ->required();
        made->add_option("--rel", options->rel, "how it is related")
            ->check(CLI::IsMember(
                {"supersedes", "amends", "relates", "grew-out-of", "answer", "record", "commit", "url"}))
            ->capture_default_str();
    };
    add("link", "Link a decision to something", [](App& a, const DecisionOptions& o) {
        return link_to(a, o, protocol::method::decision_link, "linked");
    });
    add("unlink", "Take a link back", [](App& a, const DecisionOptions& o) {
        return link_to(a, o, protocol::method::decision_unlink, "unlinked");
    });
}

void add_writing_down(CLI::App& decision, App& app, const Options& options) {
    auto* made =
        command(decision, app, options, "write",
                "Write an accepted decision down as a record in the repository; nothing is committed",
                decision_write);
    decision_argument(*made, options);
    made->add_option("--format", options->format, "default: as the other records are")
        ->check(CLI::IsMember({"madr", "nygard"}));
    made->add_option("--folder", options->folder,
                     "from the repository's root; default: where the others are");
    made->add_flag("--dry-run", options->dry_run, "only show what would be written");
}

void add_texts(CLI::App& decision, App& app, const Options& options) {
    auto* fresh = command(decision, app, options, "new", "Propose a decision", decision_new);
    fresh->add_option("place", options->place, "FILE:LINE or FILE:FIRST-LAST: code that it governs");
    fresh->add_option("--from", options->from, "the thread that it grows out of")->transform(typed_id);
    fresh->add_option("--answer", options->answer, "the comment of that thread that is the accepted answer")
        ->transform(typed_id);
    fresh->add_flag("--no-edit", options->no_edit, "as the thread and the options say, without an editor");
    field_options(*fresh, options);
    text_options(*fresh, options,
                 "the text, Markdown: a # title and ## Context, Options, Outcome, Consequences; without "
                 "headings it is the context");

    auto* edit = command(decision, app, options, "edit", "Change what a decision says", decision_edit);
    decision_argument(*edit, options);
    field_options(*edit, options);
    text_options(*edit, options, "the whole text, as decision new takes it; without it your editor opens");

    auto* comment =
        command(decision, app, options, "comment", "Say something of a decision", decision_comment);
    decision_argument(*comment, options);
    comment->add_option("--edit", options->comment, "a comment of yours that gets this text")
        ->transform(typed_id);
    text_options(*comment, options, "the text, Markdown; without it your editor opens");

    auto* position = command(decision, app, options, "position", "Say where you stand", decision_position);
    decision_argument(*position, options);
    position->add_option("stand", options->stand, "where")
        ->required()
        ->check(CLI::IsMember({"consent", "objection", "abstain"}));
    text_options(*position, options, "why, Markdown; an objection needs it");
}

}  // namespace

void add_decision(CLI::App& parser, App& app) {
    auto options = std::make_shared<DecisionOptions>();
    auto* decision =
        parser.add_subcommand("decision", "Propose, talk over and accept decisions of the space");
    decision->require_subcommand(1);
    auto* list = command(*decision, app, options, "list", "List those of this repository", list_proposed);
    list->add_option("--status", options->status, "only of this status")
        ->check(CLI::IsMember({"proposed", "accepted", "rejected", "deprecated", "superseded"}));
    list->add_option("--limit", options->limit, "look at this many")->capture_default_str();
    decision_argument(*command(*decision, app, options, "show", "Show all of a decision", show_one), options);
    add_texts(*decision, app, options);
    status_command(*decision, app, options, "accept", "It is decided so",
                   set_status<protocol::method::decision_accept>);
    status_command(*decision, app, options, "reject", "It is not done",
                   set_status<protocol::method::decision_reject>);
    status_command(*decision, app, options, "deprecate", "It no longer holds",
                   set_status<protocol::method::decision_deprecate>);
    status_command(*decision, app, options, "reopen", "It is proposed again",
                   set_status<protocol::method::decision_reopen>);
    auto* govern = command(*decision, app, options, "govern", "Attach a decision to code", govern_lines);
    decision_argument(*govern, options);
    govern->add_option("place", options->place, "FILE:LINE or FILE:FIRST-LAST")->required();
    command(*decision, app, options, "ungovern", "Say that a place is governed no longer", ungovern_place)
        ->add_option("place", options->place, "the id of the place, as decision show gives it")
        ->required()
        ->transform(typed_id);
    add_writing_down(*decision, app, options);
    add_links(*decision, app, options);
}

}  // namespace restante::cli
