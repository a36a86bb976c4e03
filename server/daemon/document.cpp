#include "daemon/document.hpp"

#include <algorithm>
#include <utility>

#include "anchor/names.hpp"
#include "anchor/record.hpp"

namespace restante::daemon {
namespace {

/// A whole new text as the one splice that makes it of the old, so that what did not change keeps its
/// threads.
anchor::Edit difference(const anchor::Text& old_text, std::string new_bytes) {
    const auto& old_bytes = old_text.bytes();
    const auto common = std::min(old_bytes.size(), new_bytes.size());
    const auto head = static_cast<std::size_t>(
        std::mismatch(old_bytes.begin(), old_bytes.begin() + static_cast<std::ptrdiff_t>(common),
                      new_bytes.begin())
            .first -
        old_bytes.begin());
    std::size_t tail = 0;
    while (tail < common - head &&
           old_bytes[old_bytes.size() - 1 - tail] == new_bytes[new_bytes.size() - 1 - tail])
        ++tail;
    // Whole lines on both sides, so that no character and no "\r\n" is cut through.
    const auto start = old_text.position(static_cast<std::uint32_t>(head)).line;
    const auto start_offset = old_text.line_start(start);
    auto end_offset = static_cast<std::uint32_t>(old_bytes.size() - tail);
    const auto end_line = old_text.position(end_offset).line;
    end_offset = end_line + 1 < old_text.line_count() ? old_text.line_start(end_line + 1) : old_text.size();
    const auto kept_tail = old_bytes.size() - end_offset;
    anchor::Edit edit;
    edit.range = {old_text.position(start_offset), old_text.position(end_offset)};
    edit.new_text = new_bytes.substr(start_offset, new_bytes.size() - kept_tail - start_offset);
    return edit;
}

/// Whether one of the lines is there, but for blanks around it. Shorter ones than a word are everywhere.
bool has_line_of(std::string_view lines, std::string_view text) {
    constexpr std::size_t word_min = 4;
    while (!lines.empty()) {
        const auto end = std::min(lines.find('\n'), lines.size());
        const auto line = anchor::trimmed(lines.substr(0, end));
        if (line.size() >= word_min && text.find(line) != std::string_view::npos) return true;
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return false;
}

}  // namespace

Result<bool> Document::change(const protocol::DidChangeTextDocumentParams& params, std::size_t bytes_max) {
    bool moved = false;
    for (std::size_t i = 0; i < params.content_changes.size(); ++i) {
        const auto& change = params.content_changes[i];
        if (text_.size() + change.text.size() > bytes_max) {
            in_step_ = false;
            return fail(Errc::too_large, "contentChanges[{}]: the text would pass {} bytes", i, bytes_max);
        }
        if (!change.range) {
            moved = apply(difference(text_, change.text)) || moved;
            continue;
        }
        const anchor::EncodedRange encoded{{change.range->start.line, change.range->start.character},
                                           {change.range->end.line, change.range->end.character}};
        auto range = anchor::decode(text_, encoded, encoding_);
        if (!range) {
            in_step_ = false;
            return tl::unexpected(
                with_context(std::move(range).error(), fmt::format("contentChanges[{}]", i)));
        }
        moved = apply({*range, change.text}) || moved;
    }
    version_ = params.text_document.version;
    return moved;
}

bool Document::apply(const anchor::Edit& edit) {
    const auto span = text_.span(edit.range);
    const bool moved = live_.apply(edit, text_);
    if (outstanding_.use_count() == 1) {
        journal_.clear();
        latest_.reset();
    } else {
        journal_.push_back({span, static_cast<std::uint32_t>(edit.new_text.size())});
    }
    text_.apply(edit);
    // Another branch's text gives way to this one's, say.
    const bool may_be_found = look_for_lost(edit.new_text);
    return try_vanished_again(edit) || may_be_found || moved;
}

/// What was searched for in vain is searched for again when it has been back since, and when something is
/// typed where it stood: a line that is emptied and written anew is often the same line.
bool Document::try_vanished_again(const anchor::Edit& edit) {
    bool any = false;
    for (auto& placed : placed_) {
        if (!placed.tried_again || !placed.live) continue;
        const auto line = live_.range(*placed.live, text_).start.line;
        const bool typed_there = !edit.new_text.empty() && edit.range.start.line <= line &&
                                 line <= text_
                                             .position(text_.offset(edit.range.start) +
                                                       static_cast<std::uint32_t>(edit.new_text.size()))
                                             .line;
        if (live_.collapsed(*placed.live) && !typed_there) continue;
        placed.tried_again = false;
        any = true;
    }
    return any;
}

Document::Snapshot Document::snapshot() {
    if (outstanding_.use_count() == 1 && !journal_.empty()) {
        journal_.clear();
        latest_.reset();  // somebody may hold the text of an earlier snapshot longer than the snapshot
    }
    auto text = latest_.lock();
    if (!text || latest_edit_ != journal_.size()) {
        text = std::make_shared<const anchor::Text>(text_);
        latest_ = text;
        latest_edit_ = journal_.size();
    }
    return {text, latest_edit_, outstanding_};
}

void Document::set_threads(std::vector<core::Thread> threads) {
    threads_ = std::move(threads);
    threads_known = true;
    std::erase_if(placed_, [this](const Placed& placed) {
        const bool gone = std::none_of(threads_.begin(), threads_.end(), [&](const core::Thread& thread) {
            return thread.id == placed.thread && thread.anchor_op == placed.anchor_op;
        });
        if (gone && placed.live) live_.remove(*placed.live);
        return gone;
    });
}

std::vector<std::size_t> Document::unplaced() const {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < threads_.size(); ++i) {
        const auto* placed = placed_of(threads_[i].id, threads_[i].anchor_op);
        const bool vanished = placed != nullptr && placed->live && live_.collapsed(*placed->live) &&
                              !placed->tried_again && placed->base.state != anchor::PlacementState::outdated;
        if (placed == nullptr || vanished || placed->again) indices.push_back(i);
    }
    return indices;
}

bool Document::set_placement(ThreadId thread, OpId anchor_op, const anchor::Placement& placement,
                             const Snapshot& from, Basis basis) {
    auto* placed = placed_of(thread, anchor_op);
    const bool again = placed != nullptr && std::exchange(placed->again, false);
    const bool lost = !placement.range || placement.state == anchor::PlacementState::outdated;
    std::optional<anchor::Span> span;
    bool deleted = false;  // since the job began
    if (placement.range) {
        span = from.text->span(*placement.range);
        const bool was_empty = span->empty();
        for (auto edit = from.edit; edit < journal_.size(); ++edit)
            span = anchor::transform(*span, journal_[edit].replaced, journal_[edit].new_size);
        deleted = span->empty() && !was_empty;
    }
    if (placed != nullptr && basis != Basis::committed) {
        if (again && is_followed(*placed) && !placed->by_itself) return false;
        if (lost && !again) {
            placed->tried_again = true;
            if (span && placed->live) live_.stand_at(*placed->live, text_.range(*span).start, text_);
            return true;
        }
    }
    // Then what is followed here knows it, and how to undo it.
    if (deleted && placed != nullptr && placed->live) return false;
    if (placed == nullptr) {
        placed = &placed_.emplace_back();
        placed->thread = thread;
        placed->anchor_op = anchor_op;
    } else if (placed->live) {
        live_.remove(*placed->live);
        placed->live.reset();
    }
    placed->base = placement;
    placed->tried_again = false;
    placed->by_itself = basis == Basis::itself;
    if (!span) return false;
    if (deleted)
        placed->base = {anchor::PlacementState::outdated, std::nullopt, 1.0, "deleted in this buffer"};
    const auto range = text_.range(*span);
    placed->live = live_.add(range, text_);
    placed->base_text = lines_of(range);
    return false;
}

void Document::place_again(ThreadId thread) {
    for (auto& placed : placed_)
        if (placed.thread == thread) placed.again = true;
}

bool Document::look_for_lost(std::string_view among) {
    bool any = false;
    for (auto& placed : placed_) {
        if (is_followed(placed)) continue;
        const auto thread = std::find_if(threads_.begin(), threads_.end(),
                                         [&](const auto& one) { return one.id == placed.thread; });
        if (thread != threads_.end() && has_line_of(thread->anchor.quote, among)) any = placed.again = true;
    }
    return any;
}

bool Document::is_followed(const Placed& placed) const {
    return placed.live && !live_.collapsed(*placed.live) &&
           placed.base.state != anchor::PlacementState::outdated;
}

std::optional<anchor::Placement> Document::placement(const core::Thread& thread) const {
    const auto* placed = placed_of(thread.id, thread.anchor_op);
    if (placed == nullptr) return std::nullopt;
    if (!placed->live) return placed->base;
    auto now = placed->base;
    now.range = live_.range(*placed->live, text_);
    if (now.state == anchor::PlacementState::outdated) return now;
    if (live_.collapsed(*placed->live)) {
        const auto line = now.range->start.line;
        return anchor::Placement{anchor::PlacementState::outdated, text_.clamp({{line, 0}, {line, ~0U}}), 1.0,
                                 "deleted in this buffer"};
    }
    const auto lines = lines_of(*now.range);
    const auto down = static_cast<std::int64_t>(now.range->start.line) -
                      static_cast<std::int64_t>(thread.anchor.range.start.line);
    if (lines == thread.anchor.quote) {
        const bool stayed = down == 0;
        now.state = stayed ? anchor::PlacementState::exact : anchor::PlacementState::shifted;
        now.reason = stayed ? "unchanged"
                            : fmt::format("{} line{} {}", std::abs(down), std::abs(down) == 1 ? "" : "s",
                                          down > 0 ? "further down" : "further up");
        if (placed->base.state == anchor::PlacementState::moved) {
            now.state = placed->base.state;
            now.reason = placed->base.reason;
        }
    } else if (lines != placed->base_text) {
        now.state = anchor::PlacementState::edited;
        now.reason = "edited in this buffer";
    }
    return now;
}

Document::Placed* Document::placed_of(ThreadId thread, OpId anchor_op) {
    for (auto& placed : placed_)
        if (placed.thread == thread && placed.anchor_op == anchor_op) return &placed;
    return nullptr;
}

const Document::Placed* Document::placed_of(ThreadId thread, OpId anchor_op) const {
    return const_cast<Document*>(this)->placed_of(thread, anchor_op);
}

std::string Document::lines_of(anchor::Range range) const {
    return anchor::quote_of(text_, anchor::lines_of_range(range));
}

void Document::follow_draft(DraftId draft, anchor::Range range) {
    FollowedDraft followed;
    followed.is_line = range.start == range.end;
    if (followed.is_line) {
        range = text_.clamp(range);
        const auto size = static_cast<std::uint32_t>(text_.line(range.start.line).size());
        range = {{range.start.line, 0}, {range.start.line, size}};
    }
    followed.live = live_.add(range, text_);
    const auto [known, is_new] = drafts_.emplace(draft, followed);
    if (is_new) return;
    live_.remove(known->second.live);
    known->second = followed;
}

std::optional<Document::DraftRange> Document::draft_range(DraftId draft) const {
    const auto known = drafts_.find(draft);
    if (known == drafts_.end()) return std::nullopt;
    const auto& [live, is_line] = known->second;
    auto range = live_.range(live, text_);
    if (is_line) range = {{range.start.line, 0}, {range.start.line, 0}};
    return DraftRange{range, live_.collapsed(live)};
}

}  // namespace restante::daemon
