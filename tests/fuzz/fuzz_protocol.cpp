// Any text as any message of the protocol: read, or refused with a reason.
// What was read is not written again here: a value of a newer version has a place in what is read, and none
// in what is written (unit_protocol holds the round trips).
//
// Input: a line with the type's name, then the text.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "protocol/cpp/all.hpp"

using namespace restante;

namespace {

template <class T>
void check(std::string_view text) {
    const auto read = protocol::parse<T>(text);
    if (!read && read.error().message.empty()) std::abort();
    // The same text is the same message.
    if (read.has_value() != protocol::parse<T>(std::string(text)).has_value()) std::abort();
}

const std::map<std::string_view, void (*)(std::string_view)>& checks() {
    static const std::map<std::string_view, void (*)(std::string_view)> table{
#define ROW(Type) {#Type, &check<protocol::Type>},
        RESTANTE_PROTOCOL_TYPES(ROW)
#undef ROW
    };
    return table;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto name = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), name.size() + 1));
    auto chosen = checks().find(name);
    if (chosen == checks().end()) {
        // A name that is none stands for one: most mutations would be thrown away else.
        std::size_t number = 0;
        for (const char c : name)
            number = number * 31 + static_cast<unsigned char>(c);
        chosen = std::next(checks().begin(), static_cast<std::ptrdiff_t>(number % checks().size()));
    }
    chosen->second(text);
    return 0;
}
