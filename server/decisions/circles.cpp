#include "decisions/circles.hpp"

#include <algorithm>

namespace restante::decisions {
namespace {

constexpr std::size_t named_max = 8;  // longer circles are not written out
constexpr std::size_t told_max = 3;   // of one record
constexpr std::size_t unvisited = static_cast<std::size_t>(-1);

/// Depth first, without recursion: a chain may be as long as there are records.
class Search {
  public:
    Search(const Replaced& replaced, const std::vector<Reading>& readings)
        : replaced_(replaced),
          readings_(readings),
          depth_(readings.size(), unvisited),
          told_(readings.size(), 0) {}

    std::vector<Circle> run() {
        for (const auto& [start, older] : replaced_)
            if (depth_[start] == unvisited) walk(start);
        return std::move(found_);
    }

  private:
    /// A record on the way, and how far up the way its followers lead back.
    struct Step {
        std::size_t record;
        std::set<std::size_t>::const_iterator next;
        std::set<std::size_t>::const_iterator end;
        std::size_t back = unvisited;
    };

    void enter(std::size_t record) {
        static const std::set<std::size_t> none;
        const auto found = replaced_.find(record);
        const auto& older = found == replaced_.end() ? none : found->second;
        depth_[record] = way_.size();
        way_.push_back({record, older.begin(), older.end()});
    }

    void walk(std::size_t start) {
        enter(start);
        while (!way_.empty()) {
            auto& step = way_.back();
            if (step.next == step.end) {
                leave();
                continue;
            }
            const auto older = *step.next++;
            if (depth_[older] == unvisited) {
                enter(older);
            } else if (depth_[older] < way_.size() && way_[depth_[older]].record == older) {
                step.back = std::min(step.back, depth_[older]);
                if (way_.size() - depth_[older] <= named_max) write_out(depth_[older]);
            }
        }
    }

    void leave() {
        const auto step = way_.back();
        way_.pop_back();
        if (step.back > way_.size()) return;  // nothing leads back to it, or past it
        if (told_[step.record] == 0)
            tell(step.record, "it is part of a circle of many records, each of which supersedes the next");
        if (!way_.empty()) way_.back().back = std::min(way_.back().back, step.back);
    }

    void write_out(std::size_t first) {
        std::string chain;
        for (auto i = first; i < way_.size(); ++i)
            chain += id_of(readings_[way_[i].record].record) + " supersedes ";
        chain += id_of(readings_[way_[first].record].record);
        for (auto i = first; i < way_.size(); ++i)
            tell(way_[i].record, "it is part of a circle: " + chain);
    }

    void tell(std::size_t record, std::string text) {
        if (told_[record]++ < told_max) found_.push_back({record, std::move(text)});
    }

    const Replaced& replaced_;
    const std::vector<Reading>& readings_;
    std::vector<std::size_t> depth_;  // where on the way; of those left, where they were
    std::vector<std::size_t> told_;
    std::vector<Step> way_;
    std::vector<Circle> found_;
};

}  // namespace

std::vector<Circle> supersession_circles(const Replaced& replaced, const std::vector<Reading>& readings) {
    return Search(replaced, readings).run();
}

}  // namespace restante::decisions
