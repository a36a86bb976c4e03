// Bytes from anywhere as what git says of an object, and as a repository's configuration.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "vcs/cat_file.hpp"
#include "vcs/repository.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace restante;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto info = vcs::parse_object_info(bytes.substr(0, bytes.find('\n')), "HEAD");
    if (info && (!vcs::is_object_id(info->id) || info->type.find(' ') != std::string::npos)) std::abort();
    if (!info && info.error().message.empty()) std::abort();
    (void)vcs::object_format(bytes);
    return 0;
}
