// decisions: the records that lie in a repository. No daemon is asked: they are read in this process.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "base/utf8.hpp"
#include "clients/cli/app.hpp"
#include "clients/cli/decisions_print.hpp"
#include "decisions/codec.hpp"
#include "decisions/words.hpp"
#include "shelf/shelf.hpp"

namespace restante::cli {
namespace {
namespace json = boost::json;
using decisions::Record;

/// What lint ends with, so that a script can tell a clean repository from one that was not looked at.
constexpr int findings = 1;
constexpr int not_looked = 2;

struct DecisionsOptions {
    std::string repository = ".";
    std::string at;
    std::vector<std::string> statuses;
    std::vector<std::string> formats;
    std::vector<std::string> tags;
    bool skipped = false;
    std::string record;
    std::vector<std::string> words;
    bool dot = false;
};

struct Opened {
    shelf::Shelf shelf;
    shelf::Holdings holdings;
};

Result<Opened> open(const DecisionsOptions& options) {
    auto shelf = shelf::Shelf::open(absolute_path(options.repository));
    if (!shelf) return tl::unexpected(std::move(shelf).error());
    auto holdings = shelf->load(options.at.empty() ? std::nullopt : std::optional(options.at));
    if (!holdings) return tl::unexpected(std::move(holdings).error());
    for (const auto& gap : holdings->gaps)
        std::cerr << fmt::format("restante: not all was looked at: {}\n", printable(gap.message));
    return Opened{std::move(*shelf), std::move(*holdings)};
}

/// What was looked for is not there.
int none_there(const App& app, const DecisionsOptions& options) {
    return app.fail({Errc::not_found,
                     fmt::format("no decision records were found in {}{}", options.repository,
                                 options.at.empty() ? "" : " at " + options.at),
                     "\"decisions\": [\"folder\"] in .restante.json says where they are, when it is none of "
                     "the usual folders"});
}

template <class Values>
bool one_of(const Values& wanted, std::string_view value) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

bool has_tag(const Record& record, const std::vector<std::string>& wanted) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& tag) {
        return std::any_of(record.tags.begin(), record.tags.end(), [&](const std::string& one) {
            return decisions::folded(one) == decisions::folded(tag);
        });
    });
}

json::array to_json(const std::vector<const Record*>& records) {
    json::array out;
    for (const auto* record : records)
        out.push_back(decisions::to_json(*record));
    return out;
}

int list(App& app, const DecisionsOptions& options) {
    const auto opened = open(options);
    if (!opened) return app.fail(opened.error());
    std::vector<const Record*> kept;
    for (const auto& record : opened->holdings.records)
        if (one_of(options.statuses, decisions::to_string(record.status)) &&
            one_of(options.formats, decisions::to_string(record.format)) && has_tag(record, options.tags))
            kept.push_back(&record);
    if (app.json) {
        app.print_json(to_json(kept));
        return status::done;
    }
    std::cout << list_text(kept);
    if (options.skipped)
        for (const auto& file : opened->holdings.set_aside)
            std::cout << fmt::format("skipped {} ({})\n", printable(utf8::replace_invalid(file.path)),
                                     decisions::to_string(file.why));
    if (opened->holdings.records.empty())
        std::cerr << fmt::format("restante: there are no decision records in {}\n", options.repository);
    return status::done;
}

int show(App& app, const DecisionsOptions& options) {
    auto opened = open(options);
    if (!opened) return app.fail(opened.error());
    const auto& records = opened->holdings.records;
    if (records.empty()) return none_there(app, options);
    const auto found = decisions::pick(records, options.record);
    if (found.empty())
        return app.fail(
            {Errc::not_found, fmt::format("no decision record is called \"{}\"", options.record),
             "restante decisions list shows them all; restante decisions search looks into their texts"});
    if (found.size() > 1) {
        std::string names;
        constexpr std::size_t shown_max = 8;
        for (std::size_t i = 0; i < std::min(found.size(), shown_max); ++i)
            names += "\n  " + name_text(records[found[i]]);
        return app.fail(
            {Errc::invalid_argument,
             fmt::format("{} decision records are called \"{}\":{}", found.size(), options.record, names),
             "give the path of one"});
    }
    const auto& record = records[found.front()];
    const auto text = opened->shelf.bytes(record.path);
    if (app.json) {
        auto out = decisions::to_json(record);
        out["text"] = text ? json::value(utf8::replace_invalid(*text)) : json::value(nullptr);
        app.print_json(out);
        return status::done;
    }
    std::cout << facts_text(record, records);
    if (text)
        std::cout << "\n" << printable(utf8::replace_invalid(*text)) << (text->ends_with('\n') ? "" : "\n");
    return status::done;
}

