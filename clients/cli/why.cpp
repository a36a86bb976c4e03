// why: which decisions and threads explain some lines. The decisions are found in this process, without a
// daemon; one that runs is asked for the threads, and none is started for them.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "clients/cli/app.hpp"
#include "clients/cli/place_argument.hpp"
#include "clients/cli/why_print.hpp"
#include "protocol/cpp/threads.hpp"
#include "shelf/shelf.hpp"

namespace restante::cli {
namespace {
namespace json = boost::json;

struct WhyOptions {
    std::string place;
    std::string repository;  // empty: the one that the file is in
    std::string at;
};

/// Where the file is: a folder to open the repository by, and its path in it.
struct Whereabouts {
    std::string folder;
    std::string path;
    std::string on_disk;  // absolute; empty for a bare repository
};

/// What was typed without "./" and doubled slashes: from the repository's root.
std::string from_root(std::string_view typed) {
    while (typed.starts_with("./") || typed.starts_with('/'))
        typed.remove_prefix(typed.front() == '/' ? 1 : 2);
    return std::string(typed);
}

Result<Whereabouts> find_file(const WhyOptions& options, const std::string& file) {
    if (!options.repository.empty()) {
        auto repository = vcs::open_folder(absolute_path(options.repository));
        if (!repository) return tl::unexpected(std::move(repository).error());
        const bool bare = repository->root == repository->git_dir;
        auto path = from_root(file);
        return Whereabouts{repository->root, path, bare ? "" : repository->root + "/" + path};
    }
    const auto typed = absolute_path(file);
    const auto repository = vcs::discover(typed);
    if (!repository) {
        // In a bare one there are no files, and a path counts from its root.
        const auto bare = vcs::open_folder(current_folder());
        if (!bare || file.starts_with('/')) return tl::unexpected(repository.error());
        return Whereabouts{bare->root, from_root(file), ""};
    }
    auto path = vcs::relative_path(*repository, typed);
    if (!path) return tl::unexpected(std::move(path).error());
    return Whereabouts{repository->root, *path, typed};
}

bool covers(const protocol::Thread& thread, std::uint32_t first, std::uint32_t last) {
    if (!thread.range) return false;
    auto end = thread.range->end.line;
    if (end > thread.range->start.line && thread.range->end.character == 0) --end;
    return thread.range->start.line <= last && first <= end;
}

/// Those of a daemon that runs. Nothing when none does, or what is asked about is not the file on disk.
std::optional<Result<std::vector<protocol::Thread>>> threads_here(App& app, const WhyOptions& options,
                                                                  const Whereabouts& where,
                                                                  std::uint32_t first, std::uint32_t last) {
    if (!options.at.empty() || where.on_disk.empty()) return std::nullopt;
    if (!app.paths() || !Link::is_running(*app.paths())) return std::nullopt;
    protocol::ThreadsParams params;
    params.state = protocol::StateFilter::all;
    params.text_document.emplace();
    params.text_document->uri = where.on_disk;
    auto answer = app.ask<protocol::ThreadsResult>(protocol::method::threads, params);
    if (!answer) return tl::unexpected(std::move(answer).error());
    std::vector<protocol::Thread> kept;
    for (auto& thread : answer->threads)
        if (covers(thread, first, last)) kept.push_back(std::move(thread));
    return kept;
}

int why(App& app, const WhyOptions& options) {
    const auto place = parse_place(options.place);
    if (!place) return app.fail(place.error());
    const auto where = find_file(options, place->file);
    if (!where) return app.fail(where.error());
    const auto revision = options.at.empty() ? std::nullopt : std::optional(options.at);
    auto shelf = shelf::Shelf::open(where->folder);
    if (!shelf) return app.fail(shelf.error());
    auto ground = grounds::Grounds::open(where->folder);
    if (!ground) return app.fail(ground.error());
    auto holdings = shelf->load(revision);
    if (!holdings) return app.fail(holdings.error());
    const auto& records = holdings->records;
    const why::Names names(records);
    const grounds::Question question{where->path, place->range.start.line, place->range.end.line, revision};
    auto gathered =
        ground->look(question, names, records, [&](std::size_t record) -> std::optional<why::Naming> {
            const auto text = shelf->bytes(records[record].path);
            return text ? why::naming_in(*text, question.path) : std::nullopt;
        });
    if (!gathered) return app.fail(gathered.error());
    ground->look_back(question, records, *gathered);
    std::move(holdings->gaps.begin(), holdings->gaps.end(), std::back_inserter(gathered->gaps));

    WhyAnswer answer{options.place, {}, std::move(*gathered)};
    answer.decisions = why::answer(answer.gathered.known, names, records);
    auto threads = threads_here(app, options, *where, question.first, question.last);
    if (threads && !*threads)
        answer.gathered.gaps.push_back(with_context(threads->error(), "the threads here"));
    if (!threads || !*threads) threads = std::vector<protocol::Thread>();

    if (app.json) {
        auto out = to_json(answer, records);
        auto& list = out["threads"].emplace_array();
        for (const auto& thread : **threads)
            list.push_back(json::parse(protocol::to_json(thread)));
        app.print_json(out);
        return status::done;
    }
    std::cout << decisions_text(answer, records);
    for (const auto& thread : **threads)
        std::cout << list_line(thread, style_of(app));
    if (answer.decisions.empty() && (*threads)->empty())
        std::cout << nothing_text(answer, records, style_of(app).now_ms);
    for (const auto& gap : answer.gathered.gaps)
        std::cerr << fmt::format("restante: not all was looked at: {}\n", printable(gap.message));
    return status::done;
}

}  // namespace

void add_why(CLI::App& parser, App& app) {
    auto options = std::make_shared<WhyOptions>();
    auto* command =
        parser.add_subcommand("why", "Say which decisions and threads explain a line, and how that is known");
    command->add_option("place", options->place, "FILE:LINE or FILE:FIRST-LAST, counted from 1")->required();
    command->add_option("--repository", options->repository,
                        "a folder in the repository, or a bare one; FILE counts from its root then");
    command->add_option("--at", options->at, "a commit, branch or tag; without it the file as it is on disk");
    command->callback([&app, options] { app.set_work([options](App& a) { return why(a, *options); }); });
}

}  // namespace restante::cli
