#include "follow/step_files.hpp"

#include <algorithm>

#include "base/file_name.hpp"
#include "follow/scent.hpp"

namespace restante::follow {
namespace {

constexpr double rename_likeness_min = 0.25;
constexpr std::size_t renames_max = 3;
constexpr std::size_t searched_files_max = 400;
constexpr std::size_t bags_bytes_max = 16UL * 1024 * 1024;
constexpr std::size_t changes_max = 256;
constexpr std::size_t neighbours_max = 8;  // that are looked at for what is common
constexpr std::size_t commons_max = 64;
constexpr std::size_t changes_of_lines_max = 40'000;  // and of their hunks, ten times as many: some 16 MB

/// "format.cc" and "src/format.h".
bool same_stem(std::string_view a, std::string_view b) {
    const auto stem = [](std::string_view path) {
        auto name = base_name(path);
        name.remove_suffix(extension(path).size());
        return name;
    };
    return stem(a) == stem(b);
}

std::vector<std::string_view> parts(std::string_view path) {
    std::vector<std::string_view> out;
    while (!path.empty()) {
        const auto slash = path.find('/');
        out.push_back(path.substr(0, slash));
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    }
    return out;
}

/// How much of two paths is the same, 0 … 1: parts in common from both ends, over the longer one's number.
double path_likeness(std::string_view a, std::string_view b) {
    const auto x = parts(a);
    const auto y = parts(b);
    std::size_t tail = 0;
    while (tail < std::min(x.size(), y.size()) && x[x.size() - 1 - tail] == y[y.size() - 1 - tail])
        ++tail;
    std::size_t head = 0;
    while (head + tail < std::min(x.size(), y.size()) && x[head] == y[head])
        ++head;
    return static_cast<double>(head + tail) / static_cast<double>(std::max(x.size(), y.size()));
}

}  // namespace

TextPair::TextPair(std::shared_ptr<const anchor::Text> before_,
                   std::shared_ptr<const anchor::Text> own_before_,
                   std::shared_ptr<const anchor::Text> after_, anchor::FileKind kind, double likeness,
                   bool backward)
    : before_text(std::move(before_)),
      own_before(std::move(own_before_)),
      after_text(std::move(after_)),
      before(*before_text),
      after(*after_text),
      alignment(kind != anchor::FileKind::other
                    ? std::make_unique<anchor::Alignment>(*before_text, *after_text)
                : own_before ? std::make_unique<anchor::Alignment>(*own_before, *after_text)
                             : nullptr),
      candidates(anchor::Pair{before, after, alignment.get(), kind, likeness, backward}) {}

Result<std::shared_ptr<TextPair>> StepFiles::pair(const vcs::ObjectId& before,
                                                  const vcs::ObjectId& own_before, const vcs::ObjectId& after,
                                                  anchor::FileKind kind, double likeness) {
    const Key key{before, own_before, after, kind, backward_};
    if (const auto known = pairs_.find(key); known != pairs_.end()) {
        uses_.splice(uses_.begin(), uses_, known->second.use);
        return known->second.pair;
    }
    auto a = history_.text(before);
    if (!a) return tl::unexpected(std::move(a).error());
    auto b = history_.text(after);
    if (!b) return tl::unexpected(std::move(b).error());
    std::shared_ptr<const anchor::Text> own;
    if (!own_before.empty()) {
        auto read = history_.text(own_before);
        if (!read) return tl::unexpected(std::move(read).error());
        own = *read;
    }
    auto made = std::make_shared<TextPair>(*a, own, *b, kind, likeness, backward_);
    // A reading costs some five times the text.
    const std::size_t bytes = 5UL * ((*a)->size() + (*b)->size());
    uses_.push_front(key);
    pairs_.emplace(key, Kept{made, uses_.begin(), bytes});
    bytes_ += bytes;
    while (bytes_ > bytes_max_ && uses_.size() > 1) {
        const auto last = pairs_.find(uses_.back());
        bytes_ -= last->second.bytes;
        pairs_.erase(last);
        uses_.pop_back();
    }
    return made;
}

Result<std::shared_ptr<const std::vector<Change>>> StepFiles::changes(CommitNumber before,
                                                                      CommitNumber after) {
    const auto key = std::uint64_t{before} << 32U | after;
    if (const auto known = changes_.find(key); known != changes_.end()) return known->second;
    auto found = history_.changes(before, after);
    if (!found) return tl::unexpected(std::move(found).error());
    if (changes_.size() >= changes_max) changes_.clear();
    auto kept = std::make_shared<const std::vector<Change>>(std::move(*found));
    changes_.emplace(key, kept);
    return kept;
}

Result<std::shared_ptr<const LineBag>> StepFiles::bag(const vcs::ObjectId& blob) {
    if (const auto known = bags_.find(blob); known != bags_.end()) return known->second;
    auto text = history_.text(blob);
    if (!text) return tl::unexpected(std::move(text).error());
    auto bag = std::make_shared<const LineBag>(line_bag(**text));
    if (bags_bytes_ >= bags_bytes_max) {
        bags_.clear();
        bags_bytes_ = 0;
    }
    bags_bytes_ += sizeof(LineBag) + bag->entries.size() * sizeof(LineBag::Entry);
    bags_.emplace(blob, bag);
    return bag;
}

Result<std::shared_ptr<const CommonLines>> StepFiles::common(CommitNumber commit, const std::string& path) {
    std::pair key{commit, path};
    if (const auto known = common_.find(key); known != common_.end()) return known->second;
    const auto files = history_.beside(commit, path, neighbours_max);
    if (!files) return tl::unexpected(files.error());
    std::vector<std::shared_ptr<const LineBag>> bags;
    for (const auto& file : *files)
        if (auto read = bag(file)) bags.push_back(std::move(*read));
    auto made = std::make_shared<const CommonLines>(common_lines(bags));
    if (common_.size() >= commons_max) common_.clear();
    common_.emplace(std::move(key), made);
    return made;
}

Result<std::shared_ptr<const LineChange>> StepFiles::lines(const vcs::ObjectId& before,
                                                           const vcs::ObjectId& after) {
    const std::pair key{before, after};
    if (const auto known = lines_.find(key); known != lines_.end()) return known->second;
    const auto old_text = history_.text(before);
    if (!old_text) return tl::unexpected(old_text.error());
    const auto new_text = history_.text(after);
    if (!new_text) return tl::unexpected(new_text.error());
    auto hunks = anchor::diff_lines(**old_text, **new_text);
    if (lines_.size() >= changes_of_lines_max || hunks_kept_ >= 10 * changes_of_lines_max) {
        lines_.clear();
        hunks_kept_ = 0;
    }
    hunks_kept_ += hunks.size();
    const auto plain = [](const anchor::Text& text) { return text.bytes().find('\r') == std::string::npos; };
    auto change = std::make_shared<const LineChange>(LineChange{anchor::LineMap(std::move(hunks)),
                                                                (*new_text)->line_count(),
                                                                plain(**old_text) && plain(**new_text)});
    lines_.emplace(key, change);
    return change;
}

Result<StepFile> StepFiles::versions(const vcs::ObjectId& before, const std::string& path_before,
                                     const vcs::ObjectId& after, const std::string& path_after) {
    auto kind = anchor::FileKind::same;
    double like = 1;
    if (path_before != path_after) {
        const auto a = bag(before);
        if (!a) return tl::unexpected(a.error());
        const auto b = bag(after);
        if (!b) return tl::unexpected(b.error());
        kind = anchor::FileKind::renamed;
        like = before == after ? 1.0 : likeness(**a, **b);
    }
    auto made = pair(before, {}, after, kind, like);
    if (!made) return tl::unexpected(std::move(made).error());
    return StepFile{path_after, after, std::move(*made)};
}

Result<std::optional<StepFile>> StepFiles::own(const vcs::ObjectId& blob, const std::string& path,
                                               CommitNumber after) {
    const auto there = history_.blob_at(after, path);
    if (!there) return tl::unexpected(there.error());
    if (!*there) return std::nullopt;
    auto made = pair(blob, {}, **there, anchor::FileKind::same, 1.0);
    if (!made) return tl::unexpected(std::move(made).error());
    return StepFile{path, **there, std::move(*made)};
}

Result<std::vector<StepFile>> StepFiles::renames(const vcs::ObjectId& blob, const std::string& path,
                                                 CommitNumber before, CommitNumber after,
                                                 const CommonLines* apart_from) {
    const auto changed = changes(before, after);
    if (!changed) return tl::unexpected(changed.error());
    const auto mine = bag(blob);
    if (!mine) return tl::unexpected(mine.error());
    struct Found {
        double score;
        double likeness;
        const Change* change;
    };
    std::vector<Found> found;
    std::size_t looked = 0;
    for (const auto& change : **changed) {
        if (!change.before.empty() || change.after.empty()) continue;
        const bool same_kind = extension(change.path) == extension(path);
        if ((!same_kind || ++looked > searched_files_max) && !same_stem(change.path, path) &&
            change.after != blob)
            continue;
        const auto theirs = bag(change.after);
        if (!theirs) {
            left_out(theirs.error());
            continue;
        }
        const double likeness = change.after == blob ? 1.0 : follow::likeness(**mine, **theirs);
        if (likeness < rename_likeness_min) continue;
        if (apart_from && likeness < 1 &&
            follow::likeness(without(**mine, *apart_from), without(**theirs, *apart_from)) <
                rename_likeness_min)
            continue;
        found.push_back({likeness + 0.6 * path_likeness(change.path, path), likeness, &change});
    }
    std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
        return a.score != b.score ? a.score > b.score : a.change->path < b.change->path;
    });
    if (found.size() > renames_max) found.resize(renames_max);
    std::vector<StepFile> out;
    for (const auto& one : found) {
        auto made = pair(blob, {}, one.change->after, anchor::FileKind::renamed, one.likeness);
        if (!made) continue;
        out.push_back({one.change->path, one.change->after, std::move(*made)});
    }
    return out;
}

