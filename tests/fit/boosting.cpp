#include "fit/boosting.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace restante::fit {
namespace {

constexpr std::size_t bins = 48;

struct Sums {
    double gradient = 0;
    double curvature = 0;
    Sums& operator+=(const Sums& other) {
        gradient += other.gradient;
        curvature += other.curvature;
        return *this;
    }
    Sums operator-(const Sums& other) const {
        return {gradient - other.gradient, curvature - other.curvature};
    }
};

class Trainer {
  public:
    Trainer(const std::vector<const Example*>& examples, const Settings& settings)
        : examples_(examples),
          settings_(settings),
          sums_(examples.size()),
          clue_count_(examples.front()->clues.size()),
          directions_(settings.directions),
          shown_(clue_count_) {
        directions_.resize(clue_count_);
        quantize();
    }

    Model run() {
        double right = 0;
        double all = 0;
        for (const auto* example : examples_) {
            right += example->right ? example->weight : 0;
            all += example->weight;
        }
        Model model;
        model.offset = std::log(right / (all - right));
        scores_.assign(examples_.size(), model.offset);
        for (int i = 0; i < settings_.trees; ++i)
            model.trees.push_back(grow());
        return model;
    }

  private:
    struct Job {
        int node = 0;
        int depth = 0;
        std::vector<std::uint32_t> rows;
        std::vector<std::uint32_t> others;  // that are not looked at, but have a score, too
        double low = -1e9;                  // bounds of leaf values, from monotone splits above
        double high = 1e9;
    };
    struct Split {
        double gain = 1e-3;
        int clue = -1;
        std::size_t bin = 0;
        double below = 0;
        double above = 0;
    };

    void quantize() {
        for (std::size_t clue = 0; clue < clue_count_; ++clue) {
            std::vector<float> values;
            values.reserve(examples_.size());
            for (const auto* example : examples_)
                values.push_back(example->clues[clue]);
            auto sorted = values;
            std::sort(sorted.begin(), sorted.end());
            std::vector<float> cuts;
            for (std::size_t bin = 1; bin < bins; ++bin)
                cuts.push_back(sorted[sorted.size() * bin / bins]);
            cuts.insert(cuts.end(), {0.001F, 0.5F, 0.999F, 1.0F});  // "not at all", "rather", "quite", "all"
            std::sort(cuts.begin(), cuts.end());
            cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
            std::erase_if(cuts, [&](float cut) { return cut <= sorted.front() || cut > sorted.back(); });
            std::vector<std::uint8_t> binned;
            binned.reserve(values.size());
            for (const auto value : values)
                binned.push_back(static_cast<std::uint8_t>(std::upper_bound(cuts.begin(), cuts.end(), value) -
                                                           cuts.begin()));
            cuts_.push_back(std::move(cuts));
            binned_.push_back(std::move(binned));
        }
    }

    [[nodiscard]] double value(const Sums& sums, const Job& job) const {
        return std::clamp(-sums.gradient / (sums.curvature + settings_.smoothing), job.low, job.high);
    }
    [[nodiscard]] double gain(const Sums& sums, double value) const {
        return -(sums.gradient * value + 0.5 * (sums.curvature + settings_.smoothing) * value * value);
    }

    [[nodiscard]] Split best_split(const Job& job, const Sums& all) const {
        Split best;
        const auto base = gain(all, value(all, job));
        std::vector<Sums> histogram;
        for (std::size_t clue = 0; clue < clue_count_; ++clue) {
            if (!shown_[clue]) continue;
            histogram.assign(cuts_[clue].size() + 1, {});
            for (const auto row : job.rows)
                histogram[binned_[clue][row]] += sums_[row];
            Sums below;
            for (std::size_t bin = 0; bin + 1 < histogram.size(); ++bin) {
                below += histogram[bin];
                const auto above = all - below;
                if (below.curvature < settings_.leaf_weight_min ||
                    above.curvature < settings_.leaf_weight_min)
                    continue;
                const auto low = value(below, job);
                const auto high = value(above, job);
                if (directions_[clue] > 0 && low > high) continue;
                if (directions_[clue] < 0 && low < high) continue;
                const auto gained = gain(below, low) + gain(above, high) - base;
                if (gained > best.gain) best = {gained, static_cast<int>(clue), bin, low, high};
            }
        }
        return best;
    }

