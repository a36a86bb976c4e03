// The commands of `restante decision` that send a text. Shared with the others of it: how an answer is told.
#pragma once

#include "clients/cli/app.hpp"
#include "clients/cli/text_input.hpp"

namespace restante::cli {

struct DecisionOptions {
    std::string decision;  // its id
    std::string place;     // FILE:LINE…, or the id of a place
    std::string from;      // a thread
    std::string answer;    // a comment of it
    std::string comment;
    std::optional<std::string> title;
    std::vector<std::string> applies_to;
    std::optional<std::string> review_by;
    std::string stand;
    std::string reason;
    std::string rel = "relates";
    std::string target;
    std::string status;
    std::uint32_t limit = 200;
    bool no_edit = false;
    std::string format;  // of a record that is written
    std::string folder;
    bool dry_run = false;
    TextOptions text;
};

/// One line saying what is so now, or the answer as JSON.
int said_of_decision(const App& app, const Result<boost::json::value>& answer, std::string_view done);

int decision_new(App& app, const DecisionOptions& options);
int decision_edit(App& app, const DecisionOptions& options);
int decision_comment(App& app, const DecisionOptions& options);
int decision_position(App& app, const DecisionOptions& options);
int decision_write(App& app, const DecisionOptions& options);

}  // namespace restante::cli
