#include "fit/collect.hpp"

#include <filesystem>
#include <map>
#include <memory>

#include "follow/step_files.hpp"

namespace restante::fit {
namespace {

// Steps that are taken back in time are mostly told by code that is not there yet; known code, taken back,
// keeps them honest, but has its say in the other direction already.
constexpr float reversed_weight = 0.35F;
constexpr std::size_t other_files = 4;

struct Repository {
    explicit Repository(std::unique_ptr<vcs::Objects> objects)
        : history(std::move(objects)), files(history) {}
    follow::History history;
    follow::StepFiles files;
};

std::unique_ptr<Repository> open(const std::string& folder) {
    namespace fs = std::filesystem;
    vcs::Repository where;
    where.root = folder;
    where.git_dir = fs::exists(folder + "/.git") ? folder + "/.git" : folder;
    where.common_dir = where.git_dir;
    if (!fs::exists(where.git_dir + "/objects")) return nullptr;
    return std::make_unique<Repository>(vcs::open_objects(where));
}

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
    } else if (auto renames = repository.files.renames(blob, from.path, before, after)) {
        for (const auto& file : *renames)
            out.push_back(file);
    }
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
    repository.files.set_backward(backward);
    bool covered = false;
    for (const auto& file : files_of(repository, **blob, from, *before, *after)) {
        for (const auto& prospect : file.pair->candidates.find(from.lines)) {
            sample.right = to && file.path == to->path && prospect.line == to->lines.first;
            sample.evidence = prospect.evidence;
            covered = covered || sample.right;
            out.examples.push_back(sample);
        }
    }
    if (sample.reversed) return;
    ++out.cases;
    out.present += to ? 1 : 0;
    out.covered += covered ? 1 : 0;
}

}  // namespace

Collected collect(const std::vector<Case>& cases, const std::string& repositories) {
    Collected out;
    std::map<std::string, std::unique_ptr<Repository>> opened;
    for (std::uint32_t number = 0; number < cases.size(); ++number) {
        const auto& one = cases[number];
        if (!usable(one)) continue;
        auto [slot, is_new] = opened.try_emplace(one.repository);
        if (is_new) slot->second = open(repositories + "/" + one.repository);
        if (!slot->second) continue;
        // A case that says it is gone was made of a commit that brought the code in, taken back.
        const bool backward = one.hop == "deleted";
        Example sample;
        sample.number = number;
        add(*slot->second, one.from, one.to_commit, one.to, backward, sample, out);
        if (one.hop == "hop" && one.to && one.category != "moved") {
            sample.reversed = true;
            sample.weight = reversed_weight;
            add(*slot->second, *one.to, one.from.commit, one.from, true, sample, out);
        }
    }
    return out;
}

}  // namespace restante::fit
