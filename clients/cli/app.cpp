#include "clients/cli/app.hpp"

#include <limits.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>
#include <cstdlib>
#include <iostream>

namespace restante::cli {

namespace {

constexpr int write_again_max = 2;

}  // namespace

int status_of(Errc code) noexcept {
    switch (code) {
        case Errc::not_found:
            return status::not_found;
        case Errc::conflict:
        case Errc::already_exists:
        case Errc::forbidden:
            return status::refused;
        case Errc::unauthorized:
            return status::not_synced;
        case Errc::invalid_argument:
        case Errc::too_large:
            return status::usage;
        default:
            return status::failed;
    }
}

App::App(std::function<std::string()> new_key)
    : new_key_(std::move(new_key)), paths_(paths_from([](const char* name) { return std::getenv(name); })) {
    const char* no_color = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    color_ = ::isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || *no_color == '\0') && term != nullptr &&
             std::string_view(term) != "dumb";
}

int App::run() {
    if (!work_) return status::usage;
    return work_(*this);
}

Result<Link*> App::link() {
    if (link_) return &*link_;
    if (!paths_) return tl::unexpected(paths_.error());
    auto opened = Link::open(*paths_, encoding);
    if (!opened) {
        daemon_failed_ = true;
        return tl::unexpected(std::move(opened).error());
    }
    link_.emplace(std::move(*opened));
    return &*link_;
}

Result<boost::json::value> App::call_text(std::string_view method, const std::string& params,
                                          std::chrono::milliseconds deadline) {
    auto connected = link();
    if (!connected) return tl::unexpected(std::move(connected).error());
    return (*connected)->call(method, params, deadline);
}

Result<boost::json::value> App::write_text(std::string_view method, const std::string& params) {
    auto answer = call_text(method, params, std::chrono::seconds(30));
    if (daemon_failed_) return answer;
    for (int again = 0; again < write_again_max; ++again) {
        if (answer || answer.error().code != Errc::unavailable) return answer;
        link_.reset();
        daemon_failed_ = false;
        answer = call_text(method, params, std::chrono::seconds(30));
    }
    return answer;
}

int App::fail(const Error& error) const {
    std::cerr << "restante: " << error.message << "\n";
    if (!error.hint.empty()) std::cerr << "hint: " << error.hint << "\n";
    return daemon_failed_ ? status::no_daemon : status_of(error.code);
}

void App::print_json(const boost::json::value& value) const {
    std::cout << boost::json::serialize(value) << "\n";
}

Style style_of(const App& app) {
    return {app.color(), static_cast<std::int64_t>(std::time(nullptr)) * 1000};
}

bool tell_damage(const std::optional<protocol::Damage>& damage) {
    if (!damage) return false;
    std::cerr << "restante: since " << date(damage->since) << ": " << printable(damage->text) << "\n"
              << "hint: " << printable(damage->hint) << "\n";
    return true;
}

std::string current_folder() {
    std::array<char, PATH_MAX> path{};
    return ::getcwd(path.data(), path.size()) != nullptr ? path.data() : "/";
}

protocol::StatusParams about_here() {
    protocol::StatusParams params;
    params.root = current_folder();
    return params;
}

std::string absolute_path(const std::string& path) {
    if (!path.empty() && path.front() == '/') return path;
    auto folder = current_folder();
    if (path.empty() || path == ".") return folder;
    return folder == "/" ? folder + path : folder + "/" + path;
}

void add_commands(CLI::App& parser, App& app) {
    add_reading(parser, app);
    add_writing(parser, app);
    add_setup(parser, app);
    add_login(parser, app);
    add_doctor(parser, app);
    add_sync(parser, app);
    add_drafts(parser, app);
    add_place(parser, app);
    add_decisions(parser, app);
    add_decision(parser, app);
    add_why(parser, app);
    add_hook(parser, app);
    add_tour(parser, app);
    add_lsp(parser, app);
    add_completions(parser, app);
}

}  // namespace restante::cli
