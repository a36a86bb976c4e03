#include "shelf/settings.hpp"

#include <boost/json.hpp>

#include "base/utf8.hpp"

namespace restante::shelf {
namespace json = boost::json;
namespace {

constexpr std::size_t path_bytes_max = 4096;
constexpr std::size_t settings_depth_max = 32;

/// Without "." and empty parts; nothing when ".." leads out of the repository.
std::optional<std::string> inside(std::string_view path) {
    std::vector<std::string_view> kept;
    while (!path.empty()) {
        const auto part = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(path.size(), part.size() + 1));
        if (part.empty() || part == ".") continue;
        if (part != "..")
            kept.push_back(part);
        else if (kept.empty())
            return std::nullopt;
        else
            kept.pop_back();
    }
    std::string out;
    for (const auto part : kept)
        out.append(out.empty() ? "" : "/").append(part);
    return out;
}

Error wrong(std::string_view what) {
    return {Errc::invalid_argument, fmt::format("{}: \"decisions\" {}", settings_file, what),
            "\"decisions\": [\"docs/decisions\"] names folders, relative to the repository's root"};
}

}  // namespace

Result<std::vector<std::string>> folders_in_settings(std::string_view text) {
    json::error_code error;
    json::parse_options options;
    options.max_depth = settings_depth_max;
    const auto value = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
    if (error || !value.is_object())
        return tl::unexpected(Error{Errc::invalid_argument,
                                    fmt::format("{} is not a JSON object", settings_file),
                                    "restante init writes it"});
    const auto* member = value.get_object().if_contains("decisions");
    if (member == nullptr || member->is_null()) return std::vector<std::string>{};
    if (!member->is_array()) return tl::unexpected(wrong("is no list"));
    std::vector<std::string> folders;
    for (const auto& one : member->get_array()) {
        if (!one.is_string() || one.get_string().size() > path_bytes_max)
            return tl::unexpected(wrong("holds what is no path"));
        auto folder = inside({one.get_string().data(), one.get_string().size()});
        if (!folder || one.get_string().starts_with('/'))
            return tl::unexpected(
                wrong(fmt::format("names {}, which is not in the repository",
                                  std::string_view(one.get_string().data(), one.get_string().size()))));
        folders.push_back(std::move(*folder));
    }
    return folders;
}

std::string folder_of_adr_tools(std::string_view where, std::string_view contents) {
    const auto line = contents.substr(0, contents.find_first_of("\r\n"));
    if (line.empty() || line.size() > path_bytes_max || line.starts_with('/')) return {};
    return inside(where.empty() ? std::string(line) : fmt::format("{}/{}", where, line)).value_or("");
}

}  // namespace restante::shelf
