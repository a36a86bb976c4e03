#include "scribe/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/file_name.hpp"
#include "decisions/directory.hpp"
#include "scribe/house.hpp"
#include "scribe/prose.hpp"
#include "scribe/render.hpp"
#include "scribe/retire.hpp"

namespace restante::scribe {
namespace {

const decisions::Record* find(const std::vector<decisions::Record>& records, const std::string& path) {
    const auto at =
        std::find_if(records.begin(), records.end(), [&](const auto& record) { return record.path == path; });
    return at == records.end() ? nullptr : &*at;
}

/// As the others are called: "ADR-0005" where files are, else the number alone.
std::string name_of_new(const House& house, const std::string& number) {
    auto kind = house.prefix;
    std::transform(kind.begin(), kind.end(), kind.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    while (!kind.empty() && (kind.back() == '-' || kind.back() == '_' || kind.back() == ' '))
        kind.pop_back();
    return fmt::format("{}-{:0>{}}", kind.empty() ? "ADR" : kind, number, house.digits);
}

void retire(const Content& content, const Elsewhere& successor, const Library& library, Plan& plan) {
    for (const auto& old : content.supersedes) {
        const auto by_hand = [&](std::string_view why) {
            plan.by_hand.push_back(
                fmt::format("{}: {}; write \"superseded by {}\" there", old.path, why, successor.name));
        };
        if (!find(library.records, old.path)) {
            by_hand("there is no such record here");
            continue;
        }
        const auto text = library.text(old.path);
        if (!text) {
            by_hand(text.error().message);
            continue;
        }
        auto changed = superseded_text(old.path, *text, successor);
        if (!changed)
            by_hand("no line in it states a status that can be changed");
        else if (*changed != *text)
            plan.changes.push_back({old.path, *text, std::move(*changed)});
    }
}

}  // namespace

Result<Plan> plan(const Content& content, const Wanted& wanted, const Library& library) {
    const auto title = one_line(content.title);
    if (title.empty())
        return tl::unexpected(
            Error{Errc::invalid_argument, "the decision has no title", "give it one first"});
    for (const auto& record : library.records)
        if (record.decision_id == content.id)
            return tl::unexpected(Error{Errc::already_exists,
                                        fmt::format("it is written down already, in {}", record.path),
                                        "edit that file: what it says is what is shown"});
    auto house = house_of(library.records, library.folders);
    if (wanted.folder) {
        auto folder = decisions::normal_path(*wanted.folder);
        while (folder.ends_with('/'))
            folder.pop_back();
        if (folder.empty() || wanted.folder->starts_with('/'))
            return tl::unexpected(Error{Errc::invalid_argument,
                                        fmt::format("{} is no folder in the repository", *wanted.folder),
                                        "name one relative to the repository's root"});
        house.folder = std::move(folder);
    }
    if (wanted.style) house.style = *wanted.style;

    const auto value = house.naming == Naming::numbered ? next_number(house, library.records, wanted.number)
                                                        : std::uint64_t{0};
    const auto number = value == 0 ? std::string() : fmt::format("{}", value);
    Plan out;
    out.path = path_for(house, title, value, content.date);
    if (find(library.records, out.path))
        return tl::unexpected(Error{Errc::already_exists, fmt::format("there is a record at {}", out.path),
                                    "give the decision another title"});
    out.title = number.empty() ? title : fmt::format("{}. {}", number, title);
    out.changes.push_back({out.path, std::nullopt,
                           house.style == Style::madr ? render_madr(content, out.path)
                                                      : render_nygard(content, out.path, number)});
    const Elsewhere self{out.path, number.empty() ? title : name_of_new(house, number), title};
    if (content.status == "accepted" || content.status == "implemented") retire(content, self, library, out);
    return out;
}

}  // namespace restante::scribe
