#include "why/tour.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <tuple>

#include "base/file_name.hpp"
#include "decisions/graph.hpp"
#include "why/globs.hpp"

namespace restante::why {
namespace {

using decisions::Record;

bool holds(const Record& record) {
    return record.status == decisions::Status::accepted || record.status == decisions::Status::implemented;
}

bool is_in(std::string_view path, std::string_view folder) {
    return folder.empty() || path == folder ||
           (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
}

/// What the records lie for: "services/pay" of "services/pay/docs/adr/0001-x.md"; empty for the repository.
std::string_view home_of_records(const Record& record) {
    auto folder = folder_name(record.path);
    const auto docs = [](std::string_view name) {
        return name == "docs" || name == "doc" || name == "documentation" || name == ".docs";
    };
    folder = folder_name(folder);
    return docs(base_name(folder)) ? folder_name(folder) : folder;
}

/// Whether the pattern is of something in the folder, or of the folder and more.
bool reaches(std::string_view pattern, const std::string& folder) {
    while (pattern.starts_with("./"))
        pattern.remove_prefix(2);
    const auto fixed = pattern.substr(0, pattern.find_first_of("*?[{"));
    return is_in(fixed, folder) || match_glob(pattern, folder) || match_glob(pattern, folder + "/x");
}

/// Numbers by their value where they are numbers.
std::tuple<long, std::string> by_number(const Record& record) {
    const auto number = record.number.value_or("");
    long value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    return {error == std::errc() ? value : 0, number};
}

class Guide {
  public:
    Guide(const TourInput& input, const std::vector<Record>& records) : input_(input), records_(records) {}

    std::vector<TourStop> stops() {
        choose();
        link();
        return in_order();
    }

  private:
    void choose() {
        const auto& folder = input_.folder;
        std::map<std::size_t, const Seen*> first;
        for (const auto& seen : input_.seen)
            first.emplace(seen.record, &seen);
        const std::set<std::size_t> naming(input_.naming.begin(), input_.naming.end());
        for (std::size_t i = 0; i < records_.size(); ++i) {
            if (!holds(records_[i])) continue;
            TourStop stop;
            stop.record = i;
            const auto seen = first.find(i);
            if (seen != first.end()) {
                stop.path = seen->second->path;
                stop.line = seen->second->line;
            }
            stop.why = reason(i, folder, seen == first.end() ? nullptr : seen->second, naming.contains(i),
                              stop.whole);
            if (!stop.why.empty()) chosen_.emplace(i, std::move(stop));
        }
    }

    /// Empty: it has nothing to do with the folder.
    std::string reason(std::size_t index, const std::string& folder, const Seen* seen, bool naming,
                       bool& whole) const {
        const auto& record = records_[index];
        bool everywhere = false;
        for (const auto& pattern : record.applies_to) {
            if (pattern.find_first_not_of("*/.") == std::string::npos) {
                everywhere = true;
                continue;
            }
            if (!folder.empty() && reaches(pattern, folder))
                return fmt::format("it says that it applies to {}", pattern);
        }
        const auto home = home_of_records(record);
        whole = everywhere || (folder.empty() && home.empty() && record.applies_to.empty());
        if (everywhere) return "it says that it applies to everything";
        if (seen != nullptr) return fmt::format("{} names it at line {}", seen->path, seen->line);
        if (naming)
            return fmt::format("its text names {}", folder.empty() ? "files of the repository" : folder);
        if (!home.empty() && (is_in(folder, home) || is_in(home, folder)))
            return fmt::format("it lies with the records of {}", home);
        if (!folder.empty()) return {};
        return record.applies_to.empty()
                   ? "it is about the whole repository"
                   : fmt::format("it says that it applies to {}", record.applies_to.front());
    }

    /// What is referred to comes before who refers.
    void link() {
        const auto add = [&](std::size_t before, std::size_t after) {
            if (before != after && chosen_.contains(before) && chosen_.contains(after))
                if (after_[before].insert(after).second) ++waits_[after];
        };
        for (const auto& edge : decisions::edges_of(records_))
            add(edge.to, edge.from);
        for (const auto& [index, stop] : chosen_)
            if (index < input_.refers_to.size())
                for (const auto other : input_.refers_to[index])
                    add(other, index);
    }

    using Key = std::tuple<bool, std::string, std::tuple<long, std::string>, std::size_t>;
    [[nodiscard]] Key key_of(std::size_t index) const {
        const auto& record = records_[index];
        return {!chosen_.at(index).whole, record.date.value_or("9999"), by_number(record), index};
    }

    /// Kahn's algorithm, with the earliest of those that wait for nobody; in a circle, the earliest of all.
    std::vector<TourStop> in_order() {
        std::set<Key> ready;
        std::set<Key> waiting;
        for (const auto& [index, stop] : chosen_)
            (waits_[index] == 0 ? ready : waiting).insert(key_of(index));
        std::vector<TourStop> out;
        while (!ready.empty() || !waiting.empty()) {
            auto& from = ready.empty() ? waiting : ready;
            // A part's decision does not come before the whole's because that waits for one of its like.
            const bool part = std::get<0>(*from.begin());
            auto& chosen = part && !waiting.empty() && !std::get<0>(*waiting.begin()) ? waiting : from;
            const auto index = std::get<3>(*chosen.begin());
            chosen.erase(chosen.begin());
            waits_[index] = 0;
            out.push_back(chosen_.at(index));
            for (const auto next : after_[index])
                if (waits_[next] > 0 && --waits_[next] == 0) {
                    waiting.erase(key_of(next));
                    ready.insert(key_of(next));
                }
        }
        return out;
    }

    const TourInput& input_;
    const std::vector<Record>& records_;
    std::map<std::size_t, TourStop> chosen_;
    std::map<std::size_t, std::set<std::size_t>> after_;
    std::map<std::size_t, std::size_t> waits_;
};

}  // namespace

std::vector<TourStop> tour(const TourInput& input, const std::vector<Record>& records) {
    return Guide(input, records).stops();
}

}  // namespace restante::why
