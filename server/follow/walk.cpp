#include "follow/walk.hpp"

#include <algorithm>
#include <ranges>

#include "follow/leap.hpp"
#include "follow/trail.hpp"

namespace restante::follow {
namespace {

constexpr int files_max = 32;              // times that an anchor may change its file on one walk
constexpr int retries_max = 6;             // versions of the file in which a lost anchor is still looked for
constexpr double rewritten_trust = 0.995;  // of one step between two commits that are not in one line

class Walker {
  public:
    Walker(History& history, StepFiles& files, const Judge& judge, Spot start, const Route& route)
        : history_(history),
          files_(files),
          path_(start.path),
          route_(route),
          to_(route.to()),
          rules_{probability_min, judge} {
        out_.start = start;
        out_.spot = std::move(start);
        out_.base = out_.spot.commit;
        out_.relation = route_.relation();
    }
    Walker(History& history, StepFiles& files, const Judge& judge, Walked earlier, const Route& route)
        : history_(history),
          files_(files),
          path_(earlier.spot.path),
          route_(route),
          to_(route.to()),
          rules_{probability_min, judge},
          out_(std::move(earlier)) {}

    /// Whether the changes of the file that were passed are the first of the route's.
    Result<bool> can_go_on() {
        if (out_.lost || out_.off_route || out_.relation != Relation::after ||
            route_.relation() != Relation::after)
            return false;
        if (out_.passed == 0) return out_.base == route_.from();
        const auto chain = route_.chain(to_, out_.base, path_);
        if (!chain) return tl::unexpected(chain.error());
        return chain->size() >= out_.passed && (*chain)[chain->size() - out_.passed].child == out_.last;
    }

    Result<Walked> run() {
        files_.set_backward(out_.backward());
        if (out_.backward()) rules_.least = backward_probability_min;
        if (auto walked = along(); !walked) return tl::unexpected(std::move(walked).error());
        // Lost on the way, or the route ended at another version: one step more, from the last good place.
        const auto there = history_.blob_at(to_, path_);
        if (!there) return tl::unexpected(there.error());
        if (!*there || **there != out_.spot.blob) {
            if (auto stepped = step(to_, std::nullopt); !stepped)
                return tl::unexpected(std::move(stepped).error());
            if (out_.beside()) out_.product *= rewritten_trust;
            out_.off_route = true;
        }
        if (auto done = compare_directly(); !done) return tl::unexpected(std::move(done).error());
        auto end = with_text(history_, std::move(out_.spot));
        if (!end) return tl::unexpected(std::move(end).error());
        out_.spot = std::move(*end);
        return std::move(out_);
    }

  private:
    /// Where the anchor is lost it stays at its last good place, to be found again after a revert.
    /// `by`: the commit that made the change.
    Result<void> step(CommitNumber after, std::optional<CommitNumber> by) {
        auto from = out_.spot;
        from.path = path_;
        files_.forget_missing();
        auto result = take_step(history_, files_, from, after, rules_);
        if (!result) return tl::unexpected(std::move(result).error());
        if (result->fate == StepFate::gone) {
            if (!out_.lost) {
                out_.broken_by = after;
                out_.lost_by = by;
                out_.unread = files_.missing();
            }
            out_.lost = true;
            out_.best_lost = result->probability;
            out_.file_is_gone = result->file_is_gone;
            return {};
        }
        take(std::move(*result), by);
        return {};
    }

    void take(StepResult result, std::optional<CommitNumber> by) {
        out_.refound = out_.refound || out_.lost;
        out_.lost = false;
        out_.unread.reset();
        retries_ = 0;
        if (result.fate == StepFate::edited) {
            out_.edited_by = by;
            ++out_.edits;
            out_.edited = result.spot;
            out_.edited->text.reset();
            out_.compared = false;
        }
        if (result.spot.path != out_.spot.path) {
            out_.moved_by = by;
            out_.moved_from = out_.spot.path;
        }
        // Whether untouched lines are passed in one leap or in a hundred steps says nothing of them.
        if (result.fate == StepFate::edited || result.spot.path != out_.spot.path) {
            out_.product *= result.probability;
            out_.least = std::min(out_.least, result.probability);
            if (result.probability < unsure_below) ++out_.unsure;
        }
        if (result.fate != StepFate::same) ++out_.steps;
        out_.spot = std::move(result.spot);
        path_ = out_.spot.path;
    }

    /// What was pointed at against the version in which it was edited last, which is how it stands: a second
    /// opinion of where a long walk led. And against the end, a last chance for what was lost on the way.
    Result<void> compare_directly() {
        if (out_.lost) return look_at_the_end();
        if (out_.edits == 0 || out_.steps < 2 || out_.compared) return {};
        out_.compared = true;
        const auto& edited = *out_.edited;
        if (edited.blob == out_.start.blob) {
            out_.direct_here = out_.direct_elsewhere = -1;
            return {};
        }
        const auto found = compare_with(edited.blob, edited.path, edited.range.start.line);
        if (!found) return tl::unexpected(found.error());
        out_.direct_here = found->here;
        out_.direct_elsewhere = found->elsewhere;
        return {};
    }

