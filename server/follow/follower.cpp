#include "follow/follower.hpp"

#include <algorithm>

#include "anchor/record.hpp"
#include "vcs/overlay_objects.hpp"

namespace restante::follow {
namespace {

constexpr int files_max = 32;   // times that an anchor may change its file on one walk
constexpr int retries_max = 6;  // versions of the file in which a lost anchor is still looked for
/// Less sure than this, and with none of its lines left, code is not shown: it was written anew, step by
/// step.
constexpr double nothing_left_min = 0.8;
constexpr double rewritten_trust = 0.97;  // of one step between two commits that are not in one line

std::string short_id(const vcs::ObjectId& id) {
    return id.hex().substr(0, 10);
}

/// Of the commit that changed something, in a sentence.
std::string doer(const vcs::ObjectId& id) {
    return vcs::OverlayObjects::is_overlay(id) ? "uncommitted changes" : "commit " + short_id(id);
}

Answer orphaned(std::string reason, double confidence) {
    return {{anchor::PlacementState::orphaned, std::nullopt, confidence, std::move(reason)}, {}, {}};
}

/// How sure it is that a line is gone, when its best place had this probability: read off held-out data, see
/// docs/anchors.md.
double gone_confidence(double best) {
    return std::max(0.5, 0.97 - 2.2 * best);
}

class Walk {
  public:
    Walk(History& history, StepFiles& files, Spot spot, CommitNumber to)
        : history_(history), files_(files), start_(spot), spot_(std::move(spot)), to_(to) {}

    Result<Answer> run() {
        const Route route(history_, spot_.commit, to_);
        files_.set_backward(route.relation() == Relation::before);
        auto walked = along(route);
        if (!walked) return tl::unexpected(std::move(walked).error());
        // Lost on the way, or the route ended at another version: one step more, from the last good place.
        const auto there = history_.blob_at(to_, spot_.path);
        if (!there) return tl::unexpected(there.error());
        if (!*there || **there != spot_.blob) {
            const bool direct =
                route.relation() == Relation::beside || route.relation() == Relation::unrelated;
            if (auto stepped = step(to_); !stepped) return tl::unexpected(std::move(stepped).error());
            if (direct) confidence_ *= rewritten_trust;
        }
        return answer(route);
    }

  private:
    /// Where the anchor is lost it stays at its last good place, to be found again after a revert.
    Result<void> step(CommitNumber after) {
        auto result = take_step(history_, files_, spot_, after);
        if (!result) return tl::unexpected(std::move(result).error());
        if (result->fate == StepFate::gone) {
            if (!lost_) broken_by_ = after;
            lost_ = true;
            best_lost_ = result->probability;
            file_is_gone_ = result->file_is_gone;
            return {};
        }
        lost_ = false;
        retries_ = 0;
        if (result->fate == StepFate::edited) edited_by_ = after;
        if (result->spot.path != spot_.path) moved_by_ = after;
        confidence_ *= result->probability;
        spot_ = std::move(result->spot);
        return {};
    }

    Result<void> along(const Route& route) {
        if (route.relation() == Relation::after) return forward(route);
        if (route.relation() == Relation::before) return backward(route);
        return {};
    }

    [[nodiscard]] bool tired() { return lost_ && ++retries_ > retries_max; }

    Result<void> forward(const Route& route) {
        auto base = spot_.commit;
        for (int files = 0; files < files_max; ++files) {
            const auto path = spot_.path;
            auto chain = route.chain(to_, base, path);
            if (!chain) return tl::unexpected(std::move(chain).error());
            for (auto t = chain->rbegin(); t != chain->rend() && path == spot_.path; ++t) {
                if (tired()) return {};
                if (auto done = step(t->child); !done) return done;
                base = t->child;
            }
            if (path == spot_.path) break;
        }
        return {};
    }

