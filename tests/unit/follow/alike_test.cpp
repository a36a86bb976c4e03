// Functions that look like each other, as in many real files: a neighbour is nobody's new place, and each
// block keeps its own end. And ranges that begin with a blank line, as people select them.
#include <doctest/doctest.h>

#include "follow/follower.hpp"
#include "unit/follow/world.hpp"

using namespace restante;
using namespace restante::tests;

namespace {

const std::string path = "src/steps.cpp";
const std::vector<std::string> names{"alpha", "beta", "gamma", "delta", "eta", "theta"};

/// Nine lines in the style of `open`, of which the two in the middle and two others are everybody's, and a
/// blank one.
std::string function(std::size_t number, const std::string& open = "\n{\n",
                     const std::string& indent = "    ", const std::string& added = "") {
    const auto& name = names[number];
    const auto in = [&](const std::string& line) { return indent + line + "\n"; };
    return "int " + name + "(int a, int b)" + open +
           in(fmt::format("int total = a * {} + b{};", number + 2, added)) +
           in(fmt::format("for (int i = 0; i < {}; ++i) {{", number + 5)) +
           in(indent + "total += compute_" + name + "(i, b);") +
           in(indent + fmt::format("if (total > {}00) break;", number + 2)) + in("}") +
           in("log_" + name + "(\"done " + name + "\", total);") + in("return total;") + "}\n\n";
}

/// All of them, one after the other, but for one.
std::string all_but(std::optional<std::size_t> left_out = {}) {
    std::string out = "#include \"steps.hpp\"\n\n";
    for (std::size_t i = 0; i < names.size(); ++i)
        if (i != left_out) out += function(i);
    return out;
}

constexpr std::uint32_t gamma_first = 3 + 2 * 11;  // in all_but()
constexpr std::uint32_t gamma_last = gamma_first + 9;

}  // namespace

TEST_CASE("a function that is cut into another file leaves no comment on the neighbour that looks like it") {
    const GitRepository git;
    const auto a = git.commit({{path, all_but()}});
    const auto b = git.commit({{path, all_but(2)}, {"src/gamma.cpp", function(2)}});
    Following following(git.root());
    CHECK(shown(following.follow(a, path, gamma_first, gamma_last, b)) == "src/gamma.cpp:1-10 moved");
    CHECK(shown(following.follow(a, path, gamma_first, gamma_first, b)) == "src/gamma.cpp:1-1 moved");
    CHECK(shown(following.follow(a, path, gamma_first + 2, gamma_first + 2, b)) == "src/gamma.cpp:3-3 moved");
}

TEST_CASE("a block ends at its own closing line, whatever closes the blocks behind it") {
    const GitRepository git;
    const auto a = git.commit({{path, all_but()}});
    std::string restyled = "#include \"steps.hpp\"\n\n";
    for (std::size_t i = 0; i < names.size(); ++i)
        restyled += function(i, " {\n", "\t", i == 2 ? " + offset" : "");
    const auto b = git.commit({{path, restyled}});
    constexpr std::uint32_t first = 3 + 2 * 10;
    Following following(git.root());
    CHECK(shown(following.follow(a, path, gamma_first, gamma_last, b)) ==
          fmt::format("{}:{}-{} edited", path, first, first + 8));
    // Its head, with the bracket that stood on a line of its own.
    CHECK(shown(following.follow(a, path, gamma_first, gamma_first + 1, b)) ==
          fmt::format("{}:{}-{} edited", path, first, first));
}

TEST_CASE("a range that begins with a blank line is found like its other lines, and begins with one again") {
    const GitRepository git;
    const auto a = git.commit({{path, all_but()}});
    auto changed = all_but();
    const std::string was = "int total = a * 4 + b;";
    changed.replace(changed.find(was), was.size(), "int total = a * 44 + b + offset;");
    const auto b = git.commit({{path, "// Steps.\n" + changed}});
    const auto c = git.commit({{path, all_but(2)}, {"src/gamma.cpp", function(2)}});
    Following following(git.root());
    CHECK(shown(following.follow(a, path, gamma_first - 1, gamma_last, b)) ==
          fmt::format("{}:{}-{} edited", path, gamma_first, gamma_last + 1));
    // Nothing blank stands before it there.
    CHECK(shown(following.follow(a, path, gamma_first - 1, gamma_last, c)) == "src/gamma.cpp:1-10 moved");
    // A range of nothing else is what it is.
    CHECK(shown(following.follow(a, path, gamma_first - 1, gamma_first - 1, b)) ==
          fmt::format("{}:{}-{} shifted", path, gamma_first, gamma_first));
}