    Result<void> look_at_the_end() {
        const auto there = history_.blob_at(to_, path_);
        if (!there) return tl::unexpected(there.error());
        if (!*there || **there == out_.start.blob) return {};
        auto found = compare_with(**there, path_, std::nullopt);
        if (!found) return tl::unexpected(std::move(found).error());
        out_.best_lost = std::max(out_.best_lost, found->best.probability);
        out_.direct_here = found->here;
        out_.direct_elsewhere = found->elsewhere;
        if (found->best.fate == StepFate::gone) return {};
        out_.direct_here = found->elsewhere;
        out_.direct_elsewhere = 0;
        take(std::move(found->best), std::nullopt);
        out_.off_route = true;
        return {};
    }

    Result<Direct> compare_with(const vcs::ObjectId& blob, const std::string& path,
                                std::optional<std::uint32_t> here) {
        const auto file = files_.versions(out_.start.blob, out_.start.path, blob, path);
        if (!file) return tl::unexpected(file.error());
        return follow::compare_directly(*file, out_.start, to_, here, rules_);
    }

    Result<void> along() {
        if (route_.relation() == Relation::after) return forward();
        if (route_.relation() == Relation::before) return backward();
        return {};
    }

    static std::vector<CommitNumber> ends_of(const std::vector<Transition>& chain,
                                             CommitNumber Transition::*end) {
        std::vector<CommitNumber> out(chain.size());
        std::ranges::transform(chain, out.begin(), end);
        return out;
    }

    /// Over how many of the versions it went. Who looked for a lost anchor long enough only passes them.
    Result<std::size_t> leap_or_step(const std::vector<CommitNumber>& versions, std::size_t at,
                                     CommitNumber by) {
        if (!out_.lost) {
            auto far = leap(history_, files_, out_.spot, versions, at);
            if (!far) return tl::unexpected(std::move(far).error());
            if (*far) {
                take(std::move((*far)->result), std::nullopt);
                return (*far)->versions;
            }
        }
        if (!tired())
            if (auto done = step(versions[at], by); !done) return tl::unexpected(std::move(done).error());
        return 1;
    }

    [[nodiscard]] bool tired() { return out_.lost && ++retries_ > retries_max; }

    Result<void> forward() {
        for (int files = 0; files < files_max; ++files) {
            const auto path = path_;
            auto chain = route_.chain(to_, out_.base, path);
            if (!chain) return tl::unexpected(std::move(chain).error());
            std::ranges::reverse(*chain);
            const auto versions = ends_of(*chain, &Transition::child);
            while (out_.passed < versions.size() && path == path_) {
                const auto passed = leap_or_step(versions, out_.passed, versions[out_.passed]);
                if (!passed) return tl::unexpected(passed.error());
                out_.passed += *passed;
                out_.versions += static_cast<int>(*passed);
                out_.last = versions[out_.passed - 1];
                if (out_.lost)
                    if (auto done = follow_file((*chain)[out_.passed - 1]); !done) return done;
            }
            if (path == path_) break;
            out_.base = out_.last;
            out_.passed = 0;
        }
        return {};
    }

    /// The file goes on, under whatever name, though what was pointed at is lost: that may come back.
    Result<void> follow_file(const Transition& by) {
        const auto before = history_.blob_at(by.parent, path_);
        if (!before) return tl::unexpected(before.error());
        const auto after = history_.blob_at(by.child, path_);
        if (!after) return tl::unexpected(after.error());
        if (!*before || *after) return {};
        const auto common = files_.common(by.parent, path_);
        if (!common) return tl::unexpected(common.error());
        const auto renames = files_.renames(**before, path_, by.parent, by.child, common->get());
        if (!renames) return tl::unexpected(renames.error());
        if (!renames->empty()) path_ = renames->front().path;
        return {};
    }

    Result<void> backward() {
        auto top = out_.spot.commit;
        for (int files = 0; files < files_max; ++files) {
            const auto path = path_;
            auto chain = route_.chain(top, to_, path);
            if (!chain) return tl::unexpected(std::move(chain).error());
            const auto versions = ends_of(*chain, &Transition::parent);
            for (std::size_t at = 0; at < versions.size() && path == path_;) {
                const auto passed = leap_or_step(versions, at, (*chain)[at].child);
                if (!passed) return tl::unexpected(passed.error());
                if (out_.lost && retries_ > retries_max) return {};
                at += *passed;
                out_.versions += static_cast<int>(*passed);
                top = versions[at - 1];
            }
            if (path == path_) break;
        }
        return {};
    }

    History& history_;
    StepFiles& files_;
    std::string path_;  // the spot's, or under which its file went on without it
    const Route& route_;
    CommitNumber to_;
    StepRules rules_;
    int retries_ = 0;
    Walked out_;
};

}  // namespace

Result<Walked> walk(History& history, StepFiles& files, const Judge& judge, Spot start, const Route& route) {
    return Walker(history, files, judge, std::move(start), route).run();
}

Result<std::optional<Walked>> walk_on(History& history, StepFiles& files, const Judge& judge, Walked earlier,
                                      const Route& route) {
    Walker walker(history, files, judge, std::move(earlier), route);
    const auto can = walker.can_go_on();
    if (!can) return tl::unexpected(can.error());
    if (!*can) return std::nullopt;
    auto walked = walker.run();
    if (!walked) return tl::unexpected(std::move(walked).error());
    return std::move(*walked);
}

}  // namespace restante::follow
