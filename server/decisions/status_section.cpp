#include <fmt/format.h>

#include <algorithm>

#include "decisions/compose.hpp"
#include "decisions/dates.hpp"
#include "decisions/plain.hpp"
#include "decisions/relations.hpp"
#include "decisions/status_words.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

bool is_short(std::string_view text) {
    constexpr std::size_t bytes_max = 120;
    return text.size() <= bytes_max;
}

/// A status and nothing else.
bool is_bare(std::string_view text) {
    constexpr std::size_t words_max = 2;
    return words_of(plain(text)).size() <= words_max && read_status(text).status != Status::unknown;
}

/// "Accepted", and below it "Implemented".
bool takes_on(Status before, Status next) {
    return read_status(fmt::format("{}, {}", to_string(before), to_string(next))).status != before;
}

}  // namespace

StatedStatus status_of_section(const std::vector<const Fact*>& stated) {
    StatedStatus out;
    std::string last_date;
    for (const auto* fact : stated) {
        const auto& text = fact->values.front();
        if (explains_statuses(text)) continue;
        const auto one = read_status(text);
        const auto date = read_date(text).iso;
        if (out.from != nullptr && (one.status == Status::unknown || out.status == Status::superseded))
            continue;
        const bool open =
            out.from == nullptr || (out.status == Status::unknown && !out.unfilled && is_short(text));
        // Prose further down must not overrule what the first line says.
        const bool replaced =
            one.status == Status::superseded && (begins_with_relation(text) || is_bare(text));
        // A list of what was when: the last one counts.
        const bool later = date && !last_date.empty() && *date >= last_date;
        if (!open && !replaced && !later && !(is_bare(text) && takes_on(out.status, one.status))) continue;
        if (open || replaced || later) out.from = fact;
        out.status = one.status;
        out.unfilled = one.unfilled;
        last_date = date.value_or(last_date);
    }
    return out;
}

std::optional<Status> status_of_change(std::string_view entry) {
    constexpr std::size_t words_max = 1;
    constexpr std::size_t entry_bytes_max = 300;
    // "[revised](address) - approved (2023-04-17)", "2023-04-17: approved".
    const auto text = plain(entry.substr(0, entry_bytes_max));
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end =
            std::min({text.find(" - ", begin), text.find(": ", begin), text.find(" (", begin), text.size()});
        const auto part = trimmed(std::string_view(text).substr(begin, end - begin));
        if (words_of(part).size() == words_max)
            if (const auto one = read_status(part); one.status != Status::unknown) return one.status;
        begin = std::min(end + 2, text.size());
    }
    return std::nullopt;
}

}  // namespace restante::decisions