    Result<void> backward(const Route& route) {
        auto top = spot_.commit;
        for (int files = 0; files < files_max; ++files) {
            const auto path = spot_.path;
            auto chain = route.chain(top, to_, path);
            if (!chain) return tl::unexpected(std::move(chain).error());
            for (const auto& t : *chain) {
                if (path != spot_.path) break;
                if (tired()) return {};
                if (auto done = step(t.parent); !done) return done;
                top = t.parent;
            }
            if (path == spot_.path) break;
        }
        return {};
    }

    Answer answer(const Route& route) const {
        if (lost_) return lost(route);
        const auto left = lines_left();
        if (edited_by_ && left.of > 1 && left.equal == 0 && confidence_ < nothing_left_min)
            return rewritten();
        Answer out;
        out.path = spot_.path;
        out.placement.range = spot_.range;
        out.placement.confidence = confidence_;
        const bool moved = spot_.path != start_.path;
        const bool shifted = spot_.range != start_.range;
        out.placement.state = moved        ? anchor::PlacementState::moved
                              : edited_by_ ? anchor::PlacementState::edited
                              : shifted    ? anchor::PlacementState::shifted
                                           : anchor::PlacementState::exact;
        std::string& reason = out.placement.reason;
        if (moved && moved_by_)
            reason = fmt::format("moved from {} by {}", start_.path, doer(history_.node(*moved_by_).id));
        if (edited_by_)
            reason += fmt::format("{}last changed by {}; {} of {} {} equal", reason.empty() ? "" : "; ",
                                  doer(history_.node(*edited_by_).id), left.equal, left.of,
                                  left.of == 1 ? "line" : "lines");
        if (reason.empty()) reason = shifted ? "the same lines, at another number" : "unchanged";
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
        const auto was = cut(start_);
        Left left{was.size(), was.size()};
        for (const auto& hunk : anchor::diff_lines(was, cut(spot_)))
            left.equal -= hunk.old_count;
        return left;
    }

    [[nodiscard]] Answer rewritten() const {
        auto out = orphaned(fmt::format("rewritten: none of its {} lines is left since {}", lines_left().of,
                                        doer(history_.node(*edited_by_).id)),
                            1 - confidence_ / 2);
        out.last_good = Answer::LastGood{spot_.path, spot_.range, history_.node(spot_.commit).id,
                                         history_.node(*edited_by_).id};
        return out;
    }

    Answer lost(const Route& route) const {
        const bool backward = route.relation() == Relation::before;
        const auto commit = doer(history_.node(*broken_by_).id);
        auto out =
            orphaned(backward        ? fmt::format("not there yet in {}", commit)
                     : file_is_gone_ ? fmt::format("file gone: {} was deleted by {}", spot_.path, commit)
                                     : fmt::format("deleted by {}", commit),
                     gone_confidence(best_lost_) * std::min(1.0, 0.5 + confidence_ / 2));
        out.last_good = Answer::LastGood{spot_.path, spot_.range, history_.node(spot_.commit).id,
                                         history_.node(*broken_by_).id};
        return out;
    }

    History& history_;
    StepFiles& files_;
    const Spot start_;
    Spot spot_;
    CommitNumber to_;
    double confidence_ = 1.0;
    bool lost_ = false;
    bool file_is_gone_ = false;
    double best_lost_ = 0;
    int retries_ = 0;
    std::optional<CommitNumber> broken_by_;
    std::optional<CommitNumber> edited_by_;
    std::optional<CommitNumber> moved_by_;
};

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
    const auto range = (*text)->clamp(question.range);
    return Spot{question.path, **blob, std::move(*text), range, *commit};
}

}  // namespace

Answer Follower::follow(const Question& question) {
    auto spot = spot_of(history_, question);
    if (!spot) return orphaned(std::move(spot).error().message, 0.5);
    const auto to = history_.commit(question.to_commit);
    if (!to) return orphaned(to.error().message, 0.5);
    auto answer = Walk(history_, files_, std::move(*spot), *to).run();
    if (!answer) return orphaned(std::move(answer).error().message, 0.5);
    return std::move(*answer);
}

}  // namespace restante::follow
