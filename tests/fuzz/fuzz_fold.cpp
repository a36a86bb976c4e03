// Any lines as the ops of one thread: whatever they hold, the fold ends with the same thread in every order,
// and that thread has a stored form.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "core/fold.hpp"
#include "core/thread_codec.hpp"
#include "oplog/codec.hpp"

using namespace restante;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::vector<oplog::Op> ops;
    for (std::string_view rest(reinterpret_cast<const char*>(data), size);
         !rest.empty() && ops.size() < 16;) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        auto op = oplog::decode(line);
        if (!op) continue;
        // One id is one op: whoever stores them sees to that.
        const bool known =
            std::any_of(ops.begin(), ops.end(), [&](const auto& one) { return one.id == op->id; });
        if (!known) ops.push_back(std::move(*op));
    }
    if (ops.empty()) return 0;
    const ThreadId id{ops.front().entity.bytes};
    const auto thread = core::fold_thread(id, ops);
    std::reverse(ops.begin(), ops.end());
    const auto other_way = core::fold_thread(id, ops);
    require(thread.has_value() == other_way.has_value());
    if (!thread) return 0;
    const auto bytes = core::encode_thread(*thread);
    require(bytes == core::encode_thread(*other_way));
    const auto again = core::decode_thread(bytes);
    require(again && core::encode_thread(*again) == bytes);
    return 0;
}
