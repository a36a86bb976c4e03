#include "rpc/readable.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <optional>
#include <string>

using namespace restante;
using namespace std::chrono_literals;

namespace {

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        REQUIRE(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0);
        reading = UniqueFd(ends[0]);
        writing = UniqueFd(ends[1]);
    }
    void write(std::string_view text) const {
        REQUIRE(::write(writing.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    }
    UniqueFd reading;
    UniqueFd writing;
};

std::string read_all(int fd) {
    std::string out(64, '\0');
    const auto size = ::read(fd, out.data(), out.size());
    out.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return out;
}

}  // namespace

TEST_CASE("each arrival on a descriptor is told, also those from before") {
    rpc::Loop loop;
    Pipe pipe;
    pipe.write("one");
    std::string read;
    const rpc::Readable readable(loop, std::move(pipe.reading), [&](int fd) { read += read_all(fd); });
    REQUIRE(loop.run_until([&] { return read == "one"; }, 10s));
    pipe.write(" two");
    REQUIRE(loop.run_until([&] { return read == "one two"; }, 10s));
}

TEST_CASE("nothing is told after it went away, also when it goes away while it tells") {
    rpc::Loop loop;
    Pipe pipe;
    int calls = 0;
    const int fd = pipe.reading.get();
    std::optional<rpc::Readable> readable;
    readable.emplace(loop, std::move(pipe.reading), [&](int) {
        ++calls;
        readable.reset();
    });
    pipe.write("not read");
    REQUIRE(loop.run_until([&] { return calls == 1; }, 10s));
    bool later = false;
    loop.post([&] { loop.post([&] { later = true; }); });
    REQUIRE(loop.run_until([&] { return later; }, 10s));
    CHECK(calls == 1);
    CHECK(::fcntl(fd, F_GETFD) == -1);  // closed with it
}
