#include "follow/walk.hpp"

#include <algorithm>

namespace restante::follow {
namespace {

constexpr int files_max = 32;   // times that an anchor may change its file on one walk
constexpr int retries_max = 6;  // versions of the file in which a lost anchor is still looked for
constexpr double unsure_below = 0.9;
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
    }

    Result<Walked> run() {
        out_.relation = route_.relation();
        files_.set_backward(out_.backward());
        if (out_.backward()) rules_.least = backward_probability_min;
        if (auto walked = along(); !walked) return tl::unexpected(std::move(walked).error());
        // Lost on the way, or the route ended at another version: one step more, from the last good place.
        const auto there = history_.blob_at(to_, path_);
        if (!there) return tl::unexpected(there.error());
        if (!*there || **there != out_.spot.blob) {
            if (auto stepped = step(to_); !stepped) return tl::unexpected(std::move(stepped).error());
            if (out_.beside()) out_.product *= rewritten_trust;
        }
        if (auto done = compare_ends_directly(); !done) return tl::unexpected(std::move(done).error());
        auto end = with_text(history_, std::move(out_.spot));
        if (!end) return tl::unexpected(std::move(end).error());
        out_.spot = std::move(*end);
        return std::move(out_);
    }

  private:
    /// Where the anchor is lost it stays at its last good place, to be found again after a revert.
    Result<void> step(CommitNumber after) {
        auto from = out_.spot;
        from.path = path_;
        files_.forget_missing();
        auto result = take_step(history_, files_, from, after, rules_);
        if (!result) return tl::unexpected(std::move(result).error());
        if (result->fate == StepFate::gone) {
            // It may be in a file that could not be read (a partial clone): then nobody knows.
            if (files_.missing()) return tl::unexpected(*files_.missing());
            if (!out_.lost) out_.broken_by = after;
            out_.lost = true;
            out_.best_lost = result->probability;
            out_.file_is_gone = result->file_is_gone;
            return {};
        }
        take(std::move(*result), after);
        return {};
    }

    void take(StepResult result, CommitNumber after) {
        out_.refound = out_.refound || out_.lost;
        out_.lost = false;
        retries_ = 0;
        if (result.fate == StepFate::edited) {
            out_.edited_by = after;
            ++out_.edits;
        }
        if (result.spot.path != out_.spot.path) {
            out_.moved_by = after;
            out_.moved_from = out_.spot.path;
        }
        out_.product *= result.probability;
        out_.least = std::min(out_.least, result.probability);
        if (result.probability < unsure_below) ++out_.unsure;
        if (result.fate != StepFate::same) ++out_.steps;
        out_.spot = std::move(result.spot);
        path_ = out_.spot.path;
    }

    /// What was pointed at against the last version of its file: a second opinion of where a long walk ended,
    /// and a last chance for what was lost on it.
    Result<void> compare_ends_directly() {
        if (!out_.lost && (out_.edits == 0 || out_.steps < 2)) return {};
        const auto there = history_.blob_at(to_, path_);
        if (!there) return tl::unexpected(there.error());
        if (!*there || **there == out_.start.blob) return {};
        const auto file = files_.versions(out_.start.blob, out_.start.path, **there, path_);
        if (!file) return tl::unexpected(file.error());
        auto found =
            compare_directly(*file, out_.start, to_,
                             out_.lost ? std::nullopt : std::optional(out_.spot.range.start.line), rules_);
        out_.direct_here = found.here;
        out_.direct_elsewhere = found.elsewhere;
        if (!out_.lost) return {};
        out_.best_lost = std::max(out_.best_lost, found.best.probability);
        if (found.best.fate == StepFate::gone) return {};
        out_.direct_here = found.elsewhere;
        out_.direct_elsewhere = 0;
        take(std::move(found.best), to_);
        return {};
    }

    Result<void> along() {
        if (route_.relation() == Relation::after) return forward();
        if (route_.relation() == Relation::before) return backward();
        return {};
    }

    [[nodiscard]] bool tired() { return out_.lost && ++retries_ > retries_max; }

    Result<void> forward() {
        auto base = out_.spot.commit;
        for (int files = 0; files < files_max; ++files) {
            const auto path = path_;
            auto chain = route_.chain(to_, base, path);
            if (!chain) return tl::unexpected(std::move(chain).error());
            for (auto t = chain->rbegin(); t != chain->rend() && path == path_; ++t) {
                if (!tired())
                    if (auto done = step(t->child); !done) return done;
                base = t->child;
                if (out_.lost)
                    if (auto done = follow_file(*t); !done) return done;
            }
            if (path == path_) break;
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
        const auto renames = files_.renames(**before, path_, by.parent, by.child);
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
            for (const auto& t : *chain) {
                if (path != path_) break;
                if (tired()) return {};
                if (auto done = step(t.parent); !done) return done;
                top = t.parent;
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

}  // namespace restante::follow
