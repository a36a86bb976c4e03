#include "daemon/placer.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <utility>

#include "anchor/record.hpp"
#include "anchor/standing.hpp"
#include "daemon/files.hpp"
#include "daemon/whereabouts.hpp"
#include "follow/step_files.hpp"
#include "vcs/binary.hpp"
#include "vcs/blob_id.hpp"

namespace restante::daemon {
namespace {

/// Where it was followed to, when that is a text of this file.
const Known* known_here(const std::optional<Known>& known, const std::string& path) {
    return known && known->at.path == path && !known->at.blob.empty() ? &*known : nullptr;
}

/// Names what a placement was made from.
std::uint64_t digest(const std::optional<Known>& known) {
    if (!known) return 0;
    const auto& at = known->at;
    return std::hash<std::string>{}(fmt::format("{} {} {} {} {}", at.blob, at.range.start.line,
                                                at.range.end.line, static_cast<int>(at.state), at.path));
}

/// Why it is not known where it is, when its history could not be read: that says more than a text without
/// it.
std::optional<anchor::Placement> nowhere(const std::optional<Known>& known) {
    if (!known || !known->at.blob.empty() || known->at.reason.empty()) return std::nullopt;
    return placement_of(known->at);
}

/// On the git worker: anchors in one text. Each older text is read once, and compared once.
class PlacingJob {
  public:
    PlacingJob(GitWorker& git, const Location& where, std::shared_ptr<const anchor::Text> text,
               std::string blob)
        : path_(where.path), text_(std::move(text)), blob_(std::move(blob)) {
        if (auto clone = git.clone(where.root)) clone_ = *clone;
    }

    anchor::Placement place(const Wanted& want) {
        if (const auto* known = known_here(want.known, path_))
            if (auto placed = from_known(*known, want.anchor)) return std::move(*placed);
        if (want.anchor.blob == blob_) return unchanged(want.anchor);
        auto placed = by_itself(want.anchor);
        return is_lost(placed.state) ? nowhere(want.known).value_or(placed) : placed;
    }

  private:
    std::optional<anchor::Placement> from_known(const Known& known, const anchor::Anchor& anchor) {
        const auto& at = known.at;
        if (is_lost(at.state)) {
            // Brought back by changes that are not committed (an undo, a stash): then it is all there.
            auto again = anchor.blob == blob_ ? unchanged(anchor) : by_itself(anchor);
            if (is_whole(again.state) && again.confidence >= sure_min) return again;
        }
        if (at.blob == blob_) return placement_of(at);
        const auto pair = pair_with(known);
        if (!pair) return std::nullopt;
        const auto stood =
            anchor::where_it_stood(pair->alignment->map(), anchor::lines_of_range(at.range), *text_);
        if (is_lost(at.state)) return placement_after(at, anchor, {}, stood);
        const follow::Spot spot{path_, {}, pair->before_text, pair->before_text->clamp(at.range), 0};
        return placement_after(at, anchor, follow::take_step_in_file(spot, pair), stood);
    }

    /// Null when the text that it was followed to is not here.
    std::shared_ptr<follow::TextPair> pair_with(const Known& known) {
        auto& pair = pairs_[known.at.blob];
        if (!pair) {
            auto before = known.text ? known.text : clone_ != nullptr ? clone_->text(known.at.blob) : nullptr;
            if (!before) return nullptr;
            pair = std::make_shared<follow::TextPair>(std::move(before), nullptr, text_,
                                                      anchor::FileKind::same, 1.0, false);
        }
        return pair;
    }

    anchor::Placement by_itself(const anchor::Anchor& anchor) {
        auto& [old_text, alignment] = anchored_[anchor.blob];
        // Text that was never committed is nobody's object: then the quote and its context must do.
        if (!old_text && clone_ != nullptr)
            if (auto bytes = clone_->git().read_blob(anchor.blob)) old_text.emplace(std::move(*bytes));
        if (!old_text) return anchor::place(anchor, nullptr, *text_);
        if (!alignment) alignment.emplace(*old_text, *text_);
        return anchor::place(anchor, *alignment);
    }

    static constexpr double sure_min = 0.9;

