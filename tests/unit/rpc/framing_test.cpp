#include "rpc/framing.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace restante;
using namespace restante::rpc;

namespace {

std::string frame(std::string_view body) {
    std::string out;
    append_frame(out, body);
    return out;
}

/// One line per event: what the decoder made of the bytes, given in these pieces.
std::vector<std::string> decode(const std::vector<std::string>& pieces, FrameLimits limits = {}) {
    FrameDecoder decoder(limits);
    std::vector<std::string> events;
    for (const auto& piece : pieces) {
        decoder.feed(piece);
        for (bool more = true; more;) {
            switch (decoder.next()) {
                case FrameStatus::need_more:
                    more = false;
                    break;
                case FrameStatus::message:
                    events.push_back("message " + std::string(decoder.body()));
                    break;
                case FrameStatus::oversized:
                    events.push_back("oversized " + decoder.error().message);
                    break;
                case FrameStatus::broken:
                    events.push_back("broken " + decoder.error().message);
                    return events;
            }
        }
    }
    if (decoder.mid_message()) events.emplace_back("mid message");
    return events;
}

/// The same at every split into two pieces, and byte by byte.
void check_decode(const std::string& bytes, const std::vector<std::string>& expected,
                  FrameLimits limits = {}) {
    CAPTURE(bytes);
    CHECK(decode({bytes}, limits) == expected);
    for (std::size_t at = 0; at <= bytes.size(); ++at) {
        CAPTURE(at);
        CHECK(decode({bytes.substr(0, at), bytes.substr(at)}, limits) == expected);
    }
    std::vector<std::string> single;
    for (char c : bytes)
        single.emplace_back(1, c);
    CHECK(decode(single, limits) == expected);
}

}  // namespace

TEST_CASE("messages come out whole, wherever the bytes were split") {
    check_decode(frame("{}") + frame("") + frame(R"({"a":"ü"})"),
                 {"message {}", "message ", R"(message {"a":"ü"})"});
}

TEST_CASE("header names are read in any case, and unknown headers are ignored") {
    check_decode("X-Trace: 1: 2\r\ncontent-LENGTH:2\r\n\r\n{}", {"message {}"});
    check_decode("Content-Length: \t 2 \t\r\nEmpty:\r\n\r\n{}", {"message {}"});
}

TEST_CASE("a Content-Type with charset utf-8 is accepted, also by its old name and in quotes") {
    for (const auto* type : {"application/vscode-jsonrpc; charset=utf-8",
                             "application/vscode-jsonrpc;charset=utf8", "a/b; x=y; Charset=\"UTF-8\"", "a/b"})
        check_decode(fmt::format("Content-Type: {}\r\nContent-Length: 2\r\n\r\n{{}}", type), {"message {}"});
}

TEST_CASE("another charset is refused") {
    check_decode("Content-Type: a/b; charset=latin1\r\nContent-Length: 2\r\n\r\n{}",
                 {"broken charset \"latin1\" is not supported"});
}

TEST_CASE("a malformed header is fatal and says what is wrong") {
    check_decode("{\"jsonrpc\":\"2.0\"}", {"broken a header cannot start with '{'"});
    check_decode("Content-Length: 2\n\n{}",
                 {"broken header line \"Content-Length: 2\" does not end with CR LF"});
    check_decode("hello\r\n\r\n", {"broken \"hello\" is not a header field"});
    check_decode("Content Length: 2\r\n\r\n{}", {"broken \"Content Length: 2\" is not a header field"});
    check_decode("\r\n{}", {"broken the header has no Content-Length"});
    check_decode("X: 1\r\n\r\n{}", {"broken the header has no Content-Length"});
    check_decode("Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
                 {"broken Content-Length is given twice"});
    for (const auto* length : {"", "-1", "+1", "0x10", "1e3", "2 2", "18446744073709551616"})
        check_decode(fmt::format("Content-Length: {}\r\n\r\n{{}}", length),
                     {fmt::format("broken Content-Length \"{}\" is not a number of bytes", length)});
}

TEST_CASE("bytes that cannot be shown are escaped in the error") {
    check_decode(std::string("a\0\xff: 1\r\n\r\n", 9), {"broken \"a\\x00\\xff: 1\" is not a header field"});
}

TEST_CASE("nothing after a malformed header is read") {
    check_decode("Content-Length: x\r\n\r\n" + frame("{}"),
                 {"broken Content-Length \"x\" is not a number of bytes"});
}

TEST_CASE("a header over its limit is fatal, with and without a line end") {
    const FrameLimits limits{32, 100};
    check_decode("X: " + std::string(40, 'a') + "\r\n\r\n", {"broken the header is longer than 32 bytes"},
                 limits);
    check_decode("X: 1\r\nY: 2\r\nZ: 3\r\nContent-Length: 2\r\n\r\n{}",
                 {"broken the header is longer than 32 bytes"}, limits);
    const std::string fitting = "X: 123\r\nContent-Length: 2\r\n\r\n";
    check_decode(fitting + "{}", {"message {}"}, {fitting.size(), 100});
    check_decode(fitting + "{}", {"broken the header is longer than 28 bytes"}, {fitting.size() - 1, 100});
}

TEST_CASE("a body over the limit is reported and skipped, and the next message is read") {
    const FrameLimits limits{8192, 10};
    check_decode(
        frame("0123456789") + frame("0123456789a") + frame("{}"),
        {"message 0123456789", "oversized a message of 11 bytes is over the limit of 10", "message {}"},
        limits);
}

TEST_CASE("an oversized body is reported before it has arrived") {
    CHECK(decode({"Content-Length: 33554433\r\n\r\n"}) ==
          std::vector<std::string>{"oversized a message of 33554433 bytes is over the limit of 33554432",
                                   "mid message"});
}

TEST_CASE("a length that nobody can mean is fatal at once, rather than skipped in silence") {
    const FrameLimits limits{8192, 10, 20};
    check_decode("Content-Length: 20\r\n\r\n",
                 {"oversized a message of 20 bytes is over the limit of 10", "mid message"}, limits);
    check_decode("Content-Length: 21\r\n\r\n" + frame("{}"),
                 {"broken a message of 21 bytes is over the limit of 10"}, limits);
    CHECK(decode({"Content-Length: 18446744073709551615\r\n\r\n"}) ==
          std::vector<std::string>{
              "broken a message of 18446744073709551615 bytes is over the limit of 33554432"});
}

TEST_CASE("a stream that ends inside a message is told from one that ends between two") {
    CHECK(decode({frame("{}")}) == std::vector<std::string>{"message {}"});
    CHECK(decode({frame("{}") + "C"}) == std::vector<std::string>{"message {}", "mid message"});
    CHECK(decode({"Content-Length: 2\r\n\r\n{"}) == std::vector<std::string>{"mid message"});
    CHECK(decode({"Content-Length: 2\r\n\r\n"}) == std::vector<std::string>{"mid message"});
}

TEST_CASE("bodies far larger than the buffer arrive unchanged in pieces of any size") {
    std::mt19937_64 random(20240611);
    INFO("seed 20240611");
    std::string bytes;
    std::vector<std::string> expected;
    for (std::size_t size : {1UL, 70'000UL, 3UL, 2'500'000UL, 0UL, 65'536UL}) {
        std::string body(size, ' ');
        for (auto& c : body)
            c = static_cast<char>('a' + random() % 26);
        bytes += frame(body);
        expected.push_back("message " + body);
    }
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto size = 1 + random() % 50'000;
        pieces.push_back(bytes.substr(at, size));
        at += size;
    }
    CHECK(decode(pieces) == expected);
}
