// A user's home of our own with a daemon in it, and a hub with its database: the real programs, started and
// ended here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/line.hpp"
#include "bench/process.hpp"

namespace restante::bench {

/// Where the programs are that are measured.
struct Programs {
    std::string folder;
    [[nodiscard]] std::string daemon() const { return folder + "/restanted"; }
    [[nodiscard]] std::string cli() const { return folder + "/restante"; }
    [[nodiscard]] std::string hub() const { return folder + "/restante-hub"; }
    [[nodiscard]] std::string null_server() const { return folder + "/restante-bench-null"; }
};

/// A folder of ours, removed with its owner.
class Scratch {
  public:
    explicit Scratch(const std::string& in);
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch();
    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    std::string path_;
};

/// The XDG folders of one user, below one folder. The socket is elsewhere: its path must be short.
class Home {
  public:
    explicit Home(std::string folder);
    [[nodiscard]] std::string database() const { return folder_ + "/data/restante/restante.db"; }
    [[nodiscard]] std::string socket() const { return runtime_.path() + "/restante/socket"; }
    [[nodiscard]] std::vector<std::string> environment() const;
    /// Lets the daemon be known to a hub without asking anybody.
    void set_token(const std::string& hub, const std::string& token) const;

  private:
    std::string folder_;
    Scratch runtime_;
};

class Daemon {
  public:
    Daemon(const Programs& programs, const Home& home);
    [[nodiscard]] pid_t pid() const { return process_.pid(); }
    /// A new connection.
    [[nodiscard]] Line connect() const { return Line::to(socket_); }
    /// Ends it as a service manager would, and waits.
    void end() { process_.end(); }

  private:
    std::string socket_;
    Process process_;
};

/// Serves a database until it goes.
class Hub {
  public:
    Hub(const Programs& programs, const std::string& database);
    ~Hub() { process_.end(); }
    Hub(const Hub&) = delete;
    Hub& operator=(const Hub&) = delete;
    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] std::uint16_t port() const;

    static void add_user(const Programs& programs, const std::string& database, const std::string& name);
    static std::string make_token(const Programs& programs, const std::string& database,
                                  const std::string& user);

  private:
    std::string url_;
    Process process_;
};

void write_file(const std::string& path, std::string_view text);
[[nodiscard]] std::string uri_of(const std::string& path);
/// A small repository with one commit that holds these files, and a .restante.json.
void make_repository(const std::string& root, const std::vector<std::pair<std::string, std::string>>& files,
                     const std::string& space, const std::optional<std::string>& hub);

}  // namespace restante::bench
