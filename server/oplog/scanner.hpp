// A forward reader of canonical JSON text: it accepts the canonical form (oplog/codec.hpp) and nothing else,
// and builds no tree, because every op of a sync passes through it. The text must outlive the scanner and
// what it hands out. PURE; one owner, one thread. It does not read JSON at large: canonical() does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace restante::oplog {

/// How deep objects and arrays of a body may nest, the body itself included.
inline constexpr int json_depth_max = 32;
/// Integers are exact in every JSON reader: |n| <= json_integer_max.
inline constexpr std::int64_t json_integer_max = (1LL << 53) - 1;

/// A string as it stands between its quotes.
struct ScannedString {
    std::string_view raw;
    bool escaped = false;  // raw holds at least one backslash
};

/// A member of a scanned object: its key between the quotes, its value as canonical text.
struct ScannedMember {
    std::string_view key;
    std::string_view value;
};

/// Every reading function returns false for text that is not canonical; the scanner is then of no further
/// use.
class Scanner {
  public:
    explicit Scanner(std::string_view text) noexcept : at_(text.data()), end_(text.data() + text.size()) {}

    [[nodiscard]] bool at_end() const noexcept { return at_ == end_; }
    /// The next byte; NUL (which canonical text never holds) at the end.
    [[nodiscard]] char peek() const noexcept { return at_ == end_ ? '\0' : *at_; }
    [[nodiscard]] const char* position() const noexcept { return at_; }

    [[nodiscard]] bool skip(char expected) noexcept {
        if (at_ == end_ || *at_ != expected) return false;
        ++at_;
        return true;
    }
    [[nodiscard]] bool skip(std::string_view expected) noexcept {
        if (static_cast<std::size_t>(end_ - at_) < expected.size()) return false;
        if (std::string_view(at_, expected.size()) != expected) return false;
        at_ += expected.size();
        return true;
    }

    [[nodiscard]] bool string(ScannedString& out) noexcept;
    [[nodiscard]] bool integer(std::int64_t& out) noexcept;
    /// Any value that nests at most `depth_left` deep.
    [[nodiscard]] bool value(int depth_left);
    /// An object; its members are appended to `members` when that is given.
    [[nodiscard]] bool object(int depth_left, std::vector<ScannedMember>* members = nullptr);

  private:
    [[nodiscard]] bool array(int depth_left);
    [[nodiscard]] bool escape() noexcept;

    const char* at_;
    const char* end_;
};

/// The text that a scanned string stands for.
[[nodiscard]] std::string unescape(ScannedString scanned);

/// Appends the canonical form of `text`, quotes included. Precondition: valid UTF-8.
void append_quoted(std::string& out, std::string_view text);

}  // namespace restante::oplog
