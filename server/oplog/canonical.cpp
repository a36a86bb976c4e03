// canonical(): any JSON text to the canonical form. Boost.JSON's parser reports what it meets; each open
// object and array is a frame in which the canonical texts of its members gather, so that duplicate keys are
// seen (a boost::json::object would drop them silently).
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <limits>

#include "oplog/codec.hpp"
#include "oplog/scanner.hpp"

namespace restante::oplog {
namespace {

namespace json = boost::json;

enum class Refusal { none, fraction, integer_range, duplicate_key };

struct Handler {
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

    struct Frame {
        std::string key;  // of the member being read
        std::vector<std::pair<std::string, std::string>> members;
        std::string elements;
    };

    std::vector<Frame> frames{1};  // the bottom one holds the result as its only element
    std::vector<bool> in_object{false};
    std::string text;
    Refusal refusal = Refusal::none;

    bool refuse(Refusal why, json::error_code& ec) {
        refusal = why;
        ec = json::error::syntax;
        return false;
    }
    bool add(std::string value) {
        auto& frame = frames.back();
        if (in_object.back()) {
            frame.members.emplace_back(std::move(frame.key), std::move(value));
            frame.key.clear();
        } else {
            if (!frame.elements.empty()) frame.elements.push_back(',');
            frame.elements.append(value);
        }
        return true;
    }
    void open(bool object) {
        frames.emplace_back();
        in_object.push_back(object);
    }
    Frame close() {
        auto frame = std::move(frames.back());
        frames.pop_back();
        in_object.pop_back();
        return frame;
    }

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code&) { return open(true), true; }
    bool on_object_end(std::size_t, json::error_code& ec) {
        auto frame = close();
        std::sort(frame.members.begin(), frame.members.end());
        std::string out = "{";
        for (std::size_t i = 0; i < frame.members.size(); ++i) {
            const auto& [key, value] = frame.members[i];
            if (i > 0 && key == frame.members[i - 1].first) return refuse(Refusal::duplicate_key, ec);
            if (i > 0) out.push_back(',');
            append_quoted(out, key);
            out.append(":").append(value);
        }
        out.push_back('}');
        return add(std::move(out));
    }
    bool on_array_begin(json::error_code&) { return open(false), true; }
    bool on_array_end(std::size_t, json::error_code&) { return add("[" + close().elements + "]"); }
    bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
        frames.back().key.append(part.data(), part.size());
        return true;
    }
    bool on_key(json::string_view part, std::size_t n, json::error_code& ec) {
        return on_key_part(part, n, ec);
    }
    bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
        text.append(part.data(), part.size());
        return true;
    }
    bool on_string(json::string_view part, std::size_t, json::error_code&) {
        text.append(part.data(), part.size());
        std::string quoted;
        append_quoted(quoted, text);
        text.clear();
        return add(std::move(quoted));
    }
    bool on_number_part(json::string_view, json::error_code&) { return true; }
    bool on_int64(std::int64_t n, json::string_view, json::error_code& ec) {
        if (n > json_integer_max || n < -json_integer_max) return refuse(Refusal::integer_range, ec);
        return add(std::to_string(n));
    }
    bool on_uint64(std::uint64_t, json::string_view, json::error_code& ec) {
        return refuse(Refusal::integer_range, ec);  // reported only above the range of int64
    }
    bool on_double(double, json::string_view, json::error_code& ec) { return refuse(Refusal::fraction, ec); }
    bool on_bool(bool value, json::error_code&) { return add(value ? "true" : "false"); }
    bool on_null(json::error_code&) { return add("null"); }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }
};

}  // namespace

Result<std::string> canonical(std::string_view text) {
    json::parse_options options;
    options.max_depth = json_depth_max;
    json::basic_parser<Handler> parser(options);
    json::error_code ec;
    const auto used = parser.write_some(false, text.data(), text.size(), ec);
    auto& handler = parser.handler();
    switch (handler.refusal) {
        case Refusal::none:
            break;
        case Refusal::fraction:
            return fail(Errc::invalid_argument, "only integers are allowed as numbers (at byte {})", used);
        case Refusal::integer_range:
            return fail(Errc::invalid_argument, "an integer is out of range (at byte {})", used);
        case Refusal::duplicate_key:
            return fail(Errc::invalid_argument, "an object names a key twice (at byte {})", used);
    }
    if (ec == json::error::too_deep)
        return fail(Errc::invalid_argument, "the JSON nests deeper than {}", json_depth_max);
    if (ec) return fail(Errc::invalid_argument, "not JSON: {} (at byte {})", ec.message(), used);
    if (used != text.size())
        return fail(Errc::invalid_argument, "not JSON: text after the value (at byte {})", used);
    return std::move(handler.frames.front().elements);
}

}  // namespace restante::oplog
