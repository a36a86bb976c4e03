#include "fit/walks.hpp"

#include <cmath>
#include <map>

#include "fit/repositories.hpp"
#include "follow/follower.hpp"

namespace restante::fit {
namespace {

constexpr float reversed_weight = 0.35F;
/// Lines that are gone are few among the cases, and to show them is worse than to lose others.
constexpr float gone_weight = 3;

/// Whether it is known what a walk should come to.
bool usable(const Case& one) {
    if (one.category == "unlabelled" || one.category == "extracted") return false;
    return one.to || !one.copy_in_target;
}

bool reversible(const Case& one) {
    return one.to && one.category != "moved" && !one.from.path.empty() && one.hop != "long";
}

/// One follower per repository and judge, so that what was read for one case is there for the next.
class Followers {
  public:
    follow::Follower& of(Repository& repository, const Model& model) {
        auto& slot = followers_[{&repository, &model}];
        if (!slot)
            slot = std::make_unique<follow::Follower>(
                repository.history, [&model](const anchor::Evidence& evidence) {
                    return 1 / (1 + std::exp(-model.score(evidence.values)));
                });
        return *slot;
    }

  private:
    std::map<std::pair<Repository*, const Model*>, std::unique_ptr<follow::Follower>> followers_;
};

std::optional<Example> example_of(Repository& repository, follow::Follower& follower, const Place& from,
                                  const vcs::ObjectId& to_commit, const std::optional<Place>& to) {
    const auto commit = repository.history.commit(from.commit);
    if (!commit) return std::nullopt;
    const auto blob = repository.history.blob_at(*commit, from.path);
    if (!blob || !*blob) return std::nullopt;
    const auto text = repository.history.text(**blob);
    if (!text) return std::nullopt;
    const auto answer = follower.follow({from.commit, from.path, range_of(**text, from), to_commit});
    if (!answer.trail) return std::nullopt;
    Example out;
    out.clues.assign(answer.trail->values.begin(), answer.trail->values.end());
    const auto& range = answer.placement.range ? *answer.placement.range : answer.last_good->range;
    const auto& path = answer.placement.range ? answer.path : answer.last_good->path;
    out.right = to && path == to->path && range.start.line == to->lines.first;
    return out;
}

}  // namespace

std::vector<Example> walk(const std::vector<Case>& cases, std::uint32_t first,
                          const std::string& repositories, const JudgeOf& judge) {
    std::vector<Example> out;
    Repositories opened(repositories);
    Followers followers;
    for (std::uint32_t number = 0; number < cases.size(); ++number) {
        const auto& one = cases[number];
        auto* repository = usable(one) ? opened.open(one.repository) : nullptr;
        if (!repository) continue;
        auto& follower = followers.of(*repository, judge(first + number));
        const auto add = [&](std::optional<Example> example, float weight, bool extra) {
            if (!example) return;
            example->number = first + number;
            example->weight = weight;
            example->extra = extra;
            out.push_back(std::move(*example));
        };
        const bool forward_and_gone = !one.to && one.hop != "deleted";
        add(example_of(*repository, follower, one.from, one.to_commit, one.to),
            forward_and_gone ? gone_weight : 1.0F, false);
        if (reversible(one))
            add(example_of(*repository, follower, *one.to, one.from.commit, one.from), reversed_weight, true);
    }
    return out;
}

}  // namespace restante::fit
