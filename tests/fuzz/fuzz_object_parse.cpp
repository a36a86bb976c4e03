// Any bytes as a commit and as a tree: read or refused, and what was read holds together.
//
// Input: one byte that chooses the length of ids, then the object.
#include <cstdlib>
#include <string_view>

#include "vcs/object_parse.hpp"

using namespace restante::vcs;

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::size_t id_size = data[0] % 2 == 0 ? 20 : 32;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (const auto commit = parse_commit(bytes)) {
        require(ObjectId::parse(commit->tree.hex()) == commit->tree);
        for (const auto& parent : commit->parents)
            require(ObjectId::parse(parent.hex()) == parent);
    }
    if (const auto tree = parse_tree(bytes, id_size)) {
        std::size_t least = 0;
        for (const auto& entry : *tree) {
            require(!entry.name.empty() && entry.name.find('/') == std::string::npos &&
                    entry.name.find('\0') == std::string::npos && entry.id.size == id_size);
            least += entry.name.size() + 2 + id_size;
            const auto found = find_in_tree(bytes, id_size, entry.name);
            require(found && *found && (*found)->name == entry.name);
        }
        require(least <= bytes.size());
    }
    return 0;
}
