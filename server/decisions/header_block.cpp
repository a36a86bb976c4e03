// Headers as a mail has them: "Key: value", a value going on where the next line is indented.
#include <algorithm>

#include "decisions/facts.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

constexpr std::size_t looked_at = 60;  // lines in which a preformatted block must begin
constexpr std::size_t lines_max = 200;

/// The name before the colon: letters, digits and dashes (RFC 5322, 3.6.8), begun by a letter.
std::string_view header_name(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 40 || !is_letter(line.front())) return {};
    const auto name = line.substr(0, colon);
    const bool all_name =
        std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
    const bool ends = colon + 1 == line.size() || is_blank(line[colon + 1]);
    return all_name && ends ? name : std::string_view();
}

/// A fence or tag behind which headers may stand; `indented` when its lines are.
bool opens_block(std::string_view line) {
    const auto rest = trimmed(line);
    return rest == "<pre>" || rest.starts_with("```");
}

}  // namespace

Facts header_block(const Source& source, std::size_t first) {
    Facts facts;
    auto at = first;
    while (at < source.size() && trimmed(source.line(at)).empty())
        ++at;
    if (at == source.size()) return facts;
    bool in_block = false;
    if (header_name(source.line(at)).empty()) {
        const auto last = std::min(source.size(), at + looked_at);
        while (at < last && !opens_block(source.line(at)))
            ++at;
        if (at + 1 >= last) return facts;
        ++at;
        in_block = true;
    }
    std::size_t headers = 0;
    bool wanted = false;
    std::vector<std::string>* going_on = nullptr;
    const auto margin = std::min(source.line(at).find_first_not_of(" \t"), source.line(at).size());
    const auto last = std::min(source.size(), at + lines_max);
    for (; at < last; ++at) {
        const auto line = source.line(at);
        const auto rest = trimmed(line);
        if (rest.empty() || (in_block && (rest == "</pre>" || rest.starts_with("```")))) break;
        const auto indent = std::min(line.find_first_not_of(" \t"), line.size());
        const auto name = indent <= margin ? header_name(rest) : std::string_view();
        if (name.empty()) {
            if (indent <= margin) return {};  // a paragraph that began with a word and a colon
            if (going_on != nullptr && !going_on->empty()) going_on->back().append(" ").append(rest);
            continue;
        }
        ++headers;
        going_on = nullptr;
        const auto key = key_of(name);
        const auto field = field_of(key);
        if (!field) {
            facts.unmapped.push_back(key);
            continue;
        }
        wanted = wanted || *field == Field::status || *field == Field::number;
        facts.all.push_back({*field, Where::header, {}, static_cast<std::uint32_t>(at + 1)});
        going_on = &facts.all.back().values;
        if (const auto value = trimmed(rest.substr(name.size() + 1)); !value.empty())
            going_on->emplace_back(value);
    }
    constexpr std::size_t headers_min = 3;
    if (headers < headers_min || !wanted) return {};
    facts.found = true;
    facts.end = in_block ? first : at;  // what is before a block is read, too
    return facts;
}

}  // namespace restante::decisions
