#include "scribe/house.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "base/file_name.hpp"
#include "base/utf8.hpp"
#include "decisions/directory.hpp"
#include "decisions/names.hpp"
#include "decisions/words.hpp"

namespace restante::scribe {
namespace {

constexpr std::size_t slug_bytes_max = 80;

using decisions::Record;

bool is_markdown(std::string_view path) {
    return path.ends_with(".md") || path.ends_with(".markdown") || path.ends_with(".mdx");
}

/// Of one file's name: what a new one would be like.
struct Habit {
    Naming naming = Naming::plain;
    std::string prefix;
    std::size_t digits = 0;
    char between = '-';
    friend auto operator<=>(const Habit&, const Habit&) = default;
};

Habit habit_of(std::string_view path) {
    const auto file = base_name(path);
    const auto name = decisions::read_file_name(path);
    Habit habit;
    if (name.dated) {
        habit.naming = Naming::dated;
        return habit;
    }
    if (!name.number) {
        if (file.find('-') == std::string_view::npos && file.find('_') != std::string_view::npos)
            habit.between = '_';
        return habit;
    }
    const auto first = file.find_first_of("0123456789");
    if (first == std::string_view::npos) return habit;
    const auto digits = std::min(file.find_first_not_of("0123456789", first), file.size()) - first;
    if (file.substr(first + digits).starts_with('_')) habit.between = '_';
    habit.naming = Naming::numbered;
    habit.prefix = std::string(file.substr(0, first));
    habit.digits = file[first] == '0' ? digits : 0;
    return habit;
}

/// The key with the largest count; the first such.
template <class Key>
std::optional<Key> commonest(const std::map<Key, std::size_t>& counts) {
    const auto most = std::max_element(counts.begin(), counts.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == counts.end() ? std::nullopt : std::optional(most->first);
}

std::uint64_t integer(const std::optional<std::string>& number) {
    std::uint64_t out = 0;
    if (!number) return 0;
    const auto* end = number->data() + number->size();
    const auto [at, error] = std::from_chars(number->data(), end, out);
    return error == std::errc{} && at == end ? out : 0;
}

/// Words of the title with `between` between them, cut at a word.
std::string slug_of(std::string_view title, char between) {
    std::string out;
    for (const auto& word : decisions::words_of(title)) {
        if (!out.empty() && out.size() + 1 + word.size() > slug_bytes_max) break;
        out.append(out.empty() ? "" : std::string(1, between)).append(word);
    }
    if (out.size() > slug_bytes_max)
        out.resize(utf8::valid_prefix(std::string_view(out).substr(0, slug_bytes_max)));
    return out.empty() ? "decision" : out;
}

}  // namespace

House house_of(const std::vector<Record>& records, const std::vector<std::string>& named) {
    House house;
    if (!named.empty()) house.folder = named.front();
    std::map<std::string, std::size_t> folders;
    for (const auto& record : records)
        if (is_markdown(record.path)) ++folders[std::string(decisions::folder_of(record.path))];
    const auto folder = commonest(folders);
    if (!folder) return house;
    house.folder = *folder;
    std::size_t nygard = 0;
    std::size_t other = 0;
    std::map<Habit, std::size_t> habits;
    for (const auto& record : records) {
        if (!is_markdown(record.path) || decisions::folder_of(record.path) != *folder) continue;
        ++(record.format == decisions::Format::nygard ? nygard : other);
        ++habits[habit_of(record.path)];
    }
    house.style = nygard > other ? Style::nygard : Style::madr;
    if (const auto habit = commonest(habits)) {
        house.naming = habit->naming;
        house.prefix = habit->prefix;
        house.digits = habit->digits;
        house.between = habit->between;
    }
    return house;
}

std::uint64_t next_number(const House& house, const std::vector<Record>& records, std::uint64_t wanted) {
    std::uint64_t largest = 0;
    for (const auto& record : records)
        if (decisions::folder_of(record.path) == house.folder)
            largest = std::max(largest, integer(record.number));
    return std::max(wanted, largest + 1);
}

std::string path_for(const House& house, std::string_view title, std::uint64_t number,
                     std::string_view date) {
    const auto slug = slug_of(title, house.between);
    std::string name;
    switch (house.naming) {
        case Naming::numbered:
            name = fmt::format("{}{:0{}}{}{}", house.prefix, number, house.digits, house.between, slug);
            break;
        case Naming::dated: {
            std::string digits(date);
            std::erase(digits, '-');
            name = fmt::format("{}{}{}", digits, house.between, slug);
            break;
        }
        case Naming::plain:
            name = slug;
    }
    return house.folder.empty() ? name + ".md" : house.folder + "/" + name + ".md";
}

}  // namespace restante::scribe
