// Domain to wire, and back: the only place where the two vocabularies meet. PURE: what it needs from outside
// (names, what is still in the outbox, the text in front of the reader) is handed in.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

#include "anchor/position.hpp"
#include "core/fold.hpp"
#include "core/thread.hpp"
#include "follow/suggestions.hpp"
#include "protocol/cpp/drafts.hpp"
#include "protocol/cpp/threads.hpp"

namespace restante::daemon::convert {

using Names = std::function<std::string(const std::string& space, ActorId)>;

/// What the outbox says of a thread's ops; an op that is not here has been sent (or needs not be).
using OutboxStates = std::unordered_map<OpId, protocol::SyncState>;

/// How one asker sees one thread.
struct View {
    ActorId me;
    const Names* names = nullptr;  // never null
    bool has_hub = false;
    OutboxStates outbox;
    std::string uri;                               // empty when no clone is known
    std::string path;                              // of that file in its repository; empty when not placed
    const anchor::Placement* placement = nullptr;  // null: not placed in any text
    const anchor::Text* text = nullptr;  // the text it was placed in; null: the quote serves for columns
    anchor::PositionEncoding encoding = anchor::PositionEncoding::utf16;
};

[[nodiscard]] protocol::Thread thread(const core::Thread& thread, const View& view);
[[nodiscard]] protocol::Comment comment(const core::Thread& thread, const core::Comment& comment,
                                        const View& view);
/// Absent when there are none.
[[nodiscard]] std::optional<std::vector<protocol::EarlierText>> earlier_texts(
    const std::string& space, const std::vector<core::Revision>& history, const View& view);
/// Of all that the thread's ops have come to.
[[nodiscard]] protocol::SyncState least_travelled(const View& view);
[[nodiscard]] protocol::EntityLink link(const std::string& space, const core::Link& link, const View& view);
[[nodiscard]] protocol::Person person(const std::string& space, ActorId actor, const View& view);
[[nodiscard]] protocol::AnchorChange anchor_change(const std::string& space, const core::AnchorChange& change,
                                                   const View& view);
/// `text`: the whole file as it was anchored; null: it is not here.
[[nodiscard]] protocol::OriginalText original(const anchor::Anchor& anchor, const anchor::Text* text);
inline constexpr std::size_t original_bytes_max = 1024UL * 1024;  // of a larger file the quote is given
[[nodiscard]] protocol::Candidate candidate(const follow::Suggestion& found, std::string uri,
                                            anchor::PositionEncoding encoding);
[[nodiscard]] protocol::PlacementState placement_state(anchor::PlacementState state);
[[nodiscard]] protocol::ThreadState thread_state(core::ThreadState state);

[[nodiscard]] protocol::Range range(const anchor::EncodedRange& range);
/// `text`: what it is a range of; null: it cannot be read, and whole lines must do.
[[nodiscard]] protocol::Range range_in(const anchor::Text* text, anchor::Range range,
                                       anchor::PositionEncoding encoding);
[[nodiscard]] anchor::EncodedRange range(const protocol::Range& range);

/// invalid_argument naming the member when the text is no id.
template <class IdType>
[[nodiscard]] Result<IdType> id(std::string_view text, std::string_view member) {
    auto id = id_from_text<IdType>(text);
    if (!id) return fail(Errc::invalid_argument, "{}: \"{}\" is not an id", member, text);
    return *id;
}

}  // namespace restante::daemon::convert
