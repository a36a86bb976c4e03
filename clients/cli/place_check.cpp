#include "clients/cli/place_check.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "anchor/pointed_lines.hpp"

namespace restante::cli {
namespace {

/// Larger files are left to the daemon, which has its own bound.
constexpr std::uintmax_t bytes_max = 64UL * 1024 * 1024;

}  // namespace

Result<void> check_place(const PlaceArgument& place) {
    std::error_code ec;
    const auto status = std::filesystem::status(place.file, ec);
    if (std::filesystem::is_directory(status))
        return fail(Errc::invalid_argument, "{} is a folder, not a file", place.file);
    errno = 0;
    std::ifstream in(place.file, std::ios::binary);
    if (!in) return fail(Errc::invalid_argument, "{} cannot be read: {}", place.file, std::strerror(errno));
    if (!std::filesystem::is_regular_file(status) || std::filesystem::file_size(place.file, ec) > bytes_max ||
        ec)
        return {};
    const anchor::Text text(std::string(std::istreambuf_iterator<char>(in), {}));
    const auto lines = anchor::pointed_lines(text);
    const auto last = std::max(place.range.start.line, place.range.end.line);
    if (last < lines) return {};
    return fail(Errc::invalid_argument, "line {} is past the end of {}, which has {} line{}",
                (place.range.start.line < lines ? last : place.range.start.line) + std::uint64_t{1},
                place.file, lines, lines == 1 ? "" : "s");
}

}  // namespace restante::cli
