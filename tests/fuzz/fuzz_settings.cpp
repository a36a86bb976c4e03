// Any text as what a person or an editor may hand us: config.json, .restante.json, a hub's address, a URI.
// What is taken is in its bounds, and has one form.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/uri.hpp"
#include "daemon/config.hpp"
#include "daemon/workspace.hpp"

using namespace restante;
using namespace restante::daemon;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto loaded = parse_config(text)) {
        require(loaded->config.idle_exit_minutes >= 0 && loaded->config.log_files >= 1);
        require(loaded->config.log_bytes_max >= 64 * 1024 && loaded->config.document_bytes_max >= 1024);
    }
    if (const auto file = parse_space_file(text)) {
        require(is_space_name(file->space) && is_space_name(file->repository));
        const auto again = parse_space_file(to_text(*file));
        require(again && again->space == file->space && again->repository == file->repository &&
                again->hub == file->hub);
    }
    if (const auto origin = hub_origin(text)) {
        const auto again = hub_origin(*origin);
        require(again && *again == *origin);
    }
    if (const auto path = path_of_uri(text)) {
        require(path->starts_with('/') && path->find('\0') == std::string::npos);
        const auto again = path_of_uri(uri_of_path(*path));
        require(again && *again == *path);
    }
    if (text.starts_with('/')) require(normal_path(normal_path(text)) == normal_path(text));
    return 0;
}
