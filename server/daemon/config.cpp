#include "daemon/config.hpp"

#include <arpa/inet.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>

#include "daemon/files.hpp"

namespace restante::daemon {
namespace json = boost::json;
namespace {

Result<json::object> parse_object(std::string_view text, const char* what) {
    json::parse_options options;
    options.allow_comments = true;
    options.allow_trailing_commas = true;
    options.max_depth = 8;
    boost::system::error_code error;
    auto value = json::parse(text, error, {}, options);
    if (error) return fail(Errc::invalid_argument, "{} is not JSON: {}", what, error.message());
    if (!value.is_object()) return fail(Errc::invalid_argument, "{} is not a JSON object", what);
    return std::move(value.as_object());
}

Result<void> read_integer(const json::value& value, std::string_view name, std::int64_t low,
                          std::int64_t high, std::int64_t& out) {
    if (!value.is_int64() || value.as_int64() < low || value.as_int64() > high)
        return fail(Errc::invalid_argument, "config.json: {} must be an integer from {} to {}", name, low,
                    high);
    out = value.as_int64();
    return {};
}

bool is_host(std::string_view host) {
    if (!host.starts_with('[')) return !host.empty() && host.find_first_of("[]") == std::string_view::npos;
    std::array<unsigned char, 16> address{};
    return host.ends_with(']') &&
           ::inet_pton(AF_INET6, std::string(host.substr(1, host.size() - 2)).c_str(), address.data()) == 1;
}

/// "" or ":8777".
bool is_port(std::string_view text) {
    if (text.empty()) return true;
    if (!text.starts_with(':')) return false;
    text.remove_prefix(1);
    unsigned port = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && rest == text.data() + text.size() && port >= 1 && port <= 65535;
}

/// By its form alone: a name like 127.example.org is somebody else's machine.
bool is_loopback(std::string_view host) {
    std::array<unsigned char, 4> address{};
    return host == "localhost" || host == "[::1]" ||
           (::inet_pton(AF_INET, std::string(host).c_str(), address.data()) == 1 && address[0] == 127);
}

std::string member(const json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

}  // namespace

Result<LoadedConfig> parse_config(std::string_view text) {
    auto object = parse_object(text, "config.json");
    if (!object) return tl::unexpected(std::move(object).error());
    LoadedConfig loaded;
    auto& config = loaded.config;
    for (const auto& [key, value] : *object) {
        const std::string_view name = key;
        Result<void> read;
        if (name == "idleExitMinutes") {
            read = read_integer(value, name, 0, 60 * 24 * 365, config.idle_exit_minutes);
        } else if (name == "logBytesMax") {
            read = read_integer(value, name, 64 * 1024, 1 << 30, config.log_bytes_max);
        } else if (name == "logFiles") {
            read = read_integer(value, name, 1, 100, config.log_files);
        } else if (name == "documentBytesMax") {
            read = read_integer(value, name, 1024, 1 << 30, config.document_bytes_max);
        } else if (name == "logLevel") {
            constexpr std::array levels{"error", "warning", "info", "debug"};
            if (!value.is_string() ||
                std::find(levels.begin(), levels.end(), value.as_string()) == levels.end())
                return fail(Errc::invalid_argument,
                            "config.json: logLevel must be error, warning, info or debug");
            config.log_level = value.as_string();
        } else {
            loaded.warnings.push_back(fmt::format("config.json: there is no setting \"{}\"", name));
        }
        if (!read) return tl::unexpected(std::move(read).error());
    }
    return loaded;
}

Result<Credentials> load_credentials(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0 && (info.st_mode & 077) != 0) {
        return tl::unexpected(
            Error{Errc::forbidden, fmt::format("{} can be read by others", path),
                  fmt::format("chmod 600 {}, and make new tokens if others use this machine", path)});
    }
    auto text = read_file(path, 1 << 20);
    if (!text) {
        if (text.error().code == Errc::not_found) return Credentials{};
        return tl::unexpected(std::move(text).error());
    }
    auto damaged = [&](Error error) {
        error.message = fmt::format("{}: {}", path, error.message);
        error.hint = fmt::format("mend it, or move {} away and log in again: restante login HUB", path);
        return tl::unexpected(std::move(error));
    };
    auto object = parse_object(*text, "it");
    if (!object) return damaged(std::move(object).error());
    Credentials credentials;
    const auto* hubs = object->if_contains("hubs");
    if (hubs == nullptr) return credentials;
    // Refused rather than skipped: the next login would write the file anew, without what was skipped.
    if (!hubs->is_object()) return damaged({Errc::invalid_argument, "hubs must be an object, by hub", {}});
    for (const auto& [origin, value] : hubs->as_object()) {
        const auto* entry = value.if_object();
        auto token = entry != nullptr ? member(*entry, "token") : std::string();
        if (token.empty())
            return damaged(
                {Errc::invalid_argument, fmt::format("hubs: {} has no token", std::string_view(origin)), {}});
        credentials[std::string(origin)] = {std::move(token), member(*entry, "caFile"),
                                            member(*entry, "user")};
    }
    return credentials;
}

Result<void> save_credentials(const std::string& path, const Credentials& credentials) {
    json::object hubs;
    for (const auto& [origin, credential] : credentials) {
        json::object entry{{"token", credential.token}, {"user", credential.user}};
        if (!credential.ca_file.empty()) entry["caFile"] = credential.ca_file;
        hubs[origin] = std::move(entry);
    }
    return replace_file(path, json::serialize(json::object{{"hubs", std::move(hubs)}}) + "\n", 0600);
}

Result<std::string> hub_origin(std::string_view url) {
    std::string text(url);
    while (text.ends_with('/'))
        text.pop_back();
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c);
    });
    const bool secure = text.starts_with("https://");
    const bool plain = text.starts_with("http://");
    const auto authority = std::string_view(text).substr(secure ? 8 : plain ? 7 : text.size());
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' ||
               c == '[' || c == ']';
    };
    if (authority.empty() || !std::all_of(authority.begin(), authority.end(), allowed)) {
        return tl::unexpected(Error{Errc::invalid_argument, fmt::format("\"{}\" is not a hub's address", url),
                                    "it looks like https://hub.example.org or http://127.0.0.1:8777"});
    }
    const auto host = authority.starts_with('[') ? authority.substr(0, authority.find(']') + 1)
                                                 : authority.substr(0, authority.find(':'));
    const auto port = authority.substr(host.size());
    if (!is_host(host) || !is_port(port)) {
        return tl::unexpected(Error{Errc::invalid_argument, fmt::format("\"{}\" is not a hub's address", url),
                                    "it looks like https://hub.example.org or http://127.0.0.1:8777"});
    }
    // The usual port named or not is the same hub, and must find the same token.
    if (port == (secure ? ":443" : ":80")) return hub_origin(text.substr(0, text.size() - port.size()));
    if (plain && !is_loopback(host)) {
        return tl::unexpected(Error{Errc::forbidden, fmt::format("{} is not encrypted", url),
                                    "use https: plain http is only for a hub on this machine"});
    }
    return text;
}

}  // namespace restante::daemon