void StepFiles::left_out(const Error& error) {
    // Files that are too large are not searched, and that is known of them.
    if (error.code == Errc::not_found && !missing_) missing_ = error;
}

Result<std::vector<StepFile>> StepFiles::others(const vcs::ObjectId& blob, const std::string& path,
                                                anchor::LineRange lines, CommitNumber before,
                                                CommitNumber after, const std::vector<std::string>& except,
                                                std::size_t count) {
    const auto changed = changes(before, after);
    if (!changed) return tl::unexpected(changed.error());
    auto text = history_.text(blob);
    if (!text) return tl::unexpected(std::move(text).error());
    const Scent scent(**text, lines);
    struct Found {
        double score;
        const Change* change;
    };
    std::vector<Found> found;
    // Files of its own kind first; in a step that touches more than can be searched, only those.
    std::vector<const Change*> searched;
    for (const bool same_kind : {true, false}) {
        for (const auto& change : **changed) {
            if (change.after.empty() || change.path == path) continue;
            if (std::find(except.begin(), except.end(), change.path) != except.end()) continue;
            if ((extension(change.path) == extension(path)) != same_kind) continue;
            if (searched.size() >= searched_files_max) break;
            searched.push_back(&change);
        }
    }
    for (const auto* changed_file : searched) {
        const auto& change = *changed_file;
        const auto theirs = bag(change.after);
        if (!theirs) {
            left_out(theirs.error());
            continue;
        }
        auto score = scent.in(**theirs, nullptr);
        if (score < scent_min) continue;
        // What the file held before only lowers it, and is rarely worth reading.
        if (!change.before.empty())
            if (const auto was = bag(change.before)) score = scent.in(**theirs, was->get());
        if (score >= scent_min) found.push_back({score, &change});
    }
    std::sort(found.begin(), found.end(), [&](const Found& a, const Found& b) {
        return a.score != b.score ? a.score > b.score : a.change->path < b.change->path;
    });
    if (found.size() > count) found.resize(count);
    std::vector<StepFile> out;
    for (const auto& one : found) {
        auto made = pair(blob, one.change->before, one.change->after, anchor::FileKind::other, one.score);
        if (!made) continue;
        out.push_back({one.change->path, one.change->after, std::move(*made)});
    }
    return out;
}

}  // namespace restante::follow
