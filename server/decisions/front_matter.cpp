// Facts of YAML: between "---" lines at the start of a text, or the whole of kep.yaml.
#include <algorithm>

#include "decisions/facts.hpp"
#include "decisions/words.hpp"
#include "decisions/yaml.hpp"

namespace restante::decisions {
namespace {

constexpr std::size_t front_matter_lines_max = 2000;

void take(Facts& facts, std::vector<YamlPair> pairs, std::size_t first) {
    for (auto& pair : pairs) {
        const auto key = key_of(pair.key);
        if (const auto field = field_of(key))
            facts.all.push_back({*field, Where::front_matter, std::move(pair.values),
                                 static_cast<std::uint32_t>(pair.line + first + 1)});
        else
            facts.unmapped.push_back(key);
    }
}

void read_text(Facts& facts, const Source& source, std::size_t first, std::size_t end) {
    const auto text = source.span(first, end);
    if (auto pairs = read_yaml(text))
        return take(facts, std::move(*pairs), first);
    else
        facts.problems.push_back(
            {ProblemKind::broken_yaml,
             fmt::format("its YAML was read line by line, because {}", pairs.error().message),
             static_cast<std::uint32_t>(first + 1)});
    take(facts, read_yaml_lines(text), first);
}

}  // namespace

const Fact* Facts::find(Field field) const noexcept {
    const auto first =
        std::find_if(all.begin(), all.end(), [&](const Fact& fact) { return fact.field == field; });
    return first == all.end() ? nullptr : &*first;
}

Facts yaml_document(const Source& source) {
    Facts facts;
    facts.end = source.size();
    facts.found = true;
    read_text(facts, source, 0, source.size());
    return facts;
}

Facts front_matter(const Source& source) {
    Facts facts;
    std::size_t first = 0;
    while (first < source.size() && trimmed(source.line(first)).empty())
        ++first;
    if (first == source.size()) return facts;
    const auto mark = trimmed(source.line(first));
    if (mark != "---" && mark != "+++") return facts;
    ++first;
    const auto last = std::min(source.size(), first + front_matter_lines_max);
    for (auto end = first; end < last; ++end) {
        const auto line = trimmed(source.line(end));
        if (line != mark && !(mark == "---" && line == "...")) continue;
        facts.end = end + 1;
        facts.found = true;
        if (mark == "---")
            read_text(facts, source, first, end);
        else
            take(facts, read_yaml_lines(source.span(first, end)), first);
        return facts;
    }
    return facts;  // a rule, and no end: not front matter
}

}  // namespace restante::decisions
