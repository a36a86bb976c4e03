// Bytes from anywhere as a request to the hub: its method and target, its headers, its cursor and its body,
// packed or not.
//
// Input: a line for the target, a line for a header's value, and the body.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "hub/cursor.hpp"
#include "hub/gzip.hpp"
#include "hub/http.hpp"
#include "hub/op_rules.hpp"
#include "hub/router.hpp"
#include "hub/token.hpp"

using namespace restante::hub;

namespace {

constexpr std::size_t body_bytes_max = 1 << 16;
constexpr std::size_t lines_max = 64;

void require(bool holds) {
    if (!holds) std::abort();
}

std::string_view take_line(std::string_view& rest) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    return line;
}

void check_target(std::string_view target) {
    for (const auto* method : {"GET", "HEAD", "POST", "PUT"}) {
        const auto found = route(method, target);
        if (!found) {
            require(found.error().status >= 400 && !found.error().message.empty());
            continue;
        }
        require(found->query.size() <= target.size());
        for (const auto* name : {"after", "limit", "wait"}) {
            (void)query_value(found->query, name);
            (void)query_number(found->query, name);
        }
        if (const auto after = query_value(found->query, "after"); after && *after)
            if (const auto cursor = cursor_from_text(**after, {}))
                require(cursor_text(*cursor, {}) == **after);
    }
}

void check_header(std::string_view value) {
    (void)accepts(value, "gzip");
    (void)is_media_type(value, "application/x-ndjson");
    if (const auto token = bearer_token(value)) (void)token_digest(*token);
    if (const auto cursor = cursor_from_text(value, {})) require(cursor_text(*cursor, {}) == value);
}

void check_body(std::string_view body) {
    const auto lines = read_push(body, "team", lines_max);
    if (!lines) return;
    require(lines->size() <= lines_max);
    for (const auto& line : *lines) {
        require(line.bytes.find('\n') == std::string_view::npos);
        require(!line.op || (line.op->space == "team" && line.op->id == line.id));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    check_target(take_line(rest));
    check_header(take_line(rest));
    check_body(rest);
    if (const auto unpacked = gunzip(rest, body_bytes_max)) {
        require(unpacked->size() <= body_bytes_max);
        check_body(*unpacked);
    }
    return 0;
}
