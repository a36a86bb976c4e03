#include "follow/follower.hpp"

#include <algorithm>
#include <cmath>

#include "anchor/blank_lines.hpp"
#include "anchor/line_diff.hpp"
#include "anchor/pointed_lines.hpp"
#include "anchor/record.hpp"
#include "follow/leap.hpp"
#include "vcs/overlay_objects.hpp"

namespace restante::follow {
namespace {

constexpr double sure_step = 0.998;
constexpr double unread_confidence = 0.5;  // of what is gone, when a file it may be in could not be read

std::string short_id(const vcs::ObjectId& id) {
    return id.hex().substr(0, 10);
}

/// Of the commit that changed something, in a sentence.
std::string doer(const vcs::ObjectId& id) {
    return vcs::OverlayObjects::is_overlay(id) ? "uncommitted changes" : "commit " + short_id(id);
}

Answer orphaned(std::string reason, double confidence) {
    return {{anchor::PlacementState::orphaned, std::nullopt, confidence, std::move(reason)}, {}, {}, {}};
}

/// What a walk came to, in words and figures.
class Conclusion {
  public:
    Conclusion(History& history, const Walked& walked) : history_(history), walked_(walked) {}

    [[nodiscard]] Answer answer() const {
        if (walked_.lost) return lost();
        Answer out;
        out.placement.confidence = std::min(walked_.product, untouched_probability);
        if (walked_.edits > 0 || walked_.least < sure_step) {
            out.trail = trail();
            out.placement.confidence = judge(*out.trail);
            const auto least = walked_.backward() ? backward_shown_min : shown_min;
            if (out.placement.confidence < least) return doubted(out);
        }
        out.path = walked_.spot.path;
        out.placement.range = walked_.spot.range;
        const bool moved = walked_.spot.path != walked_.start.path;
        const bool shifted = walked_.spot.range != walked_.start.range;
        out.placement.state = moved               ? anchor::PlacementState::moved
                              : walked_.edits > 0 ? anchor::PlacementState::edited
                              : shifted           ? anchor::PlacementState::shifted
                                                  : anchor::PlacementState::exact;
        out.placement.reason = reason(moved, shifted);
        return out;
    }

  private:
    [[nodiscard]] std::string by(CommitNumber commit) const { return doer(history_.node(commit).id); }

    [[nodiscard]] std::string how_it_moved() const {
        if (!walked_.moved_by) return fmt::format("it was in {}", walked_.start.path);
        if (walked_.backward())
            return fmt::format("moved to {} later, by {}", walked_.moved_from, by(*walked_.moved_by));
        auto out = fmt::format("moved from {} by {}", walked_.moved_from, by(*walked_.moved_by));
        if (walked_.moved_from != walked_.start.path) out += ", and before that from " + walked_.start.path;
        return out;
    }

    [[nodiscard]] std::string how_it_changed() const {
        const auto left = lines_left();
        auto equal = fmt::format("{} of {} {} equal", left.equal, left.of, left.of == 1 ? "line" : "lines");
        if (!walked_.edited_by) return equal;
        return fmt::format("{} by {}; {}", walked_.backward() ? "changed later," : "last changed",
                           by(*walked_.edited_by), equal);
    }

    [[nodiscard]] std::string reason(bool moved, bool shifted) const {
        std::string out;
        if (moved) out = how_it_moved();
        if (walked_.edits > 0) out += (out.empty() ? "" : "; ") + how_it_changed();
        if (out.empty()) out = shifted ? "the same lines, at another number" : "unchanged";
        return out;
    }

    struct Left {
        std::size_t equal = 0;
        std::size_t of = 0;
    };
    /// Of the lines as they were pointed at, those that stand in the range as it is now.
    [[nodiscard]] Left lines_left() const {
        const auto cut = [](const Spot& spot) {
            const auto lines = anchor::lines_of_range(spot.range);
            std::vector<std::string_view> out;
            for (auto line = lines.first; line <= lines.last; ++line)
                out.push_back(spot.text->line(line));
            return out;
        };
        const auto was = cut(walked_.start);
        Left left{was.size(), was.size()};
        for (const auto& hunk : anchor::diff_lines(was, cut(walked_.spot)))
            left.equal -= hunk.old_count;
        return left;
    }

