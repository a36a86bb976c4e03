// place: where code of one commit is in another, or on disk. No daemon is asked: the engine runs here.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "clients/cli/app.hpp"
#include "clients/cli/place_batch.hpp"
#include "clients/cli/print.hpp"

namespace restante::cli {
namespace {

struct PlaceOptions {
    std::string repository = ".";
    std::string from;
    std::string to;
    bool bare = false;
    bool work_tree = false;
    bool batch = false;
};

std::string shown(const Followed& found) {
    const auto lines = [](Span span) {
        return span.first == span.last ? fmt::format("{}", span.first)
                                       : fmt::format("{}-{}", span.first, span.last);
    };
    auto text = found.path ? fmt::format("{}:{}", printable(*found.path), lines(found.lines)) : "gone";
    if (found.columns) text += fmt::format(":{}-{}", found.columns->first, found.columns->last);
    text += fmt::format("\n    {} (confidence {:.2f}): {}\n", anchor::to_string(found.state),
                        found.confidence, printable(found.reason));
    if (!found.last_good) return text;
    const auto last = anchor::lines_of_range(found.last_good->range);
    return text + fmt::format("    last at {}:{} in {}\n", printable(found.last_good->path),
                              lines({last.first + 1, last.last + 1}), found.last_good->commit.hex());
}

/// What was asked about is not there: for a script that is no more than a failure.
int not_there(const App& app, const Error& error) {
    const int code = app.fail(error);
    return code == status::not_found ? status::failed : code;
}

int place_one(App& app, CodeFollower& code, const PlaceOptions& options) {
    const auto argument = parse_code(options.from);
    if (!argument) return app.fail(argument.error());
    const auto from = code.commit(argument->revision);
    if (!from) return not_there(app, from.error());
    // "gone" is what was there, and is gone.
    if (auto there = code.check(*from, *argument, LastColumn::must_be_there); !there)
        return not_there(app, there.error());
    const auto to = options.work_tree ? code.work_tree() : code.commit(options.to);
    if (!to) return not_there(app, to.error());
    if (!options.work_tree)
        if (auto there = code.check_commit(*to); !there) return not_there(app, there.error());
    const auto found = code.follow(*from, *argument, *to);
    if (app.json)
        app.print_json(to_json(found));
    else
        std::cout << shown(found);
    return status::done;
}

int place(App& app, const PlaceOptions& options) {
    const bool one = !options.from.empty() && options.to.empty() == options.work_tree;
    const bool many = options.from.empty() && options.to.empty() && !options.work_tree;
    if (options.batch ? !many : !one)
        return app.fail({Errc::invalid_argument, "what is to be placed, and where?",
                         "--from COMMIT:PATH:START[-END] with --to COMMIT or --worktree; or --batch alone"});
    if (options.bare && options.work_tree)
        return app.fail({Errc::invalid_argument, "a bare repository has no files on disk to look in",
                         "--to COMMIT; or --worktree without --bare, in a work tree"});
    auto code = CodeFollower::open(absolute_path(options.repository),
                                   options.bare ? FolderKind::bare : FolderKind::any);
    if (!code) return app.fail(code.error());
    if (!options.batch) return place_one(app, *code, options);
    const auto bad = place_batch(*code, std::cin, std::cout);
    if (bad == 0) return status::done;
    std::cerr << fmt::format("restante: {} {} answered with an error\n", bad,
                             bad == 1 ? "line was" : "lines were");
    return status::failed;
}

}  // namespace

void add_place(CLI::App& parser, App& app) {
    auto options = std::make_shared<PlaceOptions>();
    auto* command = parser.add_subcommand("place", "Say where code of one commit is in another");
    command->add_option("--repository", options->repository, "a folder in the repository")
        ->capture_default_str();
    command->add_flag("--bare", options->bare, "that folder is a bare repository");
    command->add_option("--from", options->from,
                        "COMMIT:PATH:START[-END][:COLUMN-COLUMN], counted from 1, the last one meant");
    command->add_option("--to", options->to, "the commit to look in: later, earlier, or on another branch");
    command->add_flag("--worktree", options->work_tree, "look in the files as they are on disk");
    command->add_flag("--batch", options->batch,
                      "read questions from standard input, write answers: JSON, one object a line");
    command->callback([&app, options] { app.set_work([options](App& a) { return place(a, *options); }); });
}

}  // namespace restante::cli
