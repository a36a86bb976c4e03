// why: which decisions and threads explain some lines. A daemon that runs is asked, which knows the threads
// and the space's decisions; none is started for it, and then what lies in files is found in this process.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "clients/cli/app.hpp"
#include "clients/cli/place_argument.hpp"
#include "clients/cli/why_daemon.hpp"
#include "clients/cli/why_print.hpp"
#include "protocol/cpp/threads.hpp"
#include "shelf/shelf.hpp"

namespace restante::cli {
namespace {
namespace json = boost::json;

/// Git may have a long history to read.
constexpr std::chrono::seconds daemon_deadline{60};

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

/// What is asked about, and where.
struct Asked {
    Whereabouts where;
    protocol::Range range;
    std::optional<std::string> revision;
};

/// The answer of this process: what lies in the repository's files and history.
Result<DaemonAnswer> look_here(const Asked& asked, const std::string& typed) {
    auto shelf = shelf::Shelf::open(asked.where.folder);
    if (!shelf) return tl::unexpected(std::move(shelf).error());
    auto ground = grounds::Grounds::open(asked.where.folder);
    if (!ground) return tl::unexpected(std::move(ground).error());
    auto holdings = shelf->load(asked.revision);
    if (!holdings) return tl::unexpected(std::move(holdings).error());
    DaemonAnswer out;
    out.records = std::move(holdings->records);
    const why::Names names(out.records);
    const grounds::Question question{asked.where.path, asked.range.start.line, asked.range.end.line,
                                     asked.revision};
    auto gathered =
        ground->look(question, names, out.records, [&](std::size_t record) -> std::optional<why::Naming> {
            const auto text = shelf->bytes(out.records[record].path);
            return text ? why::naming_in(*text, question.path) : std::nullopt;
        });
    if (!gathered) return tl::unexpected(std::move(gathered).error());
    ground->look_back(question, out.records, *gathered);
    std::move(holdings->gaps.begin(), holdings->gaps.end(), std::back_inserter(gathered->gaps));
    out.answer = {typed, why::answer(gathered->known, names, out.records), std::move(*gathered),
                  out.records.empty()};
    return out;
}

/// A daemon that runs knows the threads and the decisions of the space besides. Nothing when none does, or
/// when what is asked about is not the file on disk.
std::optional<Result<protocol::WhyResult>> ask_daemon(App& app, const Asked& asked) {
    if (asked.revision || asked.where.on_disk.empty()) return std::nullopt;
    if (!app.paths() || !Link::is_running(*app.paths())) return std::nullopt;
    protocol::WhyParams params;
    params.text_document.uri = asked.where.on_disk;
    params.range = asked.range;
    return app.ask<protocol::WhyResult>(protocol::method::why, params, daemon_deadline);
}

void tell(const App& app, const DaemonAnswer& found, const std::vector<protocol::Thread>& threads) {
    std::cout << decisions_text(found.answer, found.records);
    for (const auto& thread : threads)
        std::cout << list_line(thread, style_of(app));
    if (found.answer.decisions.empty() && threads.empty())
        std::cout << nothing_text(found.answer, style_of(app).now_ms);
    for (const auto& gap : found.answer.gathered.gaps)
        std::cerr << fmt::format("restante: not all was looked at: {}\n", printable(gap.message));
}

int why(App& app, const WhyOptions& options) {
    const auto place = parse_place(options.place);
    if (!place) return app.fail(place.error());
    auto where = find_file(options, place->file);
    if (!where) return app.fail(where.error());
    const Asked asked{std::move(*where), place->range,
                      options.at.empty() ? std::nullopt : std::optional(options.at)};
    auto told = ask_daemon(app, asked);
    auto found = told && *told ? Result<DaemonAnswer>(answer_of(**told, options.place))
                               : look_here(asked, options.place);
    if (!found) return app.fail(found.error());
    if (told && !*told)
        found->answer.gathered.gaps.push_back(
            with_context(told->error(), "the threads and the space's decisions here"));
    const auto threads = told && *told ? (*told)->threads : std::vector<protocol::Thread>();
    if (!app.json) {
        tell(app, *found, threads);
        return status::done;
    }
    auto out = to_json(found->answer, found->records);
    auto& list = out["threads"].emplace_array();
    for (const auto& thread : threads)
        list.push_back(json::parse(protocol::to_json(thread)));
    app.print_json(out);
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
