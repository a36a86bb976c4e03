#include "oplog/scanner.hpp"

#include <array>
#include <cstring>

#include "base/utf8.hpp"

namespace restante::oplog {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

/// The letter after the backslash for a control character that has one, else NUL.
constexpr char short_escape(unsigned char c) noexcept {
    switch (c) {
        case '\b':
            return 'b';
        case '\t':
            return 't';
        case '\n':
            return 'n';
        case '\f':
            return 'f';
        case '\r':
            return 'r';
        case '"':
        case '\\':
            return static_cast<char>(c);
        default:
            return '\0';
    }
}

constexpr char unescaped(char letter) noexcept {
    switch (letter) {
        case 'b':
            return '\b';
        case 't':
            return '\t';
        case 'n':
            return '\n';
        case 'f':
            return '\f';
        case 'r':
            return '\r';
        default:
            return letter;
    }
}

constexpr bool is_plain(unsigned char c) noexcept {
    return c >= 0x20 && c != '"' && c != '\\';
}

constexpr std::uint64_t each_byte(std::uint8_t value) noexcept {
    return 0x0101010101010101ULL * value;
}

/// Non-zero when one of the eight bytes ends a plain run or is not ASCII. May also be non-zero for a plain
/// byte above such a byte, never for eight plain ASCII bytes ("Bit Twiddling Hacks", haszero and hasless).
constexpr std::uint64_t needs_a_look(std::uint64_t word) noexcept {
    const auto has_zero = [](std::uint64_t w) { return (w - each_byte(1)) & ~w; };
    const auto control = (word - each_byte(0x20)) & ~word;
    const auto quote = has_zero(word ^ each_byte('"'));
    const auto backslash = has_zero(word ^ each_byte('\\'));
    return (control | quote | backslash | word) & each_byte(0x80);
}

/// The length of the run of plain ASCII bytes at `at`, as far as whole words tell.
std::size_t plain_ascii_words(const char* at, const char* end) noexcept {
    const char* from = at;
    while (end - at >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, 8);
        if (needs_a_look(word) != 0) break;
        at += 8;
    }
    return static_cast<std::size_t>(at - from);
}

/// What would make an integer another JSON number: refused here, where the member at fault is known.
constexpr bool goes_on(char c) noexcept {
    return (c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E';
}

/// Keys sort by the bytes they stand for, which differs from the order of their escaped forms.
bool key_less(ScannedString a, ScannedString b) {
    if (!a.escaped && !b.escaped) return a.raw < b.raw;
    return unescape(a) < unescape(b);
}

}  // namespace

bool Scanner::escape() noexcept {
    // at_ is behind the backslash
    if (at_ == end_) return false;
    const char letter = *at_++;
    if (letter != 'u') return std::string_view("\"\\btnfr").find(letter) != std::string_view::npos;
    if (end_ - at_ < 4 || at_[0] != '0' || at_[1] != '0' || (at_[2] != '0' && at_[2] != '1')) return false;
    const auto low = hex_digits.find(at_[3]);
    if (low == std::string_view::npos) return false;
    const auto code = static_cast<unsigned char>((at_[2] - '0') * 16 + static_cast<int>(low));
    at_ += 4;
    return short_escape(code) == '\0';
}

bool Scanner::string(ScannedString& out) noexcept {
    if (!skip('"')) return false;
    const char* from = at_;
    bool escaped = false;
    unsigned char seen = 0;
    while (true) {
        at_ += plain_ascii_words(at_, end_);
        while (at_ != end_ && is_plain(static_cast<unsigned char>(*at_))) {
            seen |= static_cast<unsigned char>(*at_);
            ++at_;
        }
        if (at_ == end_) return false;
        const char c = *at_++;
        if (c == '"') break;
        if (c != '\\' || !escape()) return false;
        escaped = true;
    }
    out = {std::string_view(from, static_cast<std::size_t>(at_ - 1 - from)), escaped};
    return seen < 0x80 || utf8::is_valid(out.raw);
}

bool Scanner::integer(std::int64_t& out) noexcept {
    const bool negative = skip('-');
    if (at_ == end_ || *at_ < '0' || *at_ > '9') return false;
    if (*at_ == '0') {
        ++at_;
        out = 0;
        return !negative && !goes_on(peek());
    }
    std::int64_t n = 0;
    while (at_ != end_ && *at_ >= '0' && *at_ <= '9') {
        n = n * 10 + (*at_++ - '0');
        if (n > json_integer_max) return false;
    }
    out = negative ? -n : n;
    return !goes_on(peek());
}

bool Scanner::array(int depth_left) {
    if (depth_left <= 0 || !skip('[')) return false;
    if (skip(']')) return true;
    do {
        if (!value(depth_left - 1)) return false;
    } while (skip(','));
    return skip(']');
}

bool Scanner::object(int depth_left, std::vector<ScannedMember>* members) {
    if (depth_left <= 0 || !skip('{')) return false;
    if (skip('}')) return true;
    ScannedString last;
    bool first = true;
    do {
        ScannedString key;
        if (!string(key) || !skip(':')) return false;
        if (!first && !key_less(last, key)) return false;
        const char* from = at_;
        if (!value(depth_left - 1)) return false;
        if (members) members->push_back({key.raw, {from, static_cast<std::size_t>(at_ - from)}});
        last = key;
        first = false;
    } while (skip(','));
    return skip('}');
}

bool Scanner::value(int depth_left) {
    ScannedString text;
    std::int64_t number = 0;
    switch (peek()) {
        case '"':
            return string(text);
        case '{':
            return object(depth_left);
        case '[':
            return array(depth_left);
        case 't':
            return skip("true");
        case 'f':
            return skip("false");
        case 'n':
            return skip("null");
        default:
            return integer(number);
    }
}

std::string unescape(ScannedString scanned) {
    if (!scanned.escaped) return std::string(scanned.raw);
    std::string out;
    out.reserve(scanned.raw.size());
    auto rest = scanned.raw;
    while (true) {
        const auto at = rest.find('\\');
        out.append(rest.substr(0, at));
        if (at == std::string_view::npos) return out;
        if (rest[at + 1] == 'u') {
            out.push_back(static_cast<char>((rest[at + 4] - '0') * 16 +
                                            static_cast<int>(hex_digits.find(rest[at + 5]))));
            rest.remove_prefix(at + 6);
        } else {
            out.push_back(unescaped(rest[at + 1]));
            rest.remove_prefix(at + 2);
        }
    }
}

void append_quoted(std::string& out, std::string_view text) {
    out.push_back('"');
    std::size_t from = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        at += plain_ascii_words(text.data() + at, text.data() + text.size());
        if (at == text.size()) break;
        const auto c = static_cast<unsigned char>(text[at]);
        if (is_plain(c)) {
            ++at;
            continue;
        }
        out.append(text.substr(from, at - from));
        out.push_back('\\');
        if (const char letter = short_escape(c)) {
            out.push_back(letter);
        } else {
            out.append("u00");
            out.push_back(hex_digits[c >> 4]);
            out.push_back(hex_digits[c & 15U]);
        }
        from = ++at;
    }
    out.append(text.substr(from));
    out.push_back('"');
}

}  // namespace restante::oplog
