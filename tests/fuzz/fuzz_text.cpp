// Any sequence of edits to any bytes: the edited text is the text made anew, live anchors stay inside it, and
// positions go to every encoding and back.
//
// Input: groups of a control byte, two 8-bit offsets and a length, followed by that many bytes of new text.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

#include "anchor/live.hpp"
#include "anchor/position.hpp"

using namespace restante::anchor;

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

void check_text(const Text& text, const std::string& model) {
    const Text anew{model};
    require(text.bytes() == model && text.line_count() == anew.line_count());
    for (std::uint32_t line = 0; line < text.line_count(); ++line)
        require(text.line(line) == anew.line(line));
}

void check_positions(const Text& text) {
    for (std::uint32_t at = 0; at <= text.size(); at += 3) {
        for (auto encoding : {PositionEncoding::utf8, PositionEncoding::utf16, PositionEncoding::utf32}) {
            const auto position = text.position(at);
            const auto encoded = encode(text, position, encoding);
            const auto back = decode(text, encoded, encoding);
            // Inside a character it is that character's start, and from there on stable.
            require(back && *back <= position && encode(text, *back, encoding) == encoded);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input(reinterpret_cast<const char*>(data), size);
    Text text;
    std::string model;
    LiveAnchors anchors;
    LiveId count = 0;
    const auto take = [&]() -> std::uint32_t {
        if (input.empty()) return 0;
        const auto byte = static_cast<unsigned char>(input.front());
        input.remove_prefix(1);
        return byte;
    };
    while (!input.empty() && count < 64) {
        const auto control = take();
        const auto a = take() % (text.size() + 1);
        const auto b = std::min(text.size(), a + take());
        const std::string inserted(input.substr(0, take()));
        input.remove_prefix(std::min(input.size(), inserted.size()));
        if (control % 3 == 0) {
            anchors.add(text.range({a, b}), text);
            ++count;
        }
        const Edit edit{text.range({a, b}), inserted};
        const auto span = text.span(edit.range);
        anchors.apply(edit, text);
        text.apply(edit);
        model.replace(span.start, span.size(), inserted);
        for (LiveId id = 0; id < count; ++id) {
            const auto range = anchors.range(id, text);
            require(range.start <= range.end && text.clamp(range) == range);
        }
    }
    check_text(text, model);
    check_positions(text);
    return 0;
}
