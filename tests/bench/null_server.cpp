// The least that a server can do: binds, says that it is ready, and answers each framed request of one client
// with the same small answer. Its start is the floor for ours.
//   restante-bench-null SOCKET      writes a line to descriptor 3 when it listens
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (std::strlen(argv[1]) >= sizeof address.sun_path) return 1;
    std::strcpy(address.sun_path, argv[1]);
    const int listening = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return 1;
    if (::listen(listening, 1) != 0) return 1;
    if (::write(3, "ready\n", 6) != 6) return 1;
    const int client = ::accept(listening, nullptr, nullptr);
    static char chunk[64 * 1024];
    for (;;) {
        if (::read(client, chunk, sizeof chunk) <= 0) return 0;
        const char body[] = R"({"jsonrpc":"2.0","id":1,"result":{"capabilities":{}}})";
        char frame[256];
        const int size =
            std::snprintf(frame, sizeof frame, "Content-Length: %zu\r\n\r\n%s", sizeof body - 1, body);
        if (::write(client, frame, static_cast<std::size_t>(size)) != size) return 1;
    }
}
