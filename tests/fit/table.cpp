#include "fit/table.hpp"

#include <fmt/ostream.h>

namespace restante::fit {
namespace {

/// A C++ literal.
std::string number(float value) {
    auto text = fmt::format("{:.5g}", value);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text + "F";
}

}  // namespace

void write_table(const Model& model, std::ostream& out) {
    fmt::print(out,
               "// Made by restante-fit (tests/fit); docs/anchors.md says of what data. Not to be edited.\n");
    std::size_t count = 0;
    for (const auto& tree : model.trees)
        count += tree.size();
    fmt::print(out, "constexpr double offset = {:.6g};\nconstexpr std::array<Node, {}> nodes{{{{\n",
               model.offset, count);
    std::vector<std::size_t> roots;
    std::size_t base = 0;
    std::string line = "    ";
    for (const auto& tree : model.trees) {
        roots.push_back(base);
        for (const auto& node : tree) {
            const auto to = [&](int child) {
                return node.clue < 0 ? 0 : base + static_cast<std::size_t>(child);
            };
            const auto text = fmt::format("Node{{{}, {}, {}, {}}}, ", node.clue, number(node.bound),
                                          to(node.below), to(node.above));
            if (line.size() + text.size() > 110) {
                fmt::print(out, "{}\n", line);
                line = "    ";
            }
            line += text;
        }
        base += tree.size();
    }
    fmt::print(out, "{}\n}}}};\nconstexpr std::array<std::int16_t, {}> roots{{\n    {}}};\n", line,
               roots.size(), fmt::join(roots, ", "));
}

}  // namespace restante::fit
