#include "daemon/space_file.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "daemon/clone.hpp"
#include "daemon/config.hpp"
#include "vcs/leading_branches.hpp"

namespace restante::daemon {
namespace json = boost::json;
namespace {

Result<std::string> text_member(const json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_string())
        return fail(Errc::invalid_argument, "{}: \"{}\" must be a string", space_file_name, name);
    return std::string(value->as_string());
}

}  // namespace

bool is_space_name(std::string_view name) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !name.empty() && name.size() <= 64 && plain(name.front()) &&
           std::all_of(name.begin(), name.end(),
                       [&](char c) { return plain(c) || c == '.' || c == '_' || c == '-'; });
}

Result<SpaceFile> parse_space_file(std::string_view text) {
    boost::system::error_code error;
    const auto value = json::parse(text, error);
    if (error) return fail(Errc::invalid_argument, "{} is not JSON: {}", space_file_name, error.message());
    if (!value.is_object()) return fail(Errc::invalid_argument, "{} is not a JSON object", space_file_name);
    const auto& object = value.as_object();
    SpaceFile file;
    auto space = text_member(object, "space");
    if (!space) return tl::unexpected(std::move(space).error());
    if (!is_space_name(*space))
        return fail(Errc::invalid_argument, "{}: \"{}\" is no space: a-z, 0-9, '.', '_' and '-', at most 64",
                    space_file_name, *space);
    auto repository = text_member(object, "repository");
    if (!repository) return tl::unexpected(std::move(repository).error());
    if (!is_space_name(*repository))
        return fail(Errc::invalid_argument, "{}: \"{}\" is no repository id", space_file_name, *repository);
    file.space = std::move(*space);
    file.repository = std::move(*repository);
    if (object.contains("hub")) {
        auto hub = text_member(object, "hub");
        if (!hub) return tl::unexpected(std::move(hub).error());
        auto origin = hub_origin(*hub);
        if (!origin) return tl::unexpected(with_context(std::move(origin).error(), space_file_name));
        file.hub = std::move(*origin);
    }
    return file;
}

std::string to_text(const SpaceFile& file) {
    std::string text = "{\n";
    text += fmt::format("  \"space\": {},\n", json::serialize(json::value(file.space)));
    text += fmt::format("  \"repository\": {}", json::serialize(json::value(file.repository)));
    if (file.hub) text += fmt::format(",\n  \"hub\": {}", json::serialize(json::value(*file.hub)));
    return text + "\n}\n";
}

Result<CommittedSpaceFile> committed_space_file(Clone& clone) {
    auto leading = vcs::leading_branches(clone.repository(), clone.git());
    if (!leading) return tl::unexpected(std::move(leading).error());
    CommittedSpaceFile out{std::nullopt, std::move(leading->watched), std::move(leading->stamp)};
    for (const auto& branch : leading->branches) {
        const auto blob = clone.git().blob_at(branch.commit, space_file_name);
        if (!blob && blob.error().code == Errc::not_found) continue;
        const auto text = blob ? clone.git().read_blob(*blob) : tl::unexpected(blob.error());
        if (!text) return tl::unexpected(with_context(text.error(), branch.name));
        if (text->size() > space_file_bytes_max)
            return fail(Errc::too_large, "{}: {} has {} bytes, over the limit of {}", branch.name,
                        space_file_name, text->size(), space_file_bytes_max);
        auto file = parse_space_file(*text);
        if (!file) return tl::unexpected(with_context(std::move(file).error(), branch.name));
        out.file = std::move(*file);
        break;
    }
    return out;
}

}  // namespace restante::daemon
