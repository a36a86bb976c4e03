// hook: git's prepare-commit-msg, which offers the decisions and threads that changed lines are about.
// Installed only when somebody asks for it; it never keeps a commit from being made.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "base/file_name.hpp"
#include "base/printable.hpp"
#include "clients/cli/app.hpp"
#include "clients/cli/commit_offer.hpp"
#include "clients/cli/commit_subjects.hpp"
#include "clients/cli/hook_file.hpp"
#include "clients/cli/text_file.hpp"
#include "vcs/process.hpp"

namespace restante::cli {
namespace {

constexpr std::chrono::seconds git_deadline{2};
constexpr std::size_t diff_bytes_max = 8 * 1024 * 1024;

struct HookOptions {
    std::string folder = ".";
    std::string message_file;
    std::string source;
    std::string commit;
};

/// git's answer without its line end; nothing when it has none, or fails.
std::optional<std::string> ask_git(const vcs::Repository& repository, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "git");
    vcs::Command command{std::move(arguments), repository.root, {}};
    // `git commit FILE` has an index of its own.
    if (const char* index = std::getenv("GIT_INDEX_FILE"))
        command.environment.push_back(std::string("GIT_INDEX_FILE=") + index);
    auto output = vcs::run(command, {}, {git_deadline, diff_bytes_max});
    if (!output || output->exit_status != 0) return std::nullopt;
    if (output->out.ends_with('\n')) output->out.pop_back();
    return std::move(output->out);
}

/// Whether git takes comments out of the message, and an editor opens on it: else nothing can be offered.
bool can_be_offered(const vcs::Repository& repository, const HookOptions& options, std::string_view message,
                    std::string_view comment) {
    if (!options.source.empty() && options.source != "template" && options.source != "commit") return false;
    const auto cleanup = ask_git(repository, {"config", "--get", "commit.cleanup"}).value_or("default");
    if (cleanup != "default" && cleanup != "strip") return false;
    return message.starts_with(comment) || message.find("\n" + std::string(comment)) != std::string::npos;
}

int prepare_message(App& app, const HookOptions& options) {
    const auto repository = vcs::discover(current_folder());
    if (!repository) return app.fail(repository.error());
    const auto file = absolute_path(options.message_file);
    const auto message = read_text_file(file);
    if (!message) return app.fail(message.error());
    auto comment = ask_git(*repository, {"config", "--get", "core.commentChar"}).value_or("#");
    if (comment.empty() || comment == "auto") comment = "#";
    if (!can_be_offered(*repository, options, *message, comment)) return status::done;
    const auto diff = ask_git(*repository, {"-c", "core.quotePath=true", "diff", "--cached", "--unified=0",
                                            "--no-prefix", "--no-renames", "--no-color", "--no-ext-diff",
                                            "--no-textconv", "--ignore-submodules=all"});
    if (!diff) return status::done;
    const auto offers = offers_for(app, *repository, changed_lines(*diff));
    const auto offered = with_offers(*message, offers, comment);
    if (offered == *message) return status::done;
    if (const auto written = write_text_file(file, offered); !written) return app.fail(written.error());
    return status::done;
}

int install(App& app, const HookOptions& options) {
    const auto hook = find_hook(absolute_path(options.folder));
    if (!hook) return app.fail(hook.error());
    if (hook->state == HookState::others)
        return app.fail({Errc::already_exists, fmt::format("{} is there already", printable(hook->path)),
                         fmt::format("add this line to it: {}", hook_line)});
    if (const auto written = write_hook(*hook); !written) return app.fail(written.error());
    std::cout << fmt::format("{} {}\n", hook->state == HookState::ours ? "already there:" : "made",
                             printable(hook->path));
    return status::done;
}

int uninstall(App& app, const HookOptions& options) {
    const auto hook = find_hook(absolute_path(options.folder));
    if (!hook) return app.fail(hook.error());
    if (hook->state == HookState::others)
        return app.fail({Errc::forbidden, fmt::format("{} is not ours alone", printable(hook->path)),
                         fmt::format("take this line out of it: {}", hook_line)});
    if (hook->state == HookState::none) {
        std::cout << "there is none\n";
        return status::done;
    }
    if (const auto removed = remove_hook(*hook); !removed) return app.fail(removed.error());
    std::cout << fmt::format("removed {}\n", printable(hook->path));
    return status::done;
}

}  // namespace

void add_hook(CLI::App& parser, App& app) {
    auto options = std::make_shared<HookOptions>();
    auto* hook = parser.add_subcommand(
        "hook", "Offer decisions and threads as trailers when a commit message is written");
    hook->require_subcommand(1);
    auto* make = hook->add_subcommand("install", "Install git's prepare-commit-msg hook in this repository");
    make->add_option("folder", options->folder, "a folder in the repository");
    make->callback([&app, options] { app.set_work([options](App& a) { return install(a, *options); }); });
    auto* remove = hook->add_subcommand("uninstall", "Remove it again");
    remove->add_option("folder", options->folder, "a folder in the repository");
    remove->callback([&app, options] { app.set_work([options](App& a) { return uninstall(a, *options); }); });
    auto* run = hook->add_subcommand("prepare-commit-msg", "What the hook runs; git gives the arguments");
    run->add_option("file", options->message_file, "the message")->required();
    run->add_option("source", options->source, "where it comes from");
    run->add_option("commit", options->commit, "the commit that is amended");
    run->callback(
        [&app, options] { app.set_work([options](App& a) { return prepare_message(a, *options); }); });
}

}  // namespace restante::cli