    [[nodiscard]] Trail trail() const {
        Trail out;
        compare_ends(walked_.start, walked_.spot, out);
        out[Sign::product] = static_cast<float>(walked_.product);
        out[Sign::least] = static_cast<float>(walked_.least);
        out[Sign::unsure] = static_cast<float>(std::min(8, walked_.unsure));
        out[Sign::edits] = static_cast<float>(std::log2(1 + walked_.edits));
        out[Sign::direct_here] = static_cast<float>(walked_.direct_here);
        out[Sign::direct_elsewhere] = static_cast<float>(walked_.direct_elsewhere);
        out[Sign::backward] = walked_.backward() ? 1 : 0;
        out[Sign::refound] = walked_.refound ? 1 : 0;
        out[Sign::beside] = walked_.beside() ? 1 : 0;
        out[Sign::length] = static_cast<float>(std::log2(1 + walked_.versions));
        return out;
    }

    [[nodiscard]] Answer::LastGood last_good(CommitNumber broken_by) const {
        return {walked_.spot.path, walked_.spot.range, history_.node(walked_.spot.commit).id,
                history_.node(broken_by).id};
    }

    /// The walk led somewhere, but what is there is too little like what was pointed at.
    [[nodiscard]] Answer doubted(const Answer& judged) const {
        const auto left = lines_left();
        const auto commit = walked_.edited_by.value_or(walked_.spot.commit);
        const auto since = !walked_.edited_by   ? fmt::format("in {}", by(walked_.spot.commit))
                           : walked_.backward() ? fmt::format("before {}", by(commit))
                                                : fmt::format("since {}", by(commit));
        auto out = orphaned(
            left.equal == 0 ? fmt::format("rewritten: nothing is as it was {}", since)
                            : fmt::format("unsure: only {} of {} lines left {}", left.equal, left.of, since),
            1 - judged.placement.confidence);
        out.trail = judged.trail;
        out.last_good = last_good(commit);
        return out;
    }

    [[nodiscard]] std::string how_it_was_lost() const {
        const auto where = by(*walked_.broken_by);
        if (walked_.backward())
            return fmt::format("not there yet in {}{}", where,
                               walked_.lost_by ? fmt::format("; {} wrote it", by(*walked_.lost_by)) : "");
        if (walked_.file_is_gone)
            return walked_.lost_by ? fmt::format("file gone: {} was deleted by {}", walked_.spot.path, where)
                                   : fmt::format("file gone: there is no {} in {}", walked_.spot.path, where);
        return walked_.lost_by ? fmt::format("deleted by {}", where) : fmt::format("not there in {}", where);
    }

    [[nodiscard]] Answer lost() const {
        auto out = orphaned(how_it_was_lost(),
                            gone_confidence(walked_.best_lost) * std::min(1.0, 0.5 + walked_.product / 2));
        if (walked_.unread) {
            out.placement.confidence = std::min(out.placement.confidence, unread_confidence);
            out.placement.reason +=
                "; or it went to another file, of which not all are here: " + walked_.unread->message;
        }
        out.last_good = last_good(*walked_.broken_by);
        return out;
    }

