// A small real repository in which code is followed, and the code.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "anchor/record.hpp"
#include "follow/follower.hpp"
#include "support/git_repository.hpp"
#include "vcs/overlay_objects.hpp"

namespace restante::tests {

inline vcs::GitOptions git_options() {
    vcs::GitOptions options;
    options.deadline = std::chrono::seconds(60);
    options.environment = {"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null"};
    return options;
}

inline vcs::ObjectId id_of(const std::string& hex) {
    const auto id = vcs::ObjectId::parse(hex);
    REQUIRE(id);
    return *id;
}

/// Opened anew, so that nothing is remembered.
class Following {
  public:
    explicit Following(const std::string& folder, follow::HistoryLimits limits = {}) {
        const auto repository = vcs::open_folder(folder);
        REQUIRE(repository);
        auto opened = std::make_unique<vcs::OverlayObjects>(vcs::open_objects(*repository, git_options()));
        objects = opened.get();
        history = std::make_unique<follow::History>(std::move(opened), limits);
        follower = std::make_unique<follow::Follower>(*history);
    }

    /// Lines are counted from 1, both meant.
    follow::Answer follow(const std::string& from, const std::string& path, std::uint32_t first,
                          std::uint32_t last, const std::string& to) {
        return follower->follow({id_of(from), path, {{first - 1, 0}, {last - 1, ~0U}}, id_of(to)});
    }

    vcs::OverlayObjects* objects = nullptr;
    std::unique_ptr<follow::History> history;
    std::unique_ptr<follow::Follower> follower;
};

/// "src/a.cpp:3-5 shifted", or "orphaned".
inline std::string shown(const follow::Answer& answer) {
    std::string state(anchor::to_string(answer.placement.state));
    CHECK(answer.placement.confidence >= 0);
    CHECK(answer.placement.confidence <= 1);
    CHECK_FALSE(answer.placement.reason.empty());
    CHECK(answer.placement.range.has_value() == (answer.placement.state != anchor::PlacementState::orphaned));
    CHECK(answer.path.empty() != answer.placement.range.has_value());
    if (!answer.placement.range) return state;
    const auto lines = anchor::lines_of_range(*answer.placement.range);
    return fmt::format("{}:{}-{} {}", answer.path, lines.first + 1, lines.last + 1, state);
}

/// As reasons name a commit.
inline std::string short_of(const std::string& commit) {
    return commit.substr(0, 10);
}

inline bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// Twenty-four lines; the function `load_settings` is lines 8 to 14.
inline const std::vector<std::string> sample{
    "#include \"settings.hpp\"",
    "",
    "namespace demo {",
    "",
    "constexpr int retries_max = 5;",
    "",
    "/// Reads the settings of one user.",
    "Settings load_settings(const std::string& user) {",
    "    Settings settings = defaults();",
    "    for (const auto& [key, value] : read_pairs(path_of(user))) {",
    "        if (!settings.set(key, value)) warn(\"unknown key\", key);",
    "    }",
    "    return settings;",
    "}",
    "",
    "void save_settings(const std::string& user, const Settings& settings) {",
    "    auto file = open_for_writing(path_of(user));",
    "    for (const auto& pair : settings.pairs()) {",
    "        file << pair.first << '=' << pair.second << '\\n';",
    "    }",
    "    file.flush();",
    "}",
    "",
    "}  // namespace demo",
};

inline std::string joined(const std::vector<std::string>& lines, std::string_view ending = "\n") {
    std::string text;
    for (const auto& line : lines)
        text.append(line).append(ending);
    return text;
}

/// The sample with lines put in before the line of this number.
inline std::vector<std::string> with(std::vector<std::string> lines, std::size_t before,
                                     const std::vector<std::string>& more) {
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(before - 1), more.begin(), more.end());
    return lines;
}
inline std::vector<std::string> without(std::vector<std::string> lines, std::size_t first, std::size_t last) {
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(first - 1),
                lines.begin() + static_cast<std::ptrdiff_t>(last));
    return lines;
}
inline std::vector<std::string> replaced(std::vector<std::string> lines, std::size_t line, std::string text) {
    lines[line - 1] = std::move(text);
    return lines;
}

inline const std::vector<std::string> three_lines{"// Copyright of nobody.", "// See the notes.", ""};

/// Another file, which has nothing to do with the sample.
inline const std::vector<std::string> other_sample{"import os",
                                                   "",
                                                   "def walk(folder):",
                                                   "    for name in sorted(os.listdir(folder)):",
                                                   "        yield os.path.join(folder, name)",
                                                   "",
                                                   "def count(folder):",
                                                   "    return sum(1 for _ in walk(folder))"};

}  // namespace restante::tests
