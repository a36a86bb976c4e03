#include "sync/http_text.hpp"

#include <algorithm>
#include <charconv>

namespace restante::sync {

Result<Origin> read_origin(std::string_view text) {
    Origin origin;
    std::string_view rest = text;
    if (rest.starts_with("https://")) {
        origin.https = true;
        rest.remove_prefix(8);
    } else if (rest.starts_with("http://")) {
        rest.remove_prefix(7);
    } else {
        return fail(Errc::invalid_argument, "\"{}\" is no address of a hub: https://… expected", text);
    }
    if (rest.empty() || rest.find_first_of("/?#@ \t\r\n") != std::string_view::npos)
        return fail(Errc::invalid_argument, "\"{}\" is no address of a hub: host and port alone are expected",
                    text);
    const auto host =
        rest.starts_with('[') ? rest.substr(0, rest.find(']') + 1) : rest.substr(0, rest.find(':'));
    origin.loopback = host == "localhost" || host == "127.0.0.1" || host == "[::1]";
    return origin;
}

std::string origin_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    std::string text(url.substr(0, url.find_first_of("/?#", scheme + 3)));
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const auto host = std::string_view(text).substr(scheme + 3);
    if (host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-:[]") != std::string_view::npos)
        return {};
    const auto origin = read_origin(text);
    if (!origin) return {};
    const std::string_view usual = origin->https ? ":443" : ":80";
    if (text.ends_with(usual)) text.resize(text.size() - usual.size());
    return text;
}

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '.' || c == '-' || c == '_';
        if (plain)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

std::optional<std::string_view> header_value(std::string_view line, std::string_view name) {
    const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
    if (line.size() <= name.size() || line[name.size()] != ':' ||
        !std::equal(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(name.size()), name.begin(),
                    same))
        return std::nullopt;
    line.remove_prefix(name.size() + 1);
    constexpr std::string_view blank = " \t\r\n";
    const auto first = line.find_first_not_of(blank);
    if (first == std::string_view::npos) return "";
    return line.substr(first, line.find_last_not_of(blank) - first + 1);
}

std::optional<std::uint32_t> parse_seconds(std::string_view text) {
    std::uint32_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return seconds;
}

}  // namespace restante::sync
