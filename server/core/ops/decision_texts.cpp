#include "core/ops/decision_texts.hpp"

#include <algorithm>
#include <array>

#include "base/utf8.hpp"
#include "core/make.hpp"
#include "core/ops/bounds.hpp"

namespace restante::core::ops {
namespace {

tl::unexpected<Error> refused(Errc code, std::string message, std::string hint) {
    return tl::unexpected(Error{code, std::move(message), std::move(hint)});
}

Result<void> check_glob(std::string_view glob) {
    if (glob.size() > glob_bytes_max)
        return refused(Errc::too_large,
                       fmt::format("a glob has {} bytes, more than {}", glob.size(), glob_bytes_max),
                       "name a folder, not each of its files");
    const bool controls =
        std::ranges::any_of(glob, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    const bool outside = glob.starts_with('/') || glob == ".." || glob.starts_with("../") ||
                         glob.find("/../") != std::string_view::npos || glob.ends_with("/..");
    if (glob.empty() || controls || outside)
        return refused(
            Errc::invalid_argument,
            fmt::format("\"{}\" is no glob of paths in the repository", utf8::replace_invalid(glob)),
            "write it from the repository's root, such as server/store/**");
    return {};
}

Result<void> check_globs(std::string_view lines) {
    std::size_t count = 0;
    while (!lines.empty()) {
        if (++count > globs_max)
            return refused(Errc::too_large, fmt::format("there are more than {} globs", globs_max),
                           "name folders, not each of their files");
        const auto end = std::min(lines.find('\n'), lines.size());
        if (auto ok = check_glob(lines.substr(0, end)); !ok) return ok;
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return {};
}

int days_in(int year, int month) {
    constexpr std::array days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

/// YYYY-MM-DD.
bool is_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    std::array<int, 3> parts{};
    std::size_t part = 0;
    for (const char c : text) {
        if (c == '-') {
            if (++part == parts.size()) return false;
            continue;
        }
        if (c < '0' || c > '9') return false;
        parts[part] = parts[part] * 10 + (c - '0');
    }
    const auto [year, month, day] = parts;
    return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days_in(year, month);
}

}  // namespace

Result<void> check_field(DecisionField field, std::string_view text) {
    if (text.empty()) return {};
    const auto name = decision_field_names[static_cast<std::size_t>(field)];
    if (text.size() > text_bytes_max)
        return refused(Errc::too_large,
                       fmt::format("the {} has {} bytes, more than {}", name, text.size(), text_bytes_max),
                       "shorten it");
    if (const auto good = utf8::valid_prefix(text); good != text.size())
        return refused(Errc::invalid_argument, fmt::format("the {} is not valid UTF-8 (byte {})", name, good),
                       "save it as UTF-8 and send it again");
    if (field == DecisionField::applies_to) return check_globs(text);
    if (field == DecisionField::review_by && !is_day(text))
        return refused(Errc::invalid_argument, fmt::format("\"{}\" is no day", text),
                       "write it as YYYY-MM-DD");
    return {};
}

Result<void> check_decision_title(std::string_view title) {
    if (title.find_first_not_of(' ') == std::string_view::npos)
        return refused(Errc::invalid_argument, "the title is empty", "say in a few words what is decided");
    return check_title(title);
}

}  // namespace restante::core::ops
