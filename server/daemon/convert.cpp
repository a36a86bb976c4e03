#include "daemon/convert.hpp"

#include <algorithm>
#include <utility>

#include "anchor/names.hpp"
#include "anchor/record.hpp"
#include "base/utf8.hpp"
#include "daemon/whereabouts.hpp"

namespace restante::daemon::convert {
namespace {

protocol::SyncState op_state(OpId op, const View& view) {
    if (!view.has_hub) return protocol::SyncState::local;
    const auto found = view.outbox.find(op);
    return found == view.outbox.end() ? protocol::SyncState::sent : found->second;
}

/// How little a state has travelled, for taking the least of several.
int travelled(protocol::SyncState state) {
    switch (state) {
        case protocol::SyncState::rejected:
            return 0;
        case protocol::SyncState::pending:
            return 1;
        case protocol::SyncState::local:
            return 2;
        default:
            return 3;
    }
}

/// The placed range in the asker's units. Without the text, the anchored lines stand in for the placed ones
/// where they are the same, and else it is whole lines.
protocol::Range placed_range(const core::Thread& thread, anchor::Range placed, const View& view) {
    if (view.text != nullptr) return range(anchor::encode(*view.text, placed, view.encoding));
    if (!is_whole(view.placement->state)) return range_in(nullptr, placed, view.encoding);
    const auto& quote = thread.anchor.quote;
    const auto first = std::string_view(quote).substr(0, quote.find_first_of("\r\n"));
    const auto last_break = quote.find_last_of("\r\n");
    const auto last = last_break == std::string::npos ? std::string_view(quote)
                                                      : std::string_view(quote).substr(last_break + 1);
    protocol::Range out;
    out.start.line = placed.start.line;
    out.start.character = anchor::character_of_column(first, placed.start.column, view.encoding);
    out.end.line = placed.end.line;
    out.end.character = placed.start.line == placed.end.line
                            ? anchor::character_of_column(first, placed.end.column, view.encoding)
                            : anchor::character_of_column(last, placed.end.column, view.encoding);
    return out;
}

}  // namespace

protocol::Comment comment(const core::Thread& thread, const core::Comment& comment, const View& view) {
    protocol::Comment out;
    out.id = to_text(comment.id);
    out.author = person(thread.space, comment.author, view);
    out.at = comment.at;
    out.text = comment.text;
    out.version = to_text(comment.version);
    out.edited_at = comment.edited_at;
    out.redacted = comment.redacted;
    out.sync = op_state(comment.version, view);
    if (!comment.redacted) out.earlier = earlier_texts(thread.space, comment.history, view);
    return out;
}

std::optional<std::vector<protocol::EarlierText>> earlier_texts(const std::string& space,
                                                                const std::vector<core::Revision>& history,
                                                                const View& view) {
    if (history.empty()) return std::nullopt;
    std::vector<protocol::EarlierText> out;
    out.reserve(history.size());
    for (const auto& revision : history) {
        protocol::EarlierText text;
        text.author = person(space, revision.author, view);
        text.at = revision.at;
        text.text = revision.text;
        text.also_edited = revision.concurrent;
        out.push_back(std::move(text));
    }
    return out;
}

protocol::SyncState least_travelled(const View& view) {
    auto least = view.has_hub ? protocol::SyncState::sent : protocol::SyncState::local;
    for (const auto& [op, state] : view.outbox)
        if (travelled(state) < travelled(least)) least = state;
    return least;
}

protocol::EntityLink link(const std::string& space, const core::Link& link, const View& view) {
    protocol::EntityLink out;
    out.rel = to_string(link.rel);
    out.type = to_string(link.target.type);
    out.target = link.target.text;
    out.by = person(space, link.actor, view);
    out.at = link.at;
    return out;
}

protocol::Thread thread(const core::Thread& thread, const View& view) {
    protocol::Thread out;
    out.id = to_text(thread.id);
    out.short_ = short_text(thread.id);
    out.space = thread.space;
    out.repository = thread.anchor.repository;
    out.path = thread.anchor.path;
    if (!view.uri.empty()) out.uri = view.uri;
    if (view.placement != nullptr) {
        auto& placement = out.placement.emplace();
        placement.state = placement_state(view.placement->state);
        placement.confidence = view.placement->confidence;
        placement.reason = view.placement->reason;
        if (!view.path.empty() && view.path != out.path) placement.path = view.path;
        if (view.placement->range) out.range = placed_range(thread, *view.placement->range, view);
    }
    out.state = thread_state(thread.state.state);
    if (thread.state.op != thread.id.as<OpTag>()) {
        out.state_by = person(thread.space, thread.state.actor, view);
        out.state_at = thread.state.at;
    }
    if (!thread.title.empty()) out.title = thread.title;
    out.opener = person(thread.space, thread.opener, view);
    out.opened_at = thread.opened_at;
    out.updated_at = thread.updated_at;
    out.commit = thread.anchor.commit;
    out.quote = thread.anchor.quote;
    out.line = thread.anchor.range.start.line + 1;
    out.comments.reserve(thread.comments.size());
    for (const auto& entry : thread.comments)
        out.comments.push_back(comment(thread, entry, view));
    if (!thread.links.empty()) {
        auto& links = out.links.emplace();
        for (const auto& one : thread.links)
            links.push_back(link(thread.space, one, view));
    }
    out.sync = least_travelled(view);
    return out;
}

protocol::Person person(const std::string& space, ActorId actor, const View& view) {
    protocol::Person out;
    out.id = to_text(actor);
    out.name = (*view.names)(space, actor);
    if (out.name.empty()) out.name = short_text(actor);
    out.me = actor == view.me;
    return out;
}

protocol::AnchorChange anchor_change(const std::string& space, const core::AnchorChange& change,
                                     const View& view) {
    const auto lines = anchor::lines_of_range(change.anchor.range);
    protocol::AnchorChange out;
    out.by = person(space, change.by, view);
    out.at = change.at;
    out.path = change.anchor.path;
    out.line = lines.first + 1;
    out.end_line = lines.last + 1;
    out.quote = change.anchor.quote;
    out.commit = change.anchor.commit;
    return out;
}

protocol::OriginalText original(const anchor::Anchor& anchor, const anchor::Text* text) {
    protocol::OriginalText out;
    out.path = anchor.path;
    out.whole = text != nullptr && text->size() <= original_bytes_max;
    out.text = out.whole ? utf8::replace_invalid(text->bytes()) : anchor.quote;
    out.line = out.whole ? anchor.range.start.line + 1 : 1;
    return out;
}

protocol::Candidate candidate(const follow::Suggestion& found, std::string uri,
                              anchor::PositionEncoding encoding) {
    constexpr std::size_t characters_max = 200;
    protocol::Candidate out;
    out.uri = std::move(uri);
    out.path = found.path;
    // To the end of its last line: the beginning of the line behind need not be there to be pointed at.
    const auto lines = anchor::lines_of_range(found.range);
    auto within = found.range;
    if (within.end.line > lines.last)
        within.end = {lines.last, static_cast<std::uint32_t>(found.text->line(lines.last).size())};
    out.range = range_in(found.text.get(), within, encoding);
    out.confidence = std::clamp(found.probability, 0.0, 1.0);
    out.reason = found.reason;
    for (auto line = lines.first; line <= lines.last && out.preview.empty(); ++line)
        out.preview = anchor::trimmed(anchor::quote_of(*found.text, {line, line}));
    std::size_t characters = 0;
    for (std::size_t at = 0; at < out.preview.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(out.preview[at]) & 0xc0U) != 0x80U;
        if (begins && ++characters > characters_max) out.preview.resize(at);
    }
    return out;
}

