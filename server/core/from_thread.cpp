#include "core/from_thread.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace restante::core {
namespace {

/// Without what makes a line a heading, a list or a quotation.
std::string heading_of(std::string_view text) {
    const auto from = text.find_first_not_of(" \t\r\n#*->");
    if (from == std::string_view::npos) return {};
    text.remove_prefix(from);
    text = text.substr(0, text.find_first_of("\r\n"));
    text = text.substr(0, std::min(text.size(), title_bytes_max));
    std::string out(text.substr(0, utf8::valid_prefix(text)));
    std::replace_if(
        out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return out;
}

/// The lines behind the first are indented, so that they stay in the item.
std::string item(const std::string& author, std::string_view text) {
    std::string out = fmt::format("- **{}**: ", author);
    for (const char c : text) {
        out.push_back(c);
        if (c == '\n') out += "  ";
    }
    while (!out.empty() && (out.back() == ' ' || out.back() == '\n'))
        out.pop_back();
    return out + "\n";
}

}  // namespace

Proposal proposal_from(const Thread& thread, const std::function<std::string(ActorId)>& name_of,
                       std::optional<CommentId> answer) {
    constexpr std::string_view cut = "- … and more: see the thread\n";
    Proposal out{.repository = thread.anchor.repository, .title = thread.title};
    out.from = thread.id;
    out.answer = answer;
    auto& context = out.texts[static_cast<std::size_t>(DecisionField::context)];
    auto& options = out.texts[static_cast<std::size_t>(DecisionField::options)];
    auto& outcome = out.texts[static_cast<std::size_t>(DecisionField::outcome)];
    for (std::size_t i = 0; i < thread.comments.size(); ++i) {
        const auto& comment = thread.comments[i];
        if (comment.redacted) continue;
        if (answer == comment.id) outcome = comment.text;
        if (i == 0) {
            context = comment.text;
            continue;
        }
        const auto next = item(name_of(comment.author), comment.text);
        if (options.ends_with(cut)) continue;
        options += options.size() + next.size() + cut.size() <= text_bytes_max ? next : std::string(cut);
    }
    if (out.title.empty()) out.title = heading_of(context);
    return out;
}

}  // namespace restante::core
