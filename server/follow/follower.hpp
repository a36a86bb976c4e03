// Carries an anchor from one commit to another, step by step along the route between them, and says where it
// is then, how sure that is, and why. The engine of the daemon and of `restante place`. One thread at a time,
// as its History; what was read for one question is kept for the next, within bounds.
#pragma once

#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "anchor/anchor.hpp"
#include "anchor/verdict.hpp"
#include "follow/history.hpp"
#include "follow/route.hpp"
#include "follow/trail.hpp"
#include "follow/walk.hpp"

namespace restante::follow {

/// What was pointed at, and where it is looked for.
struct Question {
    vcs::ObjectId from_commit;
    std::string path;
    anchor::Range range;  // in that commit's file; clamped to it
    vcs::ObjectId to_commit;
    friend bool operator==(const Question&, const Question&) = default;
};

struct Answer {
    anchor::Placement placement;
    std::string path;  // empty when orphaned
    /// When orphaned, the last place that was good, and the commit after which it was not; absent when the
    /// anchored text itself cannot be read.
    struct LastGood {
        std::string path;
        anchor::Range range;
        vcs::ObjectId commit;
        vcs::ObjectId broken_by;
    };
    std::optional<LastGood> last_good;
    /// By which the end was judged; absent when nothing was to be judged: no step changed the lines.
    std::optional<Trail> trail;
};

class Follower {
  public:
    /// `pairs_bytes_max`: of the pairs of texts that are kept from question to question.
    explicit Follower(History& history, Judge judge = anchor::judge,
                      std::size_t pairs_bytes_max = StepFiles::bytes_max_usual)
        : history_(history), files_(history, pairs_bytes_max), judge_(std::move(judge)) {}

    /// An answer, whatever the repository lacks: what cannot be known is orphaned, with that reason.
    [[nodiscard]] Answer follow(const Question& question);

    /// Of the pairs of texts, beside what the history keeps.
    [[nodiscard]] std::size_t bytes_kept() const noexcept { return files_.bytes_kept(); }

  private:
    struct QuestionHash {
        std::size_t operator()(const Question& question) const noexcept {
            const auto& [start, end] = question.range;
            std::size_t hash = std::hash<std::string>{}(question.path);
            for (const std::size_t part :
                 {std::hash<vcs::ObjectId>{}(question.from_commit),
                  std::hash<vcs::ObjectId>{}(question.to_commit), std::size_t{start.line},
                  std::size_t{start.column}, std::size_t{end.line}})
                hash = hash * 31 + part;
            return hash;
        }
    };
    static constexpr std::size_t answers_max = 8'192;  // some 4 MB
    static constexpr std::size_t walks_max = 8'192;    // some 6 MB
    static constexpr std::size_t routes_max = 16;
    [[nodiscard]] Result<Walked> walk_to(const Question& question, const Spot& spot, CommitNumber to);
    [[nodiscard]] Result<std::optional<Walked>> untouched_to(const Spot& spot, CommitNumber to);
    Walked keep(const Question& from_here, Walked walked);
    /// Valid until the next call.
    const Route& route(CommitNumber from, CommitNumber to);

    History& history_;
    std::unordered_map<Question, Answer, QuestionHash> answers_;
    /// How walks ended, by their question with no `to_commit`: a later commit is mostly asked for next.
    std::unordered_map<Question, Walked, QuestionHash> walks_;
    std::list<Route> routes_;  // most recently used first
    StepFiles files_;
    Judge judge_;
};

}  // namespace restante::follow
