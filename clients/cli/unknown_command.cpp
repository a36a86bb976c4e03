#include "clients/cli/unknown_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "clients/cli/print.hpp"

namespace restante::cli {
namespace {

/// Longer words are nobody's typing error for a command.
constexpr std::size_t word_bytes_max = 40;

bool always(const CLI::App* /*one*/) {
    return true;
}

/// The one that is nearest, if it is near enough to be meant.
std::string nearest(const CLI::App& app, const std::string& word) {
    std::string best;
    if (word.size() > word_bytes_max) return best;
    std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const auto* one : app.get_subcommands(always)) {
        const auto& name = one->get_name();
        const auto distance = typing_distance(word, name);
        if (distance >= least) continue;
        least = distance;
        best = name;
    }
    return best;
}

}  // namespace

std::size_t typing_distance(const std::string& a, const std::string& b) {
    // Optimal string alignment (restricted Damerau-Levenshtein), row by row.
    std::vector<std::size_t> before;
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = a[i - 1] == b[j - 1];
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before = last;
        last = row;
    }
    return last[b.size()];
}

std::optional<std::string> unknown_command(const CLI::App& parser, const std::vector<std::string>& words) {
    const auto* within = &parser;
    std::string path;
    for (const auto& word : words) {
        const auto commands = within->get_subcommands(always);
        if (commands.empty()) return std::nullopt;
        if (word.starts_with("-")) continue;
        const auto known =
            std::ranges::find_if(commands, [&](const CLI::App* one) { return one->get_name() == word; });
        if (known != commands.end()) {
            within = *known;
            path += word + " ";
            continue;
        }
        auto text = fmt::format("there is no command {}{}", path, one_line(word, word_bytes_max));
        if (const auto meant = nearest(*within, word); !meant.empty())
            text += fmt::format("; did you mean {}{}?", path, meant);
        return text;
    }
    return std::nullopt;
}

}  // namespace restante::cli
