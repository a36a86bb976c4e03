// Copies bytes both ways between an editor's pipes and the daemon's socket: all that `restante lsp` does once
// it is connected. Blocks the calling thread; knows nothing of messages.
#pragma once

#include <cstddef>
#include <string>

namespace restante::rpc {

enum class PumpEnd {
    input_ended,  // the editor closed its end; everything was passed on, and the daemon's last words were too
    socket_ended,  // the daemon closed the connection first: after an `exit`, or because it died
    output_ended,  // the editor no longer reads
    failed,        // a descriptor failed
};

struct PumpResult {
    PumpEnd end = PumpEnd::failed;
    int error = 0;  // errno, when failed
    /// The last bytes that the editor wrote, up to last_input_max: by them the caller may know whether it had
    /// said goodbye before the daemon closed.
    std::string last_input{};
};

inline constexpr std::size_t last_input_max = 1024;

/// Returns when the socket has ended and what came from it is written, or when nothing more can be written to
/// `out`. The end of `in` closes the socket's writing half only, so that answers under way still arrive. The
/// descriptors may be blocking, and are not closed. SIGPIPE must be ignored by the caller.
[[nodiscard]] PumpResult pump(int in, int out, int socket);

/// For the process: 0 after input_ended, else 1.
[[nodiscard]] int exit_status(const PumpResult& result);

}  // namespace restante::rpc
