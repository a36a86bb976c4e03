#include "why/successors.hpp"

#include <algorithm>

namespace restante::why {
namespace {

using decisions::Record;
using decisions::Status;

constexpr std::size_t successors_max = 100;

bool says(const std::vector<std::string>& ids, const Record& record) {
    return std::find(ids.begin(), ids.end(), decisions::id_of(record)) != ids.end() ||
           std::find(ids.begin(), ids.end(), record.slug) != ids.end();
}

/// A successor that was only proposed retires nobody.
bool counts(const Record& record) {
    return record.status != Status::draft && record.status != Status::proposed &&
           record.status != Status::rejected && record.status != Status::withdrawn;
}

/// Either of the two may say so; the newer one counts only where it took effect.
std::vector<std::size_t> successors(std::size_t of, const std::vector<Record>& records) {
    const auto& old = records[of];
    const bool retired = old.status == Status::superseded || !old.superseded_by.empty();
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (i == of) continue;
        const bool named = retired && says(old.superseded_by, records[i]);
        if (named || (says(records[i].supersedes, old) && (retired || counts(records[i])))) out.push_back(i);
    }
    return out;
}

}  // namespace

std::vector<std::size_t> living_successors(std::size_t record, const std::vector<Record>& records) {
    std::vector<std::size_t> seen{record};
    std::vector<std::size_t> living;
    for (std::size_t i = 0; i < seen.size() && seen.size() < successors_max; ++i) {
        const auto next = successors(seen[i], records);
        if (next.empty() && i > 0) living.push_back(seen[i]);
        for (const auto one : next)
            if (std::find(seen.begin(), seen.end(), one) == seen.end()) seen.push_back(one);
    }
    return living;
}

}  // namespace restante::why
