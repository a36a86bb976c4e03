#include "hub/router.hpp"

#include <charconv>

#include "base/utf8.hpp"
#include "hub/names.hpp"

namespace restante::hub {
namespace {

using Matched = tl::expected<RouteMatch, RouteMiss>;

tl::unexpected<RouteMiss> not_allowed(std::string_view allow) {
    return tl::unexpected(RouteMiss{405, allow, fmt::format("only {} here", allow)});
}

Matched route_space(std::string_view method, std::string_view space, std::string_view query) {
    if (!is_name(space))
        return tl::unexpected(RouteMiss{400, "", "a space's name is [a-z0-9][a-z0-9._-]*, at most 64 long"});
    if (method == "POST") return RouteMatch{Route::push, std::string(space), query};
    if (method == "GET") return RouteMatch{Route::pull, std::string(space), query};
    return not_allowed("GET, POST");
}

Result<std::string> percent_decode(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        if (text.front() != '%') {
            out.push_back(text.front() == '+' ? ' ' : text.front());
            text.remove_prefix(1);
            continue;
        }
        unsigned char byte = 0;
        if (text.size() < 3 ||
            std::from_chars(text.data() + 1, text.data() + 3, byte, 16).ptr != text.data() + 3)
            return fail(Errc::invalid_argument, "a broken %-escape in the query");
        out.push_back(static_cast<char>(byte));
        text.remove_prefix(3);
    }
    return out;
}

}  // namespace

tl::expected<RouteMatch, RouteMiss> route(std::string_view method, std::string_view target) {
    const auto mark = target.find('?');
    const auto path = target.substr(0, mark);
    const auto query = mark == target.npos ? std::string_view() : target.substr(mark + 1);
    if (path == "/healthz")
        return method == "GET" ? Matched(RouteMatch{Route::healthz, "", query}) : not_allowed("GET");
    if (path == "/v1/me")
        return method == "GET" ? Matched(RouteMatch{Route::me, "", query}) : not_allowed("GET");
    if (path == "/v1/me/actors")
        return method == "POST" ? Matched(RouteMatch{Route::bind_actor, "", query}) : not_allowed("POST");
    constexpr std::string_view before = "/v1/spaces/";
    constexpr std::string_view behind = "/ops";
    if (path.starts_with(before) && path.ends_with(behind) && path.size() > before.size() + behind.size()) {
        const auto space = path.substr(before.size(), path.size() - before.size() - behind.size());
        if (space.find('/') == space.npos) return route_space(method, space, query);
    }
    return tl::unexpected(RouteMiss{404, "", "there is nothing at this path"});
}

Result<std::optional<std::string>> query_value(std::string_view query, std::string_view name) {
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto member = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const auto equals = std::min(member.find('='), member.size());
        if (member.substr(0, equals) != name) continue;
        auto value = percent_decode(member.substr(std::min(equals + 1, member.size())));
        if (!value) return tl::unexpected(std::move(value).error());
        return std::move(*value);
    }
    return std::nullopt;
}

Result<std::optional<std::uint64_t>> query_number(std::string_view query, std::string_view name) {
    auto text = query_value(query, name);
    if (!text) return tl::unexpected(std::move(text).error());
    if (!*text || (*text)->empty()) return std::nullopt;
    std::uint64_t number = 0;
    const char* end = (*text)->data() + (*text)->size();
    const auto parsed = std::from_chars((*text)->data(), end, number);
    if (parsed.ec != std::errc{} || parsed.ptr != end)
        return fail(Errc::invalid_argument, "{} must be a whole number, not {}", name,
                    utf8::replace_invalid(**text));
    return number;
}

}  // namespace restante::hub
