// What every command of `restante` shares: the link, how to print, and how to end. One App per process.
#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/paths.hpp"
#include "clients/cli/link.hpp"
#include "clients/cli/print.hpp"
#include "protocol/cpp/space.hpp"

namespace CLI {
class App;
}

namespace restante::cli {

// Exit statuses; documented in --help and in restante(1).
namespace status {
inline constexpr int done = 0;
inline constexpr int failed = 1;
inline constexpr int usage = 2;
inline constexpr int not_found = 3;
inline constexpr int refused = 4;  // not allowed, or already so
inline constexpr int not_synced =
    5;  // not reached, a login wanted, or entries refused; what was written is kept
inline constexpr int no_daemon = 6;  // cannot be started or reached
}  // namespace status

[[nodiscard]] int status_of(Errc code) noexcept;

/// A command's work, run after the command line was parsed. Its value is the exit status.
using Work = std::function<int(class App&)>;

class App {
  public:
    /// `new_key` makes a random key for each write; without it none can be made.
    explicit App(std::function<std::string()> new_key = {});

    bool json = false;  // --json: print the daemon's answer as it is
    std::string_view encoding =
        "utf-32";  // of positions, for people count characters; to be set before the first call
    [[nodiscard]] bool color() const { return color_; }
    [[nodiscard]] const Result<Paths>& paths() const { return paths_; }
    void set_work(Work work) { work_ = std::move(work); }
    [[nodiscard]] int run();

    /// Connects on first use.
    [[nodiscard]] Result<Link*> link();
    template <class Params>
    [[nodiscard]] Result<boost::json::value> call(
        std::string_view method, const Params& params,
        std::chrono::milliseconds deadline = std::chrono::seconds(30)) {
        return call_text(method, protocol::to_json(params), deadline);
    }

    /// The same, for who needs no more than what the answer says.
    template <class Answer, class Params>
    [[nodiscard]] Result<Answer> ask(std::string_view method, const Params& params,
                                     std::chrono::milliseconds deadline = std::chrono::seconds(30)) {
        return call(method, params, deadline).and_then([](const boost::json::value& answer) {
            return protocol::read<Answer>(answer);
        });
    }

    /// A request that writes. When the daemon goes away before it answered, the one that comes next is asked
    /// again, with the same key: whatever the first one did is not done twice.
    template <class Params>
    [[nodiscard]] Result<boost::json::value> write(std::string_view method, Params params) {
        if (new_key_) params.key = new_key_();
        return write_text(method, protocol::to_json(params));
    }

    /// No daemon could be reached or started.
    [[nodiscard]] bool daemon_failed() const { return daemon_failed_; }

    /// "restante: message" and "hint: …" on standard error; gives the exit status.
    int fail(const Error& error) const;

    /// For --json: the whole answer on one line.
    void print_json(const boost::json::value& value) const;

  private:
    [[nodiscard]] Result<boost::json::value> call_text(std::string_view method, const std::string& params,
                                                       std::chrono::milliseconds deadline);
    [[nodiscard]] Result<boost::json::value> write_text(std::string_view method, const std::string& params);

    std::function<std::string()> new_key_;
    Result<Paths> paths_;
    std::optional<Link> link_;
    bool daemon_failed_ = false;
    bool color_ = false;
    Work work_;
};

// Each adds its commands to the parser.
void add_reading(CLI::App& parser, App& app);
void add_writing(CLI::App& parser, App& app);
void add_setup(CLI::App& parser, App& app);
void add_login(CLI::App& parser, App& app);
void add_doctor(CLI::App& parser, App& app);
void add_sync(CLI::App& parser, App& app);
void add_drafts(CLI::App& parser, App& app);
void add_place(CLI::App& parser, App& app);
void add_decisions(CLI::App& parser, App& app);
void add_decision(CLI::App& parser, App& app);
void add_why(CLI::App& parser, App& app);
void add_hook(CLI::App& parser, App& app);
void add_tour(CLI::App& parser, App& app);
void add_lsp(CLI::App& parser, App& app);
void add_completions(CLI::App& parser, App& app);
/// All of them.
void add_commands(CLI::App& parser, App& app);

/// How the user's terminal shows threads, at this moment.
[[nodiscard]] Style style_of(const App& app);
/// Tells of a damaged database on standard error; false when it is whole.
bool tell_damage(const std::optional<protocol::Damage>& damage);

/// How one space's sync ended, in words; `timeout_s` is how long it was waited for.
[[nodiscard]] std::string sync_text(const protocol::SpaceStatus& space, std::uint32_t timeout_s);

/// An absolute path of what the user typed, without looking at the disk.
[[nodiscard]] std::string absolute_path(const std::string& path);
[[nodiscard]] std::string current_folder();
/// How things stand, the current folder included; a repository that was never looked at becomes known by it.
[[nodiscard]] protocol::StatusParams about_here();

}  // namespace restante::cli
