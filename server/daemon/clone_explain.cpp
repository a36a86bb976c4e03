// Clone::explain: the same engine as following, asked once more for where the code was last, and then for all
// that it thought too unlikely (follow/suggestions.hpp).
#include <algorithm>
#include <chrono>
#include <set>

#include "base/file_name.hpp"
#include "daemon/clone_engine.hpp"
#include "daemon/files.hpp"
#include "vcs/work_tree.hpp"

namespace restante::daemon {
namespace {

constexpr std::size_t fields_max = 200;
/// Better found than that, the place is what is looked for again, and not what it once was.
constexpr double sure_min = 0.6;
constexpr std::chrono::seconds git_deadline{2};

}  // namespace

/// What is looked for, and where it was found.
struct Clone::Search {
    std::optional<follow::CommitNumber> head;
    std::optional<follow::Spot> last;     // without it: by the quote
    std::optional<follow::Spot> doubted;  // where following led, with too little left to be shown
    double doubted_probability = 0;
    std::string doubted_reason;
    std::optional<follow::CommitNumber> since;  // what was there then is not what the code became
};

namespace {

/// The files to look into, each once, the likeliest kinds first.
class Fields {
  public:
    Fields(const Explaining& question, follow::History& history, const vcs::Repository& repository)
        : question_(question), history_(history), root_(repository.root) {}

    /// `always`: it is looked into whether it changed or not, and however late it is.
    void add(const std::string& path, std::optional<follow::CommitNumber> since, bool always) {
        if (path.empty() || fields_.size() >= fields_max || !seen_.insert(path).second) return;
        if (!always && question_.out_of_time && question_.out_of_time()) return;
        auto now = text_of(path);
        if (!now) return;
        std::shared_ptr<const anchor::Text> before;
        if (since)
            if (const auto blob = history_.blob_at(*since, path); blob && *blob)
                before = history_.text(**blob).value_or(nullptr);
        if (before && before->bytes() == now->bytes()) {
            if (!always) return;
            before = nullptr;
        }
        fields_.push_back({path, std::move(now), std::move(before)});
    }
    [[nodiscard]] const std::vector<follow::Field>& all() const { return fields_; }

  private:
    std::shared_ptr<const anchor::Text> text_of(const std::string& path) {
        for (const auto& buffer : question_.buffers) {
            if (buffer.path != path || !buffer.read) continue;
            auto bytes = buffer.read(question_.file_bytes_max);
            return bytes ? std::make_shared<const anchor::Text>(std::move(*bytes)) : nullptr;
        }
        auto file = read_file_below(root_, path, question_.file_bytes_max);
        return file ? std::make_shared<const anchor::Text>(std::move(file->bytes)) : nullptr;
    }

    const Explaining& question_;
    follow::History& history_;
    std::string root_;
    std::set<std::string> seen_;
    std::vector<follow::Field> fields_;
};

/// Of one kind with the file first, and of its name before others.
void sort_by_kind(std::vector<std::string>& paths, const std::string& like) {
    const auto rank = [&](const std::string& path) {
        return base_name(path) == base_name(like) ? 0 : extension(path) == extension(like) ? 1 : 2;
    };
    std::ranges::stable_sort(paths, {}, rank);
}

}  // namespace

Clone::Search Clone::look_back(const core::Thread& thread, Explanation& out) {
    const auto& anchor = thread.anchor;
    auto& history = engine().history;
    Search search;
    const auto spot_at = [&](const vcs::ObjectId& id, const std::string& path,
                             anchor::Range range) -> std::optional<follow::Spot> {
        const auto commit = history.commit(id);
        auto there = commit ? text(blob_at(*commit, path)) : nullptr;
        if (!there) return std::nullopt;
        range = there->clamp(range);
        return follow::Spot{path, {}, std::move(there), range, *commit};
    };
    const auto found_last = [&](const vcs::ObjectId& id, const std::string& path, anchor::Range range,
                                std::optional<std::string> broken_by) {
        auto spot = spot_at(id, path, range);
        out.last_good =
            Explanation::LastGood{id.hex(), path, range, spot ? spot->text : nullptr, std::move(broken_by)};
        return spot;
    };
    std::optional<vcs::ObjectId> head;
    if (const auto now = git_->head(); now && now->commit) head = vcs::ObjectId::parse(*now->commit);
    if (head)
        if (const auto commit = history.commit(*head)) search.head = *commit;
    if (const auto origin = search.head ? origin_of(anchor, thread.opened_at, *search.head) : std::nullopt) {
        const auto& from = history.node(origin->commit).id;
        const auto answer = engine().follower.follow({from, anchor.path, origin->range, *head});
        search.since = origin->commit;
        if (answer.placement.range) {
            auto spot = found_last(*head, answer.path, *answer.placement.range, std::nullopt);
            if (answer.placement.confidence >= sure_min) {
                search.last = std::move(spot);
                search.since = search.head;
            } else {
                search.doubted = std::move(spot);
                search.doubted_probability = answer.placement.confidence;
            }
        } else if (const auto& good = answer.last_good) {
            // Where it was followed to a place that is too little like it, that place's commit did both.
            auto spot = found_last(
                good->commit, good->path, good->range,
                good->broken_by == good->commit ? std::nullopt : std::optional(good->broken_by.hex()));
            if (answer.trail) {
                search.doubted = std::move(spot);
                search.doubted_probability = 1 - answer.placement.confidence;
            } else if (spot) {
                search.since = spot->commit;
                search.last = std::move(spot);
            }
        }
        search.doubted_reason = "followed to here; " + answer.placement.reason;
        if (!search.last) search.last = spot_at(from, anchor.path, origin->range);
    }
    if (!search.last && out.original)
        search.last = follow::Spot{
            anchor.path, {}, out.original, out.original->clamp(anchor.range), follow::CommitNumber{0}};
    return search;
}

Explanation Clone::explain(const Explaining& question) {
    const auto& anchor = question.thread.anchor;
    Explanation out;
    out.original = text(anchor.blob);
    const auto search = look_back(question.thread, out);
    if (!question.suggest) return out;

    auto& history = engine().history;
    Fields fields(question, history, repository_);
    const auto& own = search.last ? search.last->path : anchor.path;
    fields.add(own, search.since, true);
    fields.add(question.asked_path, search.since, true);
    if (search.doubted) fields.add(search.doubted->path, search.since, true);
    std::vector<std::string> changed;
    if (auto dirty = vcs::work_tree_files(repository_, {.deadline = git_deadline}))
        for (auto& file : *dirty)
            changed.push_back(std::move(file.path));
    if (search.head)
        if (const auto changes = history.changes(search.since, *search.head))
            for (const auto& change : *changes)
                if (!change.after.empty()) changed.push_back(change.path);
    sort_by_kind(changed, own);
    for (const auto& path : changed)
        fields.add(path, search.since, false);

    if (!search.last) {
        out.candidates = follow::suggest_by_quote(anchor, fields.all(), question.out_of_time);
        return out;
    }
    out.candidates = follow::suggest(*search.last, fields.all(), anchor::judge, question.out_of_time);
    if (!search.doubted) return out;
    auto there = follow::suggest(*search.doubted, fields.all(), anchor::judge, question.out_of_time);
    if (there.empty()) return out;
    there.front().probability *= search.doubted_probability;
    there.front().reason = search.doubted_reason;
    out.candidates.push_back(std::move(there.front()));
    out.candidates = follow::best_of(std::move(out.candidates));
    return out;
}

}  // namespace restante::daemon
