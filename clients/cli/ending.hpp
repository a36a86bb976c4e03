// One of a list by its id as people type it: any ending of four or more characters that fits only one.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"

namespace restante::cli {

/// A transformation of CLI11's for arguments that are ids: their digits are lower-case, and typed in any
/// case.
inline std::string typed_id(std::string id) {
    for (auto& c : id)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return id;
}

/// `what`: one of them, for people ("draft"). `list`: the command that lists them.
template <class Item>
Result<Item> by_ending(std::vector<Item> items, const std::string& ending, std::string_view what,
                       std::string_view list) {
    constexpr std::size_t ending_min = 4;
    std::vector<Item> found;
    for (auto& item : items)
        if (ending.size() >= ending_min && item.id.ends_with(ending)) found.push_back(std::move(item));
    if (found.size() > 1)
        return tl::unexpected(Error{Errc::invalid_argument, fmt::format("several ids end in {}", ending),
                                    "give more of the id"});
    if (found.empty())
        return tl::unexpected(Error{Errc::not_found, fmt::format("no {}'s id ends in {}", what, ending),
                                    fmt::format("{} lists them", list)});
    return std::move(found.front());
}

}  // namespace restante::cli
