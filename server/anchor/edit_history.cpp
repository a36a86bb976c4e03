#include "anchor/edit_history.hpp"

#include <algorithm>

#include "anchor/line_ids.hpp"

namespace restante::anchor {
namespace {

constexpr std::size_t window = 16;

/// The sum over windows that begin in the first `count` bytes; one at the end of the text is shorter.
std::uint64_t fingerprint(std::string_view bytes, std::size_t count) {
    std::uint64_t sum = 0;
    for (std::size_t at = 0; at < count; ++at)
        sum += hash_bytes(bytes.substr(at, window));
    return sum;
}

}  // namespace

std::optional<std::size_t> EditHistory::add(std::string_view before, Span replaced, std::string_view new_text,
                                            std::vector<LostSpan> lost, LiveId added_later) {
    const auto low = replaced.start - std::min<std::size_t>(replaced.start, window - 1);
    const auto high = std::min<std::size_t>(before.size(), replaced.end + window - 1);
    const auto old_near = before.substr(low, high - low);
    std::string new_near(old_near);
    new_near.replace(replaced.start - low, replaced.size(), new_text);
    const auto lead = replaced.start - low;
    const auto state = state_ - fingerprint(old_near, lead + replaced.size()) +
                       fingerprint(new_near, lead + new_text.size());

    std::string removed(before.substr(replaced.start, replaced.size()));
    removed_bytes_ += removed.size();
    steps_.push_back({replaced, static_cast<std::uint32_t>(new_text.size()), std::move(removed),
                      std::move(lost), added_later});
    states_.push_back(state_);
    state_ = state;
    bound();
    for (std::size_t index = 0; index < states_.size(); ++index)
        if (states_[index] == state_ && is_undone(index, before, replaced, new_text)) return index;
    return std::nullopt;
}

/// Takes the steps since `index` back on the bytes that any of them touched, and compares.
bool EditHistory::is_undone(std::size_t index, std::string_view before, Span replaced,
                            std::string_view new_text) const {
    auto head = std::size_t{replaced.start};
    auto tail = before.size() - replaced.end;
    auto size = before.size();
    for (auto at = steps_.size() - 1; at-- > index;) {
        const auto& step = steps_[at];
        head = std::min<std::size_t>(head, step.replaced.start);
        tail = std::min(tail, size - step.replaced.start - step.new_size);
        size = size - step.new_size + step.removed.size();
    }
    std::string then(before.substr(head, before.size() - tail - head));
    std::string now = then;
    now.replace(replaced.start - head, replaced.size(), new_text);
    for (auto at = steps_.size() - 1; at-- > index;) {
        const auto& step = steps_[at];
        then.replace(step.replaced.start - head, step.new_size, step.removed);
    }
    return then == now;
}

void EditHistory::forget_from(std::size_t index) {
    for (auto at = index; at < steps_.size(); ++at)
        removed_bytes_ -= steps_[at].removed.size();
    if (index < states_.size()) state_ = states_[index];
    steps_.erase(steps_.begin() + static_cast<std::ptrdiff_t>(index), steps_.end());
    states_.resize(index);
}

void EditHistory::clear() {
    steps_.clear();
    states_.clear();
    removed_bytes_ = 0;
}

void EditHistory::bound() {
    std::size_t drop = 0;
    // The newest step stays, however large: its undo is the likeliest.
    while (drop + 1 < steps_.size() &&
           (steps_.size() - drop > steps_max || removed_bytes_ > removed_bytes_max)) {
        removed_bytes_ -= steps_[drop].removed.size();
        ++drop;
    }
    steps_.erase(steps_.begin(), steps_.begin() + static_cast<std::ptrdiff_t>(drop));
    states_.erase(states_.begin(), states_.begin() + static_cast<std::ptrdiff_t>(drop));
}

}  // namespace restante::anchor