int search(App& app, const DecisionsOptions& options) {
    auto opened = open(options);
    if (!opened) return app.fail(opened.error());
    const auto& records = opened->holdings.records;
    std::vector<std::string> words;
    for (const auto& word : options.words)
        for (auto& one : decisions::words_of(word))
            words.push_back(std::move(one));
    if (words.empty())
        return app.fail({Errc::invalid_argument, "there is no word in what is searched for",
                         "restante decisions search WORD…"});
    std::vector<decisions::Hit> hits;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto text = opened->shelf.bytes(records[i].path);
        if (auto hit =
                decisions::match(records[i], text ? std::string_view(*text) : std::string_view(), words)) {
            hit->record = i;
            hits.push_back(std::move(*hit));
        }
    }
    std::stable_sort(hits.begin(), hits.end(),
                     [](const auto& a, const auto& b) { return a.score > b.score; });
    json::array out;
    for (const auto& hit : hits) {
        const auto excerpt = utf8::replace_invalid(hit.excerpt);
        if (!app.json) {
            constexpr std::size_t excerpt_characters_max = 120;
            std::cout << list_text({&records[hit.record]});
            if (hit.line > 0)
                std::cout << fmt::format("    {}: {}\n", hit.line,
                                         one_line(within_line(excerpt), excerpt_characters_max));
            continue;
        }
        auto one = decisions::to_json(records[hit.record]);
        one["score"] = hit.score;
        one["line"] = hit.line == 0 ? json::value(nullptr) : json::value(hit.line);
        one["excerpt"] = excerpt;
        out.push_back(std::move(one));
    }
    if (app.json) app.print_json(out);
    if (hits.empty() && !app.json)
        return app.fail(
            {Errc::not_found, "no decision record holds all of these words", "fewer words find more"});
    return status::done;
}

int graph(App& app, const DecisionsOptions& options) {
    const auto opened = open(options);
    if (!opened) return app.fail(opened.error());
    const auto& records = opened->holdings.records;
    const auto edges = decisions::edges_of(records);
    if (options.dot) {
        std::cout << decisions::to_dot(records, edges);
        return status::done;
    }
    if (!app.json) {
        std::cout << tree_text(records, decisions::tree_of(records, edges));
        if (edges.empty())
            std::cerr << "restante: no record here says that it supersedes or amends another\n";
        return status::done;
    }
    json::array out;
    for (const auto& edge : edges) {
        json::object one;
        one["from"] = utf8::replace_invalid(records[edge.from].path);
        one["to"] = utf8::replace_invalid(records[edge.to].path);
        one["kind"] = edge.amends ? "amends" : "supersedes";
        one["both_say_so"] = edge.both_say_so;
        out.push_back(std::move(one));
    }
    app.print_json(out);
    return status::done;
}

int lint(App& app, const DecisionsOptions& options) {
    const auto opened = open(options);
    if (!opened) {
        static_cast<void>(app.fail(opened.error()));
        return not_looked;
    }
    std::size_t count = 0;
    json::array out;
    for (const auto& record : opened->holdings.records)
        for (const auto& problem : record.problems) {
            ++count;
            if (!app.json) {
                std::cout << problem_text(record, problem);
                continue;
            }
            auto one = decisions::to_json(problem);
            one["path"] = utf8::replace_invalid(record.path);
            out.push_back(std::move(one));
        }
    if (app.json)
        app.print_json(out);
    else
        std::cerr << fmt::format("restante: {} {} in {} decision records\n", count,
                                 count == 1 ? "finding" : "findings", opened->holdings.records.size());
    if (!opened->holdings.gaps.empty()) return not_looked;
    return count == 0 ? status::done : findings;
}

CLI::App* add(CLI::App& parent, App& app, const std::shared_ptr<DecisionsOptions>& options, const char* name,
              const char* what, int (*run)(App&, const DecisionsOptions&)) {
    auto* command = parent.add_subcommand(name, what);
    command->add_option("--repository", options->repository, "a folder in the repository, or a bare one")
        ->capture_default_str();
    command->add_option("--at", options->at,
                        "a commit, branch or tag; without it the files as they are on disk");
    command->callback(
        [&app, options, run] { app.set_work([options, run](App& a) { return run(a, *options); }); });
    return command;
}

}  // namespace

void add_decisions(CLI::App& parser, App& app) {
    auto options = std::make_shared<DecisionsOptions>();
    auto* command = parser.add_subcommand(
        "decisions", "Read the decision records (ADR, RFC, KEP, PEP, …) of a repository");
    command->require_subcommand(1);
    auto* listing = add(*command, app, options, "list", "List the records", list);
    listing->add_option("--status", options->statuses, "only of this status; may be given more than once")
        ->check(CLI::IsMember(decisions::status_names()));
    listing->add_option("--format", options->formats, "only written in this format")
        ->check(CLI::IsMember(decisions::format_names()));
    listing->add_option("--tag", options->tags, "only with this tag");
    listing->add_flag("--skipped", options->skipped, "also list the files among them that are none, and why");
    add(*command, app, options, "show", "Show one record: what is known of it, and its text", show)
        ->add_option("record", options->record, "its number, path, or words of its title")
        ->required();
    add(*command, app, options, "search", "Find records that hold all of the words", search)
        ->add_option("words", options->words, "words, or beginnings of words")
        ->required();
    add(*command, app, options, "graph", "Show which records supersede or amend which", graph)
        ->add_flag("--dot", options->dot, "for Graphviz: restante decisions graph --dot | dot -Tsvg");
    add(*command, app, options, "lint", "Tell what is wrong with the records", lint)
        ->footer(
            "Exit status: 0 nothing was found; 1 something was; 2 the records could not be looked at, or not "
            "all.");
}

}  // namespace restante::cli