    std::string path_;
    std::shared_ptr<const anchor::Text> text_;
    std::string blob_;
    Clone* clone_ = nullptr;
    std::map<std::string, std::shared_ptr<follow::TextPair>> pairs_;
    struct Anchored {
        std::optional<anchor::Text> text;
        std::optional<anchor::Alignment> alignment;  // of that text and the one at hand
    };
    std::map<std::string, Anchored> anchored_;  // by blob
};

Placements place_all(GitWorker& git, const Location& where, const std::vector<Wanted>& wanted,
                     const std::shared_ptr<const anchor::Text>& text, const std::string& blob) {
    Placements out;
    out.text = text;
    out.blob = blob;
    out.each.reserve(wanted.size());
    PlacingJob job(git, where, text, blob);
    for (const auto& want : wanted)
        out.each.push_back(job.place(want));
    return out;
}

Placements all_gone(std::size_t count, std::string_view why) {
    Placements out;
    out.each.assign(count, {anchor::PlacementState::orphaned, std::nullopt, 1.0, std::string(why)});
    return out;
}

/// Threads of a file that is not on disk. A sparse checkout leaves files out that HEAD has: those are not
/// gone.
Placements without_file(GitWorker& git, const Location& where, const std::vector<Wanted>& wanted) {
    auto clone = git.clone(where.root);
    const bool left_out = clone && (*clone)->leaves_out(where.path);
    auto placements =
        all_gone(wanted.size(), left_out ? "this sparse checkout leaves the file out"
                                         : fmt::format("file gone: there is no file {} on disk", where.path));
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        auto& placement = placements.each[i];
        const auto& known = wanted[i].known;
        if (left_out && known_here(known, where.path) != nullptr) {
            placement = placement_of(known->at);
            placement.reason += "; this sparse checkout leaves the file out";
        } else if (auto elsewhere = nowhere(known)) {
            placement = std::move(*elsewhere);
        }
    }
    return placements;
}

}  // namespace

anchor::Placement unchanged(const anchor::Anchor& anchor) {
    return {anchor::PlacementState::exact, anchor.range, 1.0, "unchanged"};
}

void Placer::in_text(const Location& where, std::vector<Wanted> wanted,
                     std::shared_ptr<const anchor::Text> text, const std::function<void(Placements)>& done) {
    const auto count = wanted.size();
    const bool accepted = git_.executor().post([this, where, wanted = std::move(wanted),
                                                text = std::move(text), done]() mutable {
        const auto blob = vcs::blob_id(text->bytes());
        auto placements = place_all(git_, where, wanted, text, blob);
        loop_.post([this, wanted = std::move(wanted), placements = std::move(placements), done]() mutable {
            remember(wanted, placements);
            done(std::move(placements));
        });
    });
    if (!accepted)
        loop_.post([done, count] { done(all_gone(count, "too many questions are waiting for git")); });
}

Placer::FileState Placer::state_of(const struct stat& info) {
    return {info.st_mtim.tv_sec * 1'000'000'000LL + info.st_mtim.tv_nsec, info.st_size, info.st_ino, {}};
}

std::optional<std::string> Placer::blob_of_file(const Location& where) {
    const auto path = where.absolute();
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0) return std::nullopt;
    const auto now = state_of(info);
    const auto known = files_.find(path);
    if (known != files_.end() && known->second.looks_like(now)) return known->second.blob;
    if (info.st_size > read_in_place_max) return std::nullopt;
    // From the page cache this is cheaper than the two thread switches of a job.
    auto file = read_file_below(where.root, where.path, read_in_place_max);
    if (!file) return std::nullopt;
    auto blob = vcs::blob_id(file->bytes);
    remember_file(path, state_of(file->info), blob);
    return blob;
}

void Placer::remember_file(const std::string& path, FileState state, std::string blob) {
    if (files_.size() >= files_max) files_.clear();
    state.blob = std::move(blob);
    files_[path] = std::move(state);
}

void Placer::remember(const std::vector<Wanted>& wanted, const Placements& placements) {
    if (placements_.size() + wanted.size() > placements_max) placements_.clear();
    for (std::size_t i = 0; i < wanted.size(); ++i)
        placements_[{wanted[i].op, placements.blob, digest(wanted[i].known)}] = placements.each[i];
}

