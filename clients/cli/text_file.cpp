#include "clients/cli/text_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/printable.hpp"

namespace restante::cli {
namespace {

Error file_error(const std::string& path, int error) {
    return {error == ENOENT ? Errc::not_found : Errc::io,
            fmt::format("{}: {}", printable(path), std::strerror(error)),
            {}};
}

}  // namespace

Result<std::string> read_text_file(const std::string& path) {
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    if (!in) return tl::unexpected(file_error(path, errno));
    std::error_code no_size;
    const auto size = std::filesystem::file_size(path, no_size);
    if (!no_size && size > text_file_bytes_max)
        return fail(Errc::too_large, "{} has {} bytes, over the limit of {}", printable(path), size,
                    text_file_bytes_max);
    std::string text;
    if (!no_size) text.resize(size);
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (in.bad()) return tl::unexpected(file_error(path, EIO));
    return text;
}

Result<void> write_text_file(const std::string& path, std::string_view text) {
    const auto temporary = path + ".restante~";
    errno = 0;
    std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    const int failed =
        !out ? (errno == 0 ? EIO : errno) : (std::rename(temporary.c_str(), path.c_str()) == 0 ? 0 : errno);
    if (failed == 0) return {};
    (void)std::remove(temporary.c_str());
    return tl::unexpected(file_error(path, failed));
}

}  // namespace restante::cli
