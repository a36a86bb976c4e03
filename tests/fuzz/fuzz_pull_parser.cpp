// Bytes from anywhere as a hub's answers: a pull's body gives the same chunks however it is cut, and each of
// them can be stored; a push's answer, an error's body, a cursor and header lines are read or refused.
//
// Input: a byte that chooses the pieces of the pull, then the bytes.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sync/answers.hpp"
#include "sync/cursor.hpp"
#include "sync/http_text.hpp"
#include "sync/pull_parser.hpp"

using namespace restante::sync;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

struct Parsed {
    std::vector<Chunk> chunks;
    bool good = true;
};

Parsed parse(std::string_view body, std::size_t piece_size) {
    PullParser parser;
    Parsed parsed;
    for (; parsed.good && !body.empty(); body.remove_prefix(std::min(piece_size, body.size())))
        parsed.good = parser.feed(body.substr(0, piece_size), parsed.chunks).has_value();
    parsed.good = parsed.good && parser.finish().has_value();
    return parsed;
}

void check_pull(std::string_view body, std::size_t piece_size) {
    const auto whole = parse(body, body.size() + 1);
    const auto cut = parse(body, piece_size);
    require(whole.good == cut.good && whole.chunks == cut.chunks);
    for (const auto& chunk : whole.chunks) {
        require(parse_cursor(chunk.cursor).has_value());
        require(static_cast<std::size_t>(std::count(chunk.lines.begin(), chunk.lines.end(), '\n')) ==
                chunk.count);
    }
}

void check_words(std::string_view text) {
    if (const auto parts = parse_cursor(text))
        require(text.starts_with(parts->epoch + '.') && text.size() <= cursor_bytes_max);
    (void)parse_seconds(text);
    if (const auto value = header_value(text, "retry-after")) require(value->size() < text.size());
    if (const auto origin = read_origin(text)) require(text.find_first_of("@?# \r\n") == text.npos);
    for (const char c : percent_encoded(text))
        require(c > ' ' && c < 127);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    check_pull(bytes, 1 + data[0] % 64);
    if (const auto answer = read_push_answer("epoch", bytes)) require(answer->epoch == "epoch");
    require(!read_failure(500, std::nullopt, bytes).message.empty());
    check_words(bytes.substr(0, bytes.find('\n')));
    return 0;
}