protocol::PlacementState placement_state(anchor::PlacementState state) {
    switch (state) {
        case anchor::PlacementState::exact:
            return protocol::PlacementState::exact;
        case anchor::PlacementState::shifted:
            return protocol::PlacementState::shifted;
        case anchor::PlacementState::edited:
            return protocol::PlacementState::edited;
        case anchor::PlacementState::moved:
            return protocol::PlacementState::moved;
        case anchor::PlacementState::outdated:
            return protocol::PlacementState::outdated;
        case anchor::PlacementState::orphaned:
            break;
    }
    return protocol::PlacementState::orphaned;
}

protocol::ThreadState thread_state(core::ThreadState state) {
    return state == core::ThreadState::open ? protocol::ThreadState::open : protocol::ThreadState::resolved;
}

protocol::Range range(const anchor::EncodedRange& from) {
    protocol::Range to;
    to.start.line = from.start.line;
    to.start.character = from.start.character;
    to.end.line = from.end.line;
    to.end.character = from.end.character;
    return to;
}

protocol::Range range_in(const anchor::Text* text, anchor::Range from, anchor::PositionEncoding encoding) {
    if (text != nullptr) return range(anchor::encode(*text, from, encoding));
    const auto lines = anchor::lines_of_range(from);
    protocol::Range to;
    to.start.line = lines.first;
    to.end.line = lines.last + 1;
    return to;
}

anchor::EncodedRange range(const protocol::Range& from) {
    return {{from.start.line, from.start.character}, {from.end.line, from.end.character}};
}

}  // namespace restante::daemon::convert