    double chance() { return std::uniform_real_distribution<>(0, 1)(random_); }
    void draw() {
        for (std::size_t clue = 0; clue < clue_count_; ++clue)
            shown_[clue] = chance() < settings_.clues_part;
    }

    Tree grow() {
        for (std::size_t row = 0; row < examples_.size(); ++row) {
            const auto p = 1 / (1 + std::exp(-scores_[row]));
            const auto weight = static_cast<double>(examples_[row]->weight);
            sums_[row] = {weight * (p - (examples_[row]->right ? 1 : 0)), weight * p * (1 - p)};
        }
        Tree tree(1);
        std::vector<Job> jobs(1);
        draw();
        std::vector<bool> case_shown;  // all examples of a case, or none
        for (std::uint32_t row = 0; row < examples_.size(); ++row) {
            const auto number = examples_[row]->number;
            while (case_shown.size() <= number)
                case_shown.push_back(chance() < settings_.cases_part);
            (case_shown[number] ? jobs.front().rows : jobs.front().others).push_back(row);
        }
        while (!jobs.empty()) {
            const auto job = std::move(jobs.back());
            jobs.pop_back();
            Sums all;
            for (const auto row : job.rows)
                all += sums_[row];
            const auto split = job.depth < settings_.depth ? best_split(job, all) : Split{};
            if (split.clue < 0) {
                const auto leaf = settings_.rate * value(all, job);
                tree[static_cast<std::size_t>(job.node)].bound = static_cast<float>(leaf);
                for (const auto* rows : {&job.rows, &job.others})
                    for (const auto row : *rows)
                        scores_[row] += leaf;
                continue;
            }
            const auto clue = static_cast<std::size_t>(split.clue);
            const auto first = static_cast<int>(tree.size());
            tree[static_cast<std::size_t>(job.node)] = {split.clue, cuts_[clue][split.bin], first, first + 1};
            tree.resize(tree.size() + 2);
            Job below{first, job.depth + 1, {}, {}, job.low, job.high};
            Job above{first + 1, job.depth + 1, {}, {}, job.low, job.high};
            const auto middle = (split.below + split.above) / 2;
            if (directions_[clue] > 0) below.high = above.low = middle;
            if (directions_[clue] < 0) below.low = above.high = middle;
            for (const auto row : job.rows)
                (binned_[clue][row] <= split.bin ? below : above).rows.push_back(row);
            for (const auto row : job.others)
                (binned_[clue][row] <= split.bin ? below : above).others.push_back(row);
            jobs.push_back(std::move(below));
            jobs.push_back(std::move(above));
        }
        return tree;
    }

    const std::vector<const Example*>& examples_;
    Settings settings_;
    std::vector<Sums> sums_;
    std::vector<double> scores_;
    std::size_t clue_count_;
    std::vector<int> directions_;
    std::vector<bool> shown_;
    std::mt19937 random_{1};                         // the same table each time
    std::vector<std::vector<float>> cuts_;           // by clue
    std::vector<std::vector<std::uint8_t>> binned_;  // by clue, then example
};

}  // namespace

double Model::score(std::span<const float> clues) const {
    double sum = offset;
    for (const auto& tree : trees) {
        std::size_t at = 0;
        while (tree[at].clue >= 0)
            at = static_cast<std::size_t>(clues[static_cast<std::size_t>(tree[at].clue)] < tree[at].bound
                                              ? tree[at].below
                                              : tree[at].above);
        sum += static_cast<double>(tree[at].bound);
    }
    return sum;
}

Model fit(const std::vector<const Example*>& examples, const Settings& settings) {
    return Trainer(examples, settings).run();
}

}  // namespace restante::fit
