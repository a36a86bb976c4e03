#include "contract/hub/program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace restante::tests {
namespace {

struct Child {
    pid_t pid = -1;
    int out = -1;
    int err = -1;
};

Child spawn(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), RESTANTE_BIN_DIR "/restante-hub");
    std::vector<char*> argv;
    for (auto& argument : arguments)
        argv.push_back(argument.data());
    argv.push_back(nullptr);
    std::array<int, 2> out{};
    std::array<int, 2> err{};
    if (::pipe2(out.data(), O_CLOEXEC) != 0 || ::pipe2(err.data(), O_CLOEXEC) != 0)
        throw std::runtime_error("pipe2 failed");
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::dup2(out[1], 1);
        ::dup2(err[1], 2);
        // A write beyond the file size limit is to fail, not to kill: that is how a test fills the disk.
        ::signal(SIGXFSZ, SIG_IGN);
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    ::close(out[1]);
    ::close(err[1]);
    return {pid, out[0], err[0]};
}

std::string read_until(int fd, char last) {
    std::string text;
    char c = 0;
    while (::read(fd, &c, 1) == 1) {
        text.push_back(c);
        if (c == last) break;
    }
    return text;
}

std::string read_all(int fd) {
    std::string text;
    std::array<char, 4096> bytes{};
    for (ssize_t size = 0; (size = ::read(fd, bytes.data(), bytes.size())) > 0;)
        text.append(bytes.data(), static_cast<std::size_t>(size));
    ::close(fd);
    return text;
}

int wait_for(pid_t pid) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

Ran run_hub(const std::vector<std::string>& arguments) {
    const auto child = spawn(arguments);
    Ran ran;
    ran.out = read_all(child.out);
    ran.err = read_all(child.err);
    ran.exit_code = wait_for(child.pid);
    return ran;
}

ServingHub::ServingHub(const std::string& database) {
    const auto child =
        spawn({"--db", database, "serve", "--listen", "127.0.0.1:0", "--log-file", database + ".log"});
    pid_ = child.pid;
    const auto line = read_until(child.out, '\n');
    ::close(child.out);
    if (!line.starts_with("listening on http://127.0.0.1:")) {
        const auto why = read_all(child.err);
        throw std::runtime_error("the hub ended with " + std::to_string(wait_for(pid_)) + ": " + why);
    }
    ::close(child.err);
    port_ = static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
}

ServingHub::~ServingHub() {
    if (pid_ > 0) end(SIGKILL);
}

int ServingHub::end(int signal) {
    ::kill(pid_, signal);
    const auto code = wait_for(pid_);
    pid_ = -1;
    return code;
}

}  // namespace restante::tests
