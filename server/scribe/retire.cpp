#include "scribe/retire.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "decisions/read.hpp"
#include "decisions/words.hpp"
#include "scribe/prose.hpp"

namespace restante::scribe {
namespace {

using decisions::Reading;

constexpr std::size_t tries_max = 16;  // lines that look as if they stated the status

/// What the two texts differ in must be the status and its successor alone, or the wrong line was changed.
bool says_so(const Reading& before, Reading after, std::string_view successor) {
    if (after.record.status != decisions::Status::superseded) return false;
    if (after.record.title != before.record.title || after.record.number != before.record.number ||
        after.record.date != before.record.date || after.record.deciders != before.record.deciders)
        return false;
    const auto& named = after.of(decisions::Field::superseded_by);
    return std::any_of(named.begin(), named.end(), [&](const decisions::Reference& reference) {
        return reference.target.find(successor) != std::string::npos;
    });
}

std::optional<Reading> read(std::string_view path, std::string_view text) {
    auto read = decisions::read_record(path, text);
    if (auto* reading = std::get_if<Reading>(&read)) return std::move(*reading);
    return std::nullopt;
}

/// The line with its status replaced, in the ways in which lines state one: after a colon, else all of it.
std::string with_status(std::string_view line, std::string_view status) {
    const auto colon = line.find(':');
    if (colon != std::string_view::npos &&
        decisions::key_of(line.substr(0, colon)).find("status") != std::string::npos) {
        auto end = colon + 1;
        while (end < line.size() && line[end] == '*')  // "**Status:**"
            ++end;
        return fmt::format("{} {}", line.substr(0, end), status);
    }
    const auto bullet = line.find_first_not_of("*- \t");
    const auto indent =
        bullet == std::string_view::npos || line.substr(0, bullet).find(' ') == std::string_view::npos
            ? std::string_view{}
            : line.substr(0, bullet);
    return fmt::format("{}{}", indent, status);
}

}  // namespace

std::optional<std::string> superseded_text(std::string_view path, std::string_view text,
                                           const Elsewhere& successor) {
    const auto before = read(path, text);
    if (!before) return std::nullopt;
    const auto& raw = before->record.status_raw;
    if (!raw || raw->empty()) return std::nullopt;
    const auto stated = decisions::folded(*raw);
    const auto target = link_target(path, successor.path);
    const bool capital = raw->front() >= 'A' && raw->front() <= 'Z';
    const auto status = fmt::format("{}uperseded by [{}]({})", capital ? 'S' : 's', successor.name, target);
    std::size_t tries = 0;
    for (std::size_t start = 0; start < text.size() && tries < tries_max;) {
        const auto end = std::min(text.find_first_of("\r\n", start), text.size());
        const auto line = text.substr(start, end - start);
        if (decisions::folded(line).find(stated) != std::string::npos) {
            ++tries;
            std::string changed(text.substr(0, start));
            changed.append(with_status(line, status)).append(text.substr(end));
            auto after = read(path, changed);
            if (after && says_so(*before, std::move(*after), target)) return changed;
        }
        start = end + 1;
    }
    return std::nullopt;
}

}  // namespace restante::scribe