    History& history_;
    const Walked& walked_;
};

/// Of a file that is in the end what it was: nobody need know what it was meanwhile.
Answer unchanged(const Spot& spot) {
    return {{anchor::PlacementState::exact, spot.range, 1.0, "unchanged"}, spot.path, {}, {}};
}

Result<Spot> spot_of(History& history, const Question& question) {
    const auto commit = history.commit(question.from_commit);
    if (!commit) return tl::unexpected(commit.error());
    const auto blob = history.blob_at(*commit, question.path);
    if (!blob) return tl::unexpected(blob.error());
    if (!*blob)
        return fail(Errc::not_found, "{} is no file in {}", question.path, doer(question.from_commit));
    auto text = history.text(**blob);
    if (!text) return tl::unexpected(std::move(text).error());
    if (question.range.start.line >= (*text)->line_count())
        return fail(Errc::not_found, "{} has no line {} in {}, only {}", question.path,
                    question.range.start.line + 1, doer(question.from_commit), (*text)->line_count());
    const auto range = anchor::pointed_range(**text, question.range);
    return Spot{question.path, **blob, std::move(*text), range, *commit};
}

/// The lines that were looked for are as they were, but of the blank ones before them not all are there.
void say_of_blank_lines(anchor::Placement& placement, anchor::LineRange pointed, std::uint32_t left_out) {
    const bool whole = placement.state == anchor::PlacementState::exact ||
                       placement.state == anchor::PlacementState::shifted;
    const auto there = anchor::lines_of_range(*placement.range).count();
    if (!whole || left_out == 0 || there >= pointed.count()) return;
    placement.state = anchor::PlacementState::edited;
    placement.reason = fmt::format("{} of {} lines equal", there, pointed.count());
}

}  // namespace

const Route& Follower::route(CommitNumber from, CommitNumber to) {
    auto found =
        std::ranges::find_if(routes_, [&](const Route& one) { return one.from() == from && one.to() == to; });
    if (found == routes_.end())
        found =
            std::ranges::find_if(routes_, [&](Route& one) { return one.from() == from && one.extend(to); });
    if (found != routes_.end()) {
        routes_.splice(routes_.begin(), routes_, found);
        return routes_.front();
    }
    if (routes_.size() >= routes_max) routes_.pop_back();
    return routes_.emplace_front(history_, from, to);
}

Result<Walked> Follower::walk_to(const Question& question, const Spot& spot, CommitNumber to) {
    auto direct = untouched_to(spot, to);
    if (!direct) return tl::unexpected(std::move(direct).error());
    if (*direct) return std::move(**direct);
    auto from_here = question;
    from_here.to_commit = {};
    const auto& way = route(spot.commit, to);
    if (const auto known = walks_.find(from_here); known != walks_.end()) {
        auto earlier = known->second;
        earlier.start.text = spot.text;
        auto walked = walk_on(history_, files_, judge_, std::move(earlier), way);
        if (!walked) return tl::unexpected(std::move(walked).error());
        if (*walked) return keep(from_here, std::move(**walked));
    }
    auto walked = walk(history_, files_, judge_, spot, way);
    return walked ? keep(from_here, std::move(*walked)) : std::move(walked);
}

/// From end to end: then nobody need know what happened in between.
Result<std::optional<Walked>> Follower::untouched_to(const Spot& spot, CommitNumber to) {
    const auto there = history_.blob_at(to, spot.path);
    if (!there || !*there) return std::nullopt;
    auto result = untouched(history_, files_, spot, **there, to);
    if (!result || !*result) return std::nullopt;
    auto end = with_text(history_, std::move((*result)->spot));
    if (!end) return tl::unexpected(std::move(end).error());
    Walked walked;
    walked.start = spot;
    walked.spot = std::move(*end);
    walked.steps = 1;
    return walked;
}

Walked Follower::keep(const Question& from_here, Walked walked) {
    if (walked.relation != Relation::after || walked.lost || walked.off_route) return walked;
    if (walks_.size() >= walks_max) walks_.clear();
    auto& kept = walks_[from_here] = walked;
    kept.start.text.reset();  // the history bounds what is kept of texts
    kept.spot.text.reset();
    return walked;
}

Answer Follower::follow(const Question& question) {
    if (const auto known = answers_.find(question); known != answers_.end()) return known->second;
    auto spot = spot_of(history_, question);
    if (!spot) return orphaned(std::move(spot).error().message, 0.5);
    const auto to = history_.commit(question.to_commit);
    if (!to) return orphaned(to.error().message, 0.5);
    if (const auto there = history_.blob_at(*to, question.path); there && *there && **there == spot->blob)
        return unchanged(*spot);
    const auto pointed = spot->range;
    const auto sought = anchor::without_blank_lines(*spot->text, pointed);
    spot->range = sought.range;
    const auto walked = walk_to(question, *spot, *to);
    if (!walked) return orphaned(walked.error().message, 0.5);
    auto answer = Conclusion(history_, *walked).answer();
    if (auto& range = answer.placement.range) {
        range = anchor::with_blank_lines(*walked->spot.text, *range, sought.left_out);
        say_of_blank_lines(answer.placement, anchor::lines_of_range(pointed), sought.left_out);
        // Behind a final newline there is no line that anybody could point at.
        if (range->start.line >= anchor::pointed_lines(*walked->spot.text))
            answer = orphaned("not there: a blank line", answer.placement.confidence / 2);
    }
    // What a missing object made of it is not kept: the object may be fetched.
    if (walked->unread) return answer;
    if (answers_.size() >= answers_max) answers_.clear();
    answers_.emplace(question, answer);
    return answer;
}

}  // namespace restante::follow
