#include "fit/walks.hpp"

#include <boost/json.hpp>
#include <cmath>
#include <map>
#include <ostream>

#include "anchor/record.hpp"
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

struct Walk {
    std::optional<Example> example;
    Ending ending;
};

std::optional<Walk> walk_of(Repository& repository, follow::Follower& follower, const Place& from,
                            const vcs::ObjectId& to_commit, const std::optional<Place>& to) {
    const auto commit = repository.history.commit(from.commit);
    if (!commit) return std::nullopt;
    const auto blob = repository.history.blob_at(*commit, from.path);
    if (!blob || !*blob) return std::nullopt;
    const auto text = repository.history.text(**blob);
    if (!text) return std::nullopt;
    const auto answer = follower.follow({from.commit, from.path, range_of(**text, from), to_commit});
    Walk out;
    out.ending.confidence = answer.placement.confidence;
    const auto end_at = [&](const std::string& path, anchor::Range range) {
        out.ending.path = path;
        out.ending.lines = anchor::lines_of_range(range);
    };
    if (answer.placement.range)
        end_at(answer.path, *answer.placement.range);
    else if (answer.trail)
        end_at(answer.last_good->path, answer.last_good->range);
    if (!answer.trail) return out;
    out.ending.shown_min =
        (*answer.trail)[follow::Sign::backward] == 1 ? follow::backward_shown_min : follow::shown_min;
    out.example.emplace();
    out.example->clues.assign(answer.trail->values.begin(), answer.trail->values.end());
    out.example->right = to && out.ending.path == to->path && out.ending.lines.first == to->lines.first;
    return out;
}

}  // namespace

void write_answers(const std::vector<Ending>& endings, const std::map<std::uint32_t, double>& said,
                   std::ostream& out) {
    namespace json = boost::json;
    for (const auto& ending : endings) {
        const auto judged = said.find(ending.number);
        const auto confidence =
            judged == said.end() || ending.shown_min == 0 ? ending.confidence : judged->second;
        json::object line{{"id", ending.id}, {"path", nullptr}, {"confidence", confidence}};
        if (!ending.path.empty() && confidence >= ending.shown_min) {
            line["path"] = ending.path;
            line["range"] = {ending.lines.first + 1, ending.lines.last + 1};
        }
        out << json::serialize(line) << "\n";
    }
}

Walks walk(const std::vector<Case>& cases, std::uint32_t first, const std::string& repositories,
           const JudgeOf& judge) {
    Walks out;
    Repositories opened(repositories);
    Followers followers;
    for (std::uint32_t number = 0; number < cases.size(); ++number) {
        const auto& one = cases[number];
        auto* repository = usable(one) ? opened.open(one.repository) : nullptr;
        if (!repository) continue;
        auto& follower = followers.of(*repository, judge(first + number));
        const auto add = [&](std::optional<Walk> walk, float weight, bool reversed) {
            if (!walk) return;
            if (!reversed) {
                walk->ending.number = first + number;
                walk->ending.id = one.id;
                out.endings.push_back(std::move(walk->ending));
            }
            if (!walk->example) return;
            walk->example->number = first + number;
            walk->example->weight = weight;
            walk->example->extra = reversed;
            out.examples.push_back(std::move(*walk->example));
        };
        const bool forward_and_gone = !one.to && one.hop != "deleted";
        add(walk_of(*repository, follower, one.from, one.to_commit, one.to),
            forward_and_gone ? gone_weight : 1.0F, false);
        if (reversible(one))
            add(walk_of(*repository, follower, *one.to, one.from.commit, one.from), reversed_weight, true);
    }
    return out;
}

}  // namespace restante::fit
