#include "clients/cli/commit_offer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "grounds/porcelain.hpp"

namespace restante::cli {
namespace {

std::string_view take_line(std::string_view& rest) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
}

struct Hunk {
    ChangedLines lines;
    std::uint32_t added = 0;
};

/// The new side of "@@ -3,0 +4,2 @@".
std::optional<Hunk> hunk_of(std::string_view line) {
    const auto plus = line.find(" +");
    if (plus == std::string_view::npos) return std::nullopt;
    const auto* at = line.data() + plus + 2;
    const auto* end = line.data() + line.size();
    std::uint32_t first = 0;
    std::uint32_t count = 1;
    const auto read = std::from_chars(at, end, first);
    if (read.ec != std::errc{}) return std::nullopt;
    if (read.ptr != end && *read.ptr == ',' && std::from_chars(read.ptr + 1, end, count).ec != std::errc{})
        return std::nullopt;
    // Of lines that were only removed git names the one before.
    const auto start = first == 0 ? 0 : first - 1;
    return Hunk{{{}, start, count == 0 ? start : start + count - 1}, count};
}

}  // namespace

std::vector<ChangedLines> changed_lines(std::string_view diff) {
    std::vector<ChangedLines> out;
    std::string path;
    std::uint32_t removed = 0;  // lines of a hunk that are still to come: they are no headers
    std::uint32_t added = 0;
    while (!diff.empty() && out.size() < changed_lines_max) {
        const auto line = take_line(diff);
        if (removed > 0 && line.starts_with('-')) {
            --removed;
        } else if (added > 0 && line.starts_with('+')) {
            --added;
        } else if (line.starts_with("+++ ")) {
            auto name = line.substr(4);
            if (name.ends_with('\t')) name.remove_suffix(1);  // git marks names with blanks so
            path = name == "/dev/null" ? std::string() : grounds::unquoted(name);
        } else if (line.starts_with("@@ ")) {
            auto hunk = hunk_of(line);
            if (!hunk) continue;
            const auto minus = line.substr(0, line.find(" +"));
            removed = 1;
            if (const auto comma = minus.find(','); comma != std::string_view::npos)
                (void)std::from_chars(minus.data() + comma + 1, minus.data() + minus.size(), removed);
            added = hunk->added;
            if (path.empty()) continue;
            hunk->lines.path = path;
            out.push_back(std::move(hunk->lines));
        }
    }
    return out;
}

std::string with_offers(std::string_view message, const std::vector<Offer>& offers,
                        std::string_view comment) {
    std::string block;
    for (const auto& offer : offers)
        if (message.find(offer.trailer) == std::string_view::npos)
            block += fmt::format("{} {} ({})\n", comment, offer.trailer, offer.note);
    if (block.empty()) return std::string(message);
    block = fmt::format(
        "\n{0} Restante: the lines that you changed are about these. To name one in the commit,\n"
        "{0} remove the \"{0} \" before it.\n{1}",
        comment, block);
    // Before the first of git's comments, so that what is kept stands at the message's end.
    std::size_t at = 0;
    while (at < message.size() && !message.substr(at).starts_with(comment)) {
        const auto end = message.find('\n', at);
        at = end == std::string_view::npos ? message.size() : end + 1;
    }
    std::string out(message.substr(0, at));
    if (!out.empty() && out.back() != '\n') out += '\n';
    return out + block + std::string(message.substr(at));
}

}  // namespace restante::cli
