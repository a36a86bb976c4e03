#include "fit/repositories.hpp"

#include <filesystem>

#include "anchor/position.hpp"

namespace restante::fit {

Repository* Repositories::open(const std::string& name) {
    namespace fs = std::filesystem;
    auto [slot, is_new] = opened_.try_emplace(name);
    if (!is_new) return slot->second.get();
    vcs::Repository where;
    where.root = folder_ + "/" + name;
    where.git_dir = fs::exists(where.root + "/.git") ? where.root + "/.git" : where.root;
    where.common_dir = where.git_dir;
    if (fs::exists(where.git_dir + "/objects"))
        slot->second = std::make_unique<Repository>(vcs::open_objects(where));
    return slot->second.get();
}

anchor::Range range_of(const anchor::Text& text, const Place& place) {
    anchor::Range range{{place.lines.first, 0}, {place.lines.last, ~0U}};
    if (!place.columns || place.lines.count() != 1 || place.lines.first >= text.line_count()) return range;
    const auto line = text.line(place.lines.first);
    constexpr auto characters = anchor::PositionEncoding::utf32;
    range.start.column = anchor::column_of_character(line, place.columns->first, characters);
    range.end.column = anchor::column_of_character(line, place.columns->second, characters);
    return range;
}

}  // namespace restante::fit
