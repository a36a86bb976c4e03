// decision new, edit, comment, position.
#include "clients/cli/decision_writing.hpp"

#include <boost/json.hpp>
#include <iostream>

#include "clients/cli/decision_document.hpp"
#include "clients/cli/decision_print.hpp"
#include "clients/cli/not_sent.hpp"
#include "clients/cli/place_check.hpp"

namespace restante::cli {
namespace {

/// Sends what was typed: `fill` puts it into the params, or says why it cannot.
template <class Params, class Fill>
int send_typed(App& app, std::string_view method, Params params, Result<TypedText> typed,
               std::string_view done, Fill fill) {
    if (!typed) return app.fail(typed.error());
    if (typed->failure) return not_sent(app, *typed, *typed->failure);
    if (auto filled = fill(params, typed->text); !filled) return not_sent(app, *typed, filled.error());
    auto answer = app.write(method, params);
    if (!answer) return not_sent(app, *typed, answer.error());
    text_is_sent(app, *typed);
    return said_of_decision(app, answer, done);
}

template <class Params>
Result<void> fill_text(Params& params, const std::string& text) {
    return check_text(text).map([&] { params.text = text; });
}

Result<protocol::SpaceDecision> decision_now(App& app, const std::string& id) {
    protocol::DecisionParams params;
    params.decision_id = id;
    return app.ask<protocol::DecisionResult>(protocol::method::decision, params)
        .map([](protocol::DecisionResult result) { return std::move(result.decision); });
}

/// The options say more than the document does.
void override_by(const DecisionOptions& options, DecisionDocument& document) {
    if (options.title) document.title = *options.title;
    if (!options.applies_to.empty()) document.applies_to = options.applies_to;
    if (options.review_by) document.review_by = *options.review_by;
}

void fill_proposal(protocol::DecisionProposeParams& params, const DecisionDocument& document) {
    params.title = document.title;
    params.context = document.context;
    params.options = document.options;
    params.outcome = document.outcome;
    params.consequences = document.consequences;
    params.applies_to = document.applies_to;
    if (!document.review_by.empty()) params.review_by = document.review_by;
}

/// What the editor begins with.
Result<DecisionDocument> first_document(App& app, const DecisionOptions& options) {
    DecisionDocument document;
    if (!options.from.empty()) {
        protocol::DecisionTemplateParams params;
        params.thread_id = options.from;
        if (!options.answer.empty()) params.accepted_comment = options.answer;
        auto found = app.ask<protocol::DecisionTemplateResult>(protocol::method::decision_template, params);
        if (!found) return tl::unexpected(std::move(found).error());
        document = {.title = found->title,
                    .context = found->context,
                    .options = found->options,
                    .outcome = found->outcome,
                    .consequences = found->consequences,
                    .applies_to = {},
                    .review_by = {}};
    }
    override_by(options, document);
    return document;
}

Result<protocol::DecisionProposeParams> proposal_params(const DecisionOptions& options) {
    protocol::DecisionProposeParams params;
    if (!options.from.empty()) params.from_thread = options.from;
    if (!options.answer.empty()) params.accepted_comment = options.answer;
    if (options.place.empty()) {
        if (options.from.empty()) params.root = current_folder();
        return params;
    }
    if (!options.from.empty())
        return tl::unexpected(Error{Errc::invalid_argument,
                                    "a proposal from a thread is about that thread's code",
                                    "restante decision govern attaches it to more"});
    auto place = parse_place(options.place);
    if (!place) return tl::unexpected(std::move(place).error());
    if (auto there = check_place(*place); !there) return tl::unexpected(std::move(there).error());
    params.text_document.emplace();
    params.text_document->uri = absolute_path(place->file);
    params.range = place->range;
    return params;
}

bool has_field_options(const DecisionOptions& options) {
    return options.title || options.review_by || !options.applies_to.empty();
}

int send_changes(App& app, const protocol::SpaceDecision& decision, const DecisionDocument& after,
                 const TypedText& typed) {
    protocol::DecisionEditParams params;
    params.decision_id = decision.id;
    // Through the document and back: what only its form changes is no change.
    params.texts = changes_between(decision, parse_document(document_text(document_of(decision))), after);
    if (params.texts.empty()) {
        auto same = typed;
        same.text.clear();  // the decision is that
        return not_sent(app, same, {Errc::invalid_argument, "the texts are as they were", {}});
    }
    auto answer = app.write(protocol::method::decision_edit, params);
    if (!answer) return not_sent(app, typed, answer.error());
    text_is_sent(app, typed);
    return said_of_decision(app, answer, "edited");
}

}  // namespace

int said_of_decision(const App& app, const Result<boost::json::value>& answer, std::string_view done) {
    if (!answer) return app.fail(answer.error());
    if (app.json) {
        app.print_json(*answer);
        return status::done;
    }
    auto result = protocol::read<protocol::DecisionResult>(*answer);
    if (!result) return app.fail(result.error());
    std::cout << done << " " << decision_line(result->decision);
    return status::done;
}

int decision_new(App& app, const DecisionOptions& options) {
    auto params = proposal_params(options);
    if (!params) return refused_unread(app, options.text, params.error());
    if (options.no_edit || wants_editor(options.text)) {
        auto first = first_document(app, options);
        if (!first) return app.fail(first.error());
        if (options.no_edit) {
            fill_proposal(*params, *first);
            return said_of_decision(app, app.write(protocol::method::decision_propose, *params), "proposed");
        }
        return send_typed(app, protocol::method::decision_propose, std::move(*params),
                          read_text(options.text, document_text(*first),
                                    "A decision to propose: a title behind the #, and what there is to say."),
                          "proposed", [](auto& to, const std::string& text) {
                              return check_text(text).map([&] { fill_proposal(to, parse_document(text)); });
                          });
    }
    return send_typed(app, protocol::method::decision_propose, std::move(*params),
                      read_text(options.text, "", ""), "proposed", [&](auto& to, const std::string& text) {
                          return check_text(text).map([&] {
                              auto document = parse_document(text);
                              override_by(options, document);
                              fill_proposal(to, document);
                          });
                      });
}

int decision_edit(App& app, const DecisionOptions& options) {
    auto decision = decision_now(app, options.decision);
    if (!decision) return refused_unread(app, options.text, decision.error());
    const bool text_given = options.text.message || !options.text.file.empty();
    const auto before = document_of(*decision);
    if (has_field_options(options) && !text_given) {
        auto after = parse_document(document_text(before));
        override_by(options, after);
        return send_changes(app, *decision, after, {});
    }
    auto typed = read_text(options.text, document_text(before),
                           "Decision " + decision->short_ + ": what you change, everybody sees.");
    if (!typed) return app.fail(typed.error());
    if (typed->failure) return not_sent(app, *typed, *typed->failure);
    if (auto good = check_text(typed->text); !good) return not_sent(app, *typed, good.error());
    auto after = parse_document(typed->text);
    override_by(options, after);
    return send_changes(app, *decision, after, *typed);
}

int decision_comment(App& app, const DecisionOptions& options) {
    protocol::DecisionCommentParams params;
    params.decision_id = options.decision;
    std::string initial;
    std::string about;
    if (!options.comment.empty() || wants_editor(options.text)) {
        auto decision = decision_now(app, options.decision);
        if (!decision) return refused_unread(app, options.text, decision.error());
        about = whole_decision(*decision, {});
        for (const auto& comment : decision->comments) {
            if (options.comment.size() < 4 || !comment.id.ends_with(options.comment)) continue;
            params.comment_id = comment.id;
            params.base = comment.version;
            initial = comment.text;
        }
        if (!options.comment.empty() && !params.comment_id)
            return refused_unread(app, options.text,
                                  {Errc::not_found, fmt::format("it has no comment {}", options.comment),
                                   "restante decision show gives the comments' ids"});
    }
    return send_typed(app, protocol::method::decision_comment, std::move(params),
                      read_text(options.text, initial, about), "commented on",
                      [](auto& to, const std::string& text) { return fill_text(to, text); });
}

int decision_position(App& app, const DecisionOptions& options) {
    protocol::DecisionPositionParams params;
    params.decision_id = options.decision;
    params.stand = options.stand == "objection" ? protocol::Stand::objection
                   : options.stand == "abstain" ? protocol::Stand::abstain
                                                : protocol::Stand::consent;
    // Consent needs no words; an objection does.
    const bool silent =
        !options.text.message && options.text.file.empty() && params.stand != protocol::Stand::objection;
    if (silent)
        return said_of_decision(app, app.write(protocol::method::decision_position, params), "position on");
    return send_typed(app, protocol::method::decision_position, std::move(params),
                      read_text(options.text, "", "Why? What speaks against it?"), "position on",
                      [](auto& to, const std::string& text) { return fill_text(to, text); });
}

}  // namespace restante::cli
