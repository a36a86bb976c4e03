// Many versions at once: what is skipped changes no answer, and what cannot be known from afar is not
// skipped.
#include "follow/leap.hpp"

#include <random>

#include "unit/follow/world.hpp"

using namespace restante;
using namespace restante::tests;

namespace {

const std::string path = "src/settings.cpp";

/// Commits of a file that grows by a line on top with each.
std::vector<std::string> grow(const GitRepository& git, std::vector<std::string>& lines, int commits) {
    std::vector<std::string> out;
    for (int i = 0; i < commits; ++i) {
        lines.insert(lines.begin(), fmt::format("// Note {} of the file.", lines.size()));
        out.push_back(git.commit({{path, joined(lines)}}));
    }
    return out;
}

}  // namespace

TEST_CASE("an edit among many versions that do not touch the lines is found, with its commit") {
    const GitRepository git;
    auto lines = sample;
    const auto first = git.commit({{path, joined(lines)}});
    grow(git, lines, 13);
    lines = replaced(lines, 13 + 9, "    Settings settings = system_defaults();");
    const auto edit = git.commit({{path, joined(lines)}});
    const auto last = grow(git, lines, 21).back();
    const auto answer = Following(git.root()).follow(first, path, 8, 14, last);
    CHECK(shown(answer) == path + ":42-48 edited");
    CHECK(holds(answer.placement.reason, "last changed by commit " + short_of(edit)));
    CHECK(shown(Following(git.root()).follow(last, path, 42, 48, first)) == path + ":8-14 edited");
}

TEST_CASE("untouched lines are as sure after a thousand versions as after one") {
    const GitRepository git;
    auto lines = sample;
    const auto first = git.commit({{path, joined(lines)}});
    const auto later = grow(git, lines, 40);
    const auto one = Following(git.root()).follow(first, path, 8, 14, later.front());
    const auto all = Following(git.root()).follow(first, path, 8, 14, later.back());
    CHECK(shown(all) == path + ":48-54 shifted");
    CHECK(all.placement.confidence == one.placement.confidence);
}

TEST_CASE("a line that stands in the file twice is followed step by step, and not from afar") {
    // Two equal blocks; the first one, which is pointed at, is deleted. From end to end the other looks like
    // it.
    const std::vector<std::string> block{"    if (failed(status)) {", "        return status_of(status);",
                                         "    }"};
    const auto file = [&](int copies, int notes) {
        std::vector<std::string> lines{"int run() {"};
        for (int i = 0; i < copies; ++i)
            lines.insert(lines.end(), block.begin(), block.end());
        lines.emplace_back("}");
        for (int i = 0; i < notes; ++i)
            lines.insert(lines.begin(), "// note");
        return joined(lines);
    };
    const GitRepository git;
    const auto a = git.commit({{path, file(2, 0)}});
    git.commit({{path, file(2, 1)}});
    const auto c = git.commit({{path, file(2, 2)}});
    // Not provable: no line of the block is there only once.
    Following following(git.root());
    follow::StepFiles files(*following.history);
    const auto commit = following.history->commit(id_of(a));
    const auto blob = following.history->blob_at(*commit, path);
    const follow::Spot spot{path, **blob, nullptr, {{1, 0}, {3, ~0U}}, *commit};
    const auto to = following.history->commit(id_of(c));
    const auto there = following.history->blob_at(*to, path);
    const auto far = follow::untouched(*following.history, files, spot, **there, *to);
    REQUIRE(far);
    CHECK_FALSE(*far);
    CHECK(shown(following.follow(a, path, 2, 4, c)) == path + ":4-6 shifted");
}

TEST_CASE("a walk that is gone on with is the walk from the beginning: seeded histories") {
    for (unsigned seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const GitRepository git;
        auto lines = sample;
        auto name = path;
        const auto first = git.commit({{name, joined(lines)}, {"other.py", joined(other_sample)}});
        Following kept(git.root());
        for (int i = 0; i < 24; ++i) {
            const auto at = random() % lines.size();
            switch (random() % 6) {
                case 0:
                    lines[at] += " // " + std::to_string(i);
                    break;
                case 1:
                    if (lines.size() > 6) lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
                    break;
                case 2:
                    git.git({"mv", name, "src/settings_" + std::to_string(i) + ".cpp"});
                    name = "src/settings_" + std::to_string(i) + ".cpp";
                    break;
                default:
                    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at),
                                 "int more = " + std::to_string(i) + ";");
            }
            const auto commit = git.commit({{name, joined(lines)}});
            Following fresh(git.root());
            for (const auto& [from, to] : {std::pair{8U, 14U}, {9U, 9U}, {16U, 22U}, {1U, 1U}}) {
                const auto on = kept.follow(first, path, from, to, commit);
                const auto anew = fresh.follow(first, path, from, to, commit);
                CAPTURE(i);
                CAPTURE(from);
                CHECK(shown(on) == shown(anew));
                CHECK(on.placement.reason == anew.placement.reason);
                CHECK(on.placement.confidence == doctest::Approx(anew.placement.confidence));
            }
        }
    }
}

TEST_CASE("asked after a commit of one branch, code is on the other as if asked alone") {
    const GitRepository git;
    const auto first = git.commit({{path, joined(sample)}});
    auto edited = replaced(sample, 9, "    Settings settings = none();");
    const auto base = git.commit({{path, joined(edited)}});
    const auto one = git.commit({{path, joined(with(edited, 1, three_lines))}});
    git.git({"checkout", "-q", "-b", "other", base});
    const auto put_back = git.commit({{path, joined(with(sample, 1, {"// Back."}))}});
    for (const auto& start : {first, base}) {
        Following kept(git.root());
        (void)kept.follow(start, path, 8, 14, one);
        const auto after = kept.follow(start, path, 8, 14, put_back);
        const auto alone = Following(git.root()).follow(start, path, 8, 14, put_back);
        CHECK(shown(after) == shown(alone));
        CHECK(after.placement.reason == alone.placement.reason);
        CHECK(after.placement.confidence == alone.placement.confidence);
    }
    // What was changed and put back is as it was.
    CHECK(shown(Following(git.root()).follow(first, path, 8, 14, put_back)) == path + ":9-15 shifted");
}
