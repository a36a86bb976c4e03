// threads, thread show, search, outbox.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "clients/cli/app.hpp"
#include "clients/cli/ending.hpp"
#include "clients/cli/print.hpp"
#include "protocol/cpp/space.hpp"
#include "protocol/cpp/threads.hpp"

namespace restante::cli {
namespace {

struct ListOptions {
    std::string file;
    bool all_spaces = false;
    std::string state = "open";
    std::uint32_t limit = 200;
};

int list_threads(App& app, const ListOptions& options) {
    protocol::ThreadsParams params;
    params.state = options.state == "all"        ? protocol::StateFilter::all
                   : options.state == "resolved" ? protocol::StateFilter::resolved
                                                 : protocol::StateFilter::open;
    params.limit = options.limit;
    if (!options.file.empty()) {
        params.text_document.emplace();
        params.text_document->uri = absolute_path(options.file);
    } else if (!options.all_spaces) {
        params.root = current_folder();
    }
    auto answer = app.call(protocol::method::threads, params);
    if (!answer) return app.fail(answer.error());
    if (app.json) {
        app.print_json(*answer);
        return status::done;
    }
    auto result = protocol::read<protocol::ThreadsResult>(*answer);
    if (!result) return app.fail(result.error());
    const auto style = style_of(app);
    for (const auto& thread : result->threads)
        std::cout << list_line(thread, style);
    if (result->threads.empty())
        std::cerr << "no " << (options.state == "all" ? "" : options.state + " ") << "threads here\n";
    if (result->note) std::cerr << printable(*result->note) << "\n";
    if (result->next) std::cerr << "there are more: --limit " << options.limit * 5 << "\n";
    return status::done;
}

struct ShowOptions {
    std::string thread;
    bool explain = false;
};

int explain_thread(App& app, const protocol::ThreadParams& params) {
    auto answer = app.call(protocol::method::thread_explain, params);
    if (!answer) return app.fail(answer.error());
    if (app.json) {
        app.print_json(*answer);
        return status::done;
    }
    auto result = protocol::read<protocol::ThreadExplainResult>(*answer);
    if (!result) return app.fail(result.error());
    std::cout << explained(*result, style_of(app));
    return status::done;
}

int show_thread(App& app, const ShowOptions& options) {
    protocol::ThreadParams params;
    params.thread_id = options.thread;
    params.root = current_folder();
    if (options.explain) return explain_thread(app, params);
    auto answer = app.call(protocol::method::thread, params);
    if (!answer) return app.fail(answer.error());
    if (app.json) {
        app.print_json(*answer);
        return status::done;
    }
    auto result = protocol::read<protocol::ThreadResult>(*answer);
    if (!result) return app.fail(result.error());
    std::cout << whole(result->thread, style_of(app));
    return status::done;
}

struct SearchOptions {
    std::vector<std::string> words;
    bool newest = false;
    std::uint32_t limit = 20;
};

int search(App& app, const SearchOptions& options) {
    protocol::SearchParams params;
    params.decisions = true;
    for (const auto& word : options.words)
        params.query += (params.query.empty() ? "" : " ") + word;
    params.order = options.newest ? protocol::SearchOrder::newest : protocol::SearchOrder::best;
    params.limit = options.limit;
    auto answer = app.call(protocol::method::search, params);
    if (!answer) return app.fail(answer.error());
    if (app.json) {
        app.print_json(*answer);
        return status::done;
    }
    auto result = protocol::read<protocol::SearchResult>(*answer);
    if (!result) return app.fail(result.error());
    const auto style = style_of(app);
    for (const auto& hit : result->hits)
        std::cout << hit_line(hit, style);
    if (result->hits.empty()) std::cerr << "nothing found\n";
    if (result->behind > 0)
        std::cerr << fmt::format(
            "the index is still being made: the newest words of {} thread{} are not in it yet\n",
            result->behind, result->behind == 1 ? "" : "s");
    return status::done;
}

int outbox(App& app) {
    auto answer = app.call(protocol::method::outbox, protocol::OutboxParams{});
    if (!answer) return app.fail(answer.error());
    if (app.json) {
        app.print_json(*answer);
        return status::done;
    }
    auto result = protocol::read<protocol::OutboxResult>(*answer);
    if (!result) return app.fail(result.error());
    for (const auto& entry : result->entries) {
        std::cout << fmt::format("{}  {}  {}  {}", entry.id, entry.kind, date(entry.at),
                                 one_line(entry.text, 60));
        std::cout << (entry.sync == protocol::SyncState::rejected
                          ? "\n    refused: " + one_line(entry.reason.value_or(""), 200) + "\n"
                          : "\n");
    }
    if (result->entries.empty()) std::cerr << "nothing waits to be sent to a hub\n";
    return status::done;
}

int retry(App& app, const std::string& id) {
    auto waiting = app.ask<protocol::OutboxResult>(protocol::method::outbox, protocol::OutboxParams{});
    if (!waiting) return app.fail(waiting.error());
    auto entry = by_ending(std::move(waiting->entries), id, "entry", "restante outbox");
    if (!entry) return app.fail(entry.error());
    protocol::OutboxRetryParams params;
    params.id = entry->id;
    auto answer = app.call(protocol::method::outbox_retry, params);
    return answer ? status::done : app.fail(answer.error());
}

}  // namespace

void add_reading(CLI::App& parser, App& app) {
    auto list = std::make_shared<ListOptions>();
    auto* threads =
        parser.add_subcommand("threads", "List threads: of this repository, or of a file with --file");
    threads->add_option("-f,--file", list->file, "only this file's, placed in it");
    threads->add_flag("-a,--all-spaces", list->all_spaces, "of all spaces, not only of this repository");
    threads->add_option("-s,--state", list->state, "open, resolved or all")
        ->check(CLI::IsMember({"open", "resolved", "all"}))
        ->capture_default_str();
    threads->add_option("-n,--limit", list->limit, "at most this many")
        ->check(CLI::Range(1, 5000))
        ->capture_default_str();
    threads->callback([&app, list] { app.set_work([list](App& a) { return list_threads(a, *list); }); });

    auto query = std::make_shared<SearchOptions>();
    auto* find = parser.add_subcommand("search", "Find words in comments");
    find->add_option("words", query->words, "words that must all be there; \"a phrase\"; begin*")->required();
    find->add_flag("--newest", query->newest, "newest first, instead of best first");
    find->add_option("-n,--limit", query->limit, "at most this many")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    find->callback([&app, query] { app.set_work([query](App& a) { return search(a, *query); }); });

    auto again = std::make_shared<std::string>();
    auto* out = parser.add_subcommand("outbox", "What the hub does not have yet, and what it refused");
    auto* retry_one = out->add_subcommand("retry", "Send a refused entry again");
    retry_one->add_option("entry", *again, "the entry's id, or any ending of it of four characters or more")
        ->required()
        ->transform(typed_id);
    retry_one->callback([&app, again] { app.set_work([again](App& a) { return retry(a, *again); }); });
    out->callback([&app, retry_one] {
        if (!retry_one->parsed()) app.set_work(outbox);
    });
}

void add_thread_show(CLI::App& thread, App& app) {
    auto options = std::make_shared<ShowOptions>();
    auto* show = thread.add_subcommand("show", "Show a thread with all its comments");
    show->add_option("thread", options->thread, "its id, or any ending of it of four characters or more")
        ->required()
        ->transform(typed_id);
    show->add_flag("--explain", options->explain,
                   "say why it is where it is, who attached it there, and where it may be instead");
    show->callback([&app, options] { app.set_work([options](App& a) { return show_thread(a, *options); }); });
}

}  // namespace restante::cli