std::optional<anchor::Placement> Placer::remembered(const Location& where, const Followed& followed,
                                                    const std::string& blob) const {
    const auto& thread = followed.thread;
    // An edited or moved place needs the text's own lines for its columns.
    const auto needs_no_text = [](const anchor::Placement& placement) {
        return is_whole(placement.state) || placement.state == anchor::PlacementState::orphaned;
    };
    if (const auto* known = known_here(followed.known, where.path)) {
        if (known->at.blob == blob && is_whole(known->at.state)) return placement_of(known->at);
    } else if (thread.anchor.blob == blob) {
        return unchanged(thread.anchor);
    }
    const auto found = placements_.find({thread.anchor_op, blob, digest(followed.known)});
    if (found == placements_.end() || !needs_no_text(found->second)) return std::nullopt;
    return found->second;
}

void Placer::in_file(const Location& where, const std::vector<Followed>& threads,
                     const std::function<void(Placements)>& done) {
    const auto path = where.absolute();
    if (const auto blob = blob_of_file(where)) {
        Placements placements;
        bool complete = true;
        for (const auto& followed : threads) {
            auto placement = remembered(where, followed, *blob);
            complete = placement.has_value();
            if (!complete) break;
            placements.each.push_back(std::move(*placement));
        }
        if (complete) return done(std::move(placements));
    }

    std::vector<Wanted> wanted;
    wanted.reserve(threads.size());
    for (const auto& [thread, known] : threads)
        wanted.push_back({thread.id, thread.anchor_op, thread.anchor, known});
    const auto count = wanted.size();
    const bool accepted = git_.executor().post([this, where, path, wanted = std::move(wanted),
                                                done]() mutable {
        auto file = read_file_below(where.root, where.path, file_bytes_max_);
        if (!file) {
            // A folder, or a link, where the file was: that is gone.
            const auto why = file.error().code;
            auto placements = why == Errc::not_found || why == Errc::invalid_argument
                                  ? without_file(git_, where, wanted)
                                  : all_gone(wanted.size(), file.error().message);
            loop_.post([placements = std::move(placements), done]() mutable { done(std::move(placements)); });
            return;
        }
        const auto state = state_of(file->info);
        const auto blob = vcs::blob_id(file->bytes);
        auto text = std::make_shared<const anchor::Text>(std::move(file->bytes));
        auto placements = place_all(git_, where, wanted, text, blob);
        loop_.post([this, path, state, wanted = std::move(wanted), placements = std::move(placements),
                    done]() mutable {
            remember(wanted, placements);
            remember_file(path, state, placements.blob);
            done(std::move(placements));
        });
    });
    if (!accepted) done(all_gone(count, "too many questions are waiting for git"));
}

void Placer::record(const Location& where, std::shared_ptr<const anchor::Text> text, RangeOf range_of,
                    const std::function<void(Result<Recorded>)>& done) {
    const bool accepted = git_.executor().post(
        [this, where, text = std::move(text), range_of = std::move(range_of), done]() mutable {
            auto recorded = [&]() -> Result<Recorded> {
                if (!text) {
                    auto file = read_file_below(where.root, where.path, file_bytes_max_);
                    if (!file) return tl::unexpected(std::move(file).error());
                    text = std::make_shared<const anchor::Text>(std::move(file->bytes));
                }
                if (vcs::looks_binary(text->bytes()))
                    return fail(Errc::invalid_argument,
                                "{} is a binary file: threads are about lines of text", where.path);
                auto range = range_of(*text);
                if (!range) return tl::unexpected(std::move(range).error());
                const auto blob = vcs::blob_id(text->bytes());
                // The commit is named only when it really has this text at this path.
                std::optional<std::string> commit;
                if (auto git = git_.git(where.root)) {
                    auto head = (*git)->head();
                    if (head && head->commit) {
                        auto committed = (*git)->blob_at(*head->commit, where.path);
                        if (committed && *committed == blob) commit = head->commit;
                    }
                }
                return Recorded{anchor::record({where.repository, where.path, commit, blob}, *text, *range),
                                text};
            }();
            loop_.post([done, recorded = std::move(recorded)]() mutable { done(std::move(recorded)); });
        });
    if (!accepted) done(fail(Errc::unavailable, "too many questions are waiting for git"));
}

}  // namespace restante::daemon
