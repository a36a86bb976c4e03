// tour: what somebody who is new to a folder should read, in the order in which decisions build on each
// other. No daemon is asked: it is worked out in this process.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "base/utf8.hpp"
#include "clients/cli/app.hpp"
#include "clients/cli/decisions_print.hpp"
#include "grounds/tour_ground.hpp"
#include "shelf/shelf.hpp"
#include "vcs/revisions.hpp"

namespace restante::cli {
namespace {
namespace json = boost::json;

struct TourOptions {
    std::string folder = ".";
    std::string repository;  // empty: the one that the folder is in
    std::string at;
};

/// The folder that was typed: in which repository, and its path there, empty for the root.
struct Toured {
    vcs::Repository repository;
    std::string path;
};

std::string without_dots(std::string_view typed) {
    while (typed.starts_with("./") || typed.starts_with('/'))
        typed.remove_prefix(typed.front() == '/' ? 1 : 2);
    while (typed.ends_with('/'))
        typed.remove_suffix(1);
    return typed == "." ? std::string() : std::string(typed);
}

Result<Toured> find_folder(const TourOptions& options) {
    if (!options.repository.empty()) {
        auto repository = vcs::open_folder(absolute_path(options.repository));
        if (!repository) return tl::unexpected(std::move(repository).error());
        return Toured{std::move(*repository), without_dots(options.folder)};
    }
    const auto typed = absolute_path(options.folder);
    auto repository = vcs::discover(typed);
    if (!repository) {
        auto bare = vcs::open_folder(current_folder());
        if (!bare || options.folder.starts_with('/')) return tl::unexpected(repository.error());
        return Toured{std::move(*bare), without_dots(options.folder)};
    }
    const auto real = vcs::followed_path(typed);
    if (!real) return tl::unexpected(real.error());
    if (*real == repository->root) return Toured{std::move(*repository), ""};
    auto path = vcs::relative_path(*repository, typed);
    if (!path) return tl::unexpected(std::move(path).error());
    return Toured{std::move(*repository), std::move(*path)};
}

json::value text_or_nothing(const std::optional<std::string>& text) {
    return text ? json::value(utf8::replace_invalid(*text)) : json::value(nullptr);
}

json::object stop_json(const why::TourStop& stop, const decisions::Record& record) {
    json::object out;
    out["number"] = text_or_nothing(record.number);
    out["name"] = utf8::replace_invalid(why::name_of(record));
    out["title"] = text_or_nothing(record.title);
    out["status"] = decisions::to_string(record.status);
    out["date"] = text_or_nothing(record.date);
    out["path"] = utf8::replace_invalid(record.path);
    out["outcome"] = text_or_nothing(record.outcome);
    out["why"] = utf8::replace_invalid(stop.why);
    out["place"] =
        stop.path.empty() ? json::value(nullptr) : json::value{{"path", stop.path}, {"line", stop.line}};
    return out;
}

std::string stop_text(std::size_t number, const why::TourStop& stop, const decisions::Record& record) {
    auto out = fmt::format("{}. {}\n", number, name_text(record));
    if (record.outcome) out += fmt::format("   {}\n", within_line(utf8::replace_invalid(*record.outcome)));
    out += fmt::format("   {}\n", within_line(utf8::replace_invalid(stop.why)));
    if (!stop.path.empty()) out += fmt::format("   see {}:{}\n", within_line(stop.path), stop.line);
    return out;
}

void print(App& app, const std::vector<why::TourStop>& stops, const std::vector<decisions::Record>& records,
           const std::vector<Error>& gaps) {
    const auto left = records.size() - stops.size();
    if (app.json) {
        json::object out;
        auto& list = out["stops"].emplace_array();
        for (const auto& stop : stops)
            list.push_back(stop_json(stop, records[stop.record]));
        out["left"] = left;
        auto& lacking = out["gaps"].emplace_array();
        for (const auto& gap : gaps)
            lacking.push_back({{"text", utf8::replace_invalid(gap.message)},
                               {"hint", gap.hint.empty() ? json::value(nullptr) : json::value(gap.hint)}});
        return app.print_json(out);
    }
    std::size_t number = 0;
    for (const auto& stop : stops)
        std::cout << stop_text(++number, stop, records[stop.record]);
    for (const auto& gap : gaps)
        std::cerr << fmt::format("restante: not all was looked at: {}\n", printable(gap.message));
    std::cerr << (stops.empty() ? "restante: no accepted decision is about this folder\n"
                                : fmt::format("restante: {} of {} decision records; restante decisions show "
                                              "NUMBER shows one\n",
                                              stops.size(), records.size()));
}

int tour(App& app, const TourOptions& options) {
    const auto where = find_folder(options);
    if (!where) return app.fail(where.error());
    const auto& repository = where->repository;
    auto shelf = shelf::Shelf::open(repository.root);
    if (!shelf) return app.fail(shelf.error());
    const auto revision = options.at.empty() ? std::nullopt : std::optional(options.at);
    auto holdings = shelf->load(revision);
    if (!holdings) return app.fail(holdings.error());
    vcs::Revisions revisions(repository);
    const auto commit = revisions.commit(revision.value_or("HEAD"));
    if (!commit) return app.fail(commit.error());
    const auto objects = vcs::open_objects(repository);
    const why::Names names(holdings->records);
    const bool on_disk = !revision && repository.root != repository.git_dir;
    const auto ground = grounds::tour_ground(
        {where->path, *commit, on_disk ? repository.root : ""}, *objects, names, holdings->records,
        [&](std::size_t record) { return shelf->bytes(holdings->records[record].path); });
    if (!ground) return app.fail(ground.error());
    auto gaps = std::move(holdings->gaps);
    gaps.insert(gaps.end(), ground->gaps.begin(), ground->gaps.end());
    print(app, why::tour(ground->input, holdings->records), holdings->records, gaps);
    return status::done;
}

}  // namespace

void add_tour(CLI::App& parser, App& app) {
    auto options = std::make_shared<TourOptions>();
    auto* command = parser.add_subcommand(
        "tour", "Tell which decisions somebody who is new to a folder should read, in reading order");
    command->add_option("folder", options->folder, "a folder or file; without it the current folder");
    command->add_option("--repository", options->repository,
                        "a folder in the repository, or a bare one; FOLDER counts from its root then");
    command->add_option("--at", options->at,
                        "a commit, branch or tag; without it the files as they are on disk");
    command->callback([&app, options] { app.set_work([options](App& a) { return tour(a, *options); }); });
}

}  // namespace restante::cli
