#include "fit/collect.hpp"

#include "fit/repositories.hpp"

namespace restante::fit {
namespace {

// Steps that are taken back in time are mostly told by code that is not there yet; known code, taken back,
// keeps them honest, but has its say in the other direction already.
constexpr float reversed_weight = 0.35F;
constexpr std::size_t other_files = 4;

/// Which cases are of a single step, or near enough to be taken as one; and of which the truth is known.
bool usable(const Case& one) {
    if (one.hop == "deleted") return one.category == "deleted" && !one.copy_in_target;
    return one.hop != "long" && one.hop != "ancestor:4096" && one.category != "unlabelled";
}

std::vector<follow::StepFile> files_of(Repository& repository, const vcs::ObjectId& blob, const Place& from,
                                       follow::CommitNumber before, follow::CommitNumber after) {
    std::vector<follow::StepFile> out;
    std::vector<std::string> looked;
    if (auto own = repository.files.own(blob, from.path, after); own && *own) {
        out.push_back(**own);
    } else if (auto renames = repository.files.renames(blob, from.path, before, after, nullptr)) {
        for (const auto& file : *renames)
            out.push_back(file);
    }
    looked.reserve(out.size());
    for (const auto& file : out)
        looked.push_back(file.path);
    if (auto others =
            repository.files.others(blob, from.path, from.lines, before, after, looked, other_files))
        out.insert(out.end(), others->begin(), others->end());
    return out;
}

void add(Repository& repository, const Place& from, const vcs::ObjectId& to_commit,
         const std::optional<Place>& to, bool backward, Example sample, Collected& out) {
    const auto before = repository.history.commit(from.commit);
    const auto after = repository.history.commit(to_commit);
    if (!before || !after) return;
    const auto blob = repository.history.blob_at(*before, from.path);
    if (!blob || !*blob) return;
    const auto there = repository.history.blob_at(*after, from.path);
    if (there && *there == *blob) return;  // nothing to decide
    const auto text = repository.history.text(**blob);
    if (!text || from.lines.last >= (*text)->line_count()) return;
    const auto sought = anchor::sought(**text, range_of(**text, from));
    repository.files.set_backward(backward);
    bool covered = false;
    for (const auto& file : files_of(repository, **blob, from, *before, *after)) {
        for (const auto& prospect : file.pair->candidates.find(sought)) {
            sample.right = to && file.path == to->path && prospect.line == to->lines.first;
            const auto& values = prospect.evidence.values;
            sample.clues.assign(values.begin(), values.end());
            covered = covered || sample.right;
            out.examples.push_back(sample);
        }
    }
    if (sample.extra) return;
    ++out.cases;
    out.present += to ? 1 : 0;
    out.covered += covered ? 1 : 0;
}

}  // namespace

Collected collect(const std::vector<Case>& cases, const std::string& repositories) {
    Collected out;
    Repositories opened(repositories);
    for (std::uint32_t number = 0; number < cases.size(); ++number) {
        const auto& one = cases[number];
        if (!usable(one)) continue;
        auto* repository = opened.open(one.repository);
        if (!repository) continue;
        // A case that says it is gone was made of a commit that brought the code in, taken back.
        const bool backward = one.hop == "deleted";
        Example sample;
        sample.number = number;
        add(*repository, one.from, one.to_commit, one.to, backward, sample, out);
        if (one.hop == "hop" && one.to && one.category != "moved") {
            sample.extra = true;
            sample.weight = reversed_weight;
            add(*repository, *one.to, one.from.commit, one.from, true, sample, out);
        }
    }
    return out;
}

}  // namespace restante::fit
