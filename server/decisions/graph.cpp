#include "decisions/graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/utf8.hpp"
#include "decisions/directory.hpp"

namespace restante::decisions {
namespace {

using Ids = std::unordered_map<std::string, std::vector<std::size_t>>;

/// Of several with one id, the one in the same folder.
const std::size_t* meant(const std::vector<Record>& records, const Ids& ids, const std::string& id,
                         std::size_t from) {
    const auto found = ids.find(id);
    if (found == ids.end()) return nullptr;
    for (const auto& index : found->second)
        if (index != from && folder_of(records[index].path) == folder_of(records[from].path)) return &index;
    return &found->second.front();
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : utf8::replace_invalid(text)) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) >= 0x20) out += c;
    }
    return out;
}

std::string_view colour_of(Status status) {
    switch (status) {
        case Status::accepted:
        case Status::implemented:
            return "palegreen";
        case Status::draft:
        case Status::proposed:
            return "khaki";
        case Status::unknown:
            return "white";
        default:
            return "lightgrey";
    }
}

}  // namespace

std::vector<Edge> edges_of(const std::vector<Record>& records) {
    Ids ids;
    for (std::size_t i = 0; i < records.size(); ++i)
        ids[id_of(records[i])].push_back(i);
    std::map<std::tuple<std::size_t, std::size_t, bool>, int> said;  // by which of the two, as bits
    const auto add = [&](std::size_t from, const std::vector<std::string>& names, bool amends,
                         bool from_is_newer) {
        for (const auto& name : names)
            if (const auto* to = meant(records, ids, name, from))
                said[{from_is_newer ? from : *to, from_is_newer ? *to : from, amends}] |=
                    from_is_newer ? 1 : 2;
    };
    for (std::size_t i = 0; i < records.size(); ++i) {
        add(i, records[i].supersedes, false, true);
        add(i, records[i].superseded_by, false, false);
        add(i, records[i].amends, true, true);
        add(i, records[i].amended_by, true, false);
    }
    std::vector<Edge> out;
    out.reserve(said.size());
    for (const auto& [edge, who] : said)
        out.push_back({std::get<0>(edge), std::get<1>(edge), std::get<2>(edge), who == 3});
    return out;
}

std::vector<TreeLine> tree_of(const std::vector<Record>& records, const std::vector<Edge>& edges) {
    std::vector<std::vector<const Edge*>> below(records.size());
    std::vector<bool> has_above(records.size());
    std::vector<bool> related(records.size());
    for (const auto& edge : edges) {
        below[edge.from].push_back(&edge);
        has_above[edge.to] = has_above[edge.to] || edge.from != edge.to;
        related[edge.from] = related[edge.to] = true;
    }
    std::vector<bool> shown(records.size());
    std::vector<TreeLine> out;
    const auto show = [&](std::size_t root) {
        std::vector<TreeLine> open{{root, 0, false, false}};
        while (!open.empty()) {
            auto line = open.back();
            open.pop_back();
            line.again = shown[line.record];
            out.push_back(line);
            if (line.again) continue;
            shown[line.record] = true;
            for (auto edge = below[line.record].rbegin(); edge != below[line.record].rend(); ++edge)
                open.push_back({(*edge)->to, line.depth + 1, (*edge)->amends, false});
        }
    };
    for (std::size_t i = 0; i < records.size(); ++i)
        if (related[i] && !has_above[i]) show(i);
    // What is left is in circles, which have no top.
    for (std::size_t i = 0; i < records.size(); ++i)
        if (related[i] && !shown[i]) show(i);
    return out;
}

std::string to_dot(const std::vector<Record>& records, const std::vector<Edge>& edges) {
    std::string out = "digraph decisions {\n  node [shape=box, style=filled];\n";
    std::vector<bool> related(records.size());
    for (const auto& edge : edges)
        related[edge.from] = related[edge.to] = true;
    for (std::size_t i = 0; i < records.size(); ++i)
        if (related[i])
            out += fmt::format("  n{} [label=\"{}\\n{}\", tooltip=\"{}\", fillcolor={}];\n", i,
                               escaped(id_of(records[i])), escaped(records[i].title.value_or("")),
                               escaped(records[i].path), colour_of(records[i].status));
    for (const auto& edge : edges)
        out += fmt::format("  n{} -> n{} [label={}{}];\n", edge.from, edge.to,
                           edge.amends ? "amends" : "supersedes", edge.both_say_so ? "" : ", style=dashed");
    return out + "}\n";
}

}  // namespace restante::decisions
