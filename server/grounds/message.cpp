#include "grounds/message.hpp"

#include <charconv>

#include "base/utf8.hpp"

namespace restante::grounds {
namespace {

constexpr std::size_t message_bytes_max = 64UL * 1024;

/// "Ann Lee <ann@example.org> 1700000000 +0100"
void read_author(std::string_view line, Message& out) {
    const auto open = line.find('<');
    const auto close = line.find('>', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) return;
    auto name = line.substr(0, open);
    while (name.ends_with(' '))
        name.remove_suffix(1);
    out.author = utf8::replace_invalid(name);
    out.mail = utf8::replace_invalid(line.substr(open + 1, close - open - 1));
    auto time = line.substr(close + 1);
    while (time.starts_with(' '))
        time.remove_prefix(1);
    static_cast<void>(std::from_chars(time.data(), time.data() + time.size(), out.at_s));
}

}  // namespace

Message message_of(std::string_view commit) {
    Message out;
    const auto end = commit.find("\n\n");
    auto head = commit.substr(0, end);
    while (!head.empty()) {
        const auto line = head.substr(0, head.find('\n'));
        head.remove_prefix(std::min(head.size(), line.size() + 1));
        if (line.starts_with("author ")) read_author(line.substr(7), out);
    }
    if (end == std::string_view::npos) return out;
    auto text = commit.substr(end + 2).substr(0, message_bytes_max);
    while (text.starts_with('\n'))
        text.remove_prefix(1);
    const auto paragraph = text.substr(0, text.find("\n\n"));
    text.remove_prefix(paragraph.size());
    out.subject = utf8::replace_invalid(paragraph);
    while (out.subject.ends_with('\n'))
        out.subject.pop_back();
    for (auto& c : out.subject)
        if (c == '\n' || c == '\r') c = ' ';
    while (text.starts_with('\n'))
        text.remove_prefix(1);
    out.body = utf8::replace_invalid(text);
    return out;
}

}  // namespace restante::grounds
