#include "daemon/placer.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <utility>

#include "anchor/record.hpp"
#include "daemon/files.hpp"
#include "vcs/blob_id.hpp"

namespace restante::daemon {
namespace {

/// On the git worker: every wanted anchor in this text, each anchored blob read once.
Placements place_all(GitWorker& git, const std::string& root, const std::vector<Wanted>& wanted,
                     const std::shared_ptr<const anchor::Text>& text, const std::string& blob) {
    Placements out;
    out.text = text;
    out.each.reserve(wanted.size());
    std::map<std::string, std::optional<anchor::Text>> anchored;
    for (const auto& want : wanted) {
        if (want.anchor.blob == blob) {
            out.each.push_back(unchanged(want.anchor));
            continue;
        }
        auto& old_text = anchored[want.anchor.blob];
        if (!old_text) {
            // Text that was never committed is nobody's object: then the quote and its context must do.
            if (auto clone = git.git(root)) {
                if (auto bytes = (*clone)->read_blob(want.anchor.blob)) old_text.emplace(std::move(*bytes));
            }
        }
        out.each.push_back(anchor::place(want.anchor, old_text ? &*old_text : nullptr, *text));
    }
    return out;
}

/// As git decides it (buffer_is_binary in its xdiff-interface.c).
bool looks_binary(std::string_view bytes) {
    constexpr std::size_t looked_at = 8000;
    return bytes.substr(0, looked_at).find('\0') != std::string_view::npos;
}

Placements all_gone(std::size_t count, std::string_view why) {
    Placements out;
    out.each.assign(count, {anchor::PlacementState::orphaned, std::nullopt, 1.0, std::string(why)});
    return out;
}

}  // namespace

anchor::Placement unchanged(const anchor::Anchor& anchor) {
    return {anchor::PlacementState::exact, anchor.range, 1.0, "unchanged"};
}

void Placer::in_text(const Location& where, std::vector<Wanted> wanted,
                     std::shared_ptr<const anchor::Text> text, const std::function<void(Placements)>& done) {
    const auto count = wanted.size();
    const bool accepted = git_.executor().post(
        [this, root = where.root, wanted = std::move(wanted), text = std::move(text), done]() mutable {
            const auto blob = vcs::blob_id(text->bytes());
            auto placements = place_all(git_, root, wanted, text, blob);
            loop_.post(
                [this, blob, wanted = std::move(wanted), placements = std::move(placements), done]() mutable {
                    remember(blob, wanted, placements);
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

void Placer::remember(const std::string& blob, const std::vector<Wanted>& wanted,
                      const Placements& placements) {
    if (placements_.size() + wanted.size() > placements_max) placements_.clear();
    for (std::size_t i = 0; i < wanted.size(); ++i)
        placements_[{wanted[i].op, blob}] = placements.each[i];
}

void Placer::in_file(const Location& where, const std::vector<core::Thread>& threads,
                     const std::function<void(Placements)>& done) {
    const auto path = where.absolute();
    if (const auto blob = blob_of_file(where)) {
        Placements placements;
        bool complete = true;
        for (const auto& thread : threads) {
            if (thread.anchor.blob == *blob) {
                placements.each.push_back(unchanged(thread.anchor));
                continue;
            }
            const auto known = placements_.find({thread.anchor_op, *blob});
            // An edited or moved place needs the text's own lines for its columns.
            complete = known != placements_.end() && known->second.state != anchor::PlacementState::edited &&
                       known->second.state != anchor::PlacementState::moved;
            if (!complete) break;
            placements.each.push_back(known->second);
        }
        if (complete) return done(std::move(placements));
    }

    std::vector<Wanted> wanted;
    wanted.reserve(threads.size());
    for (const auto& thread : threads)
        wanted.push_back({thread.id, thread.anchor_op, thread.anchor});
    const auto count = wanted.size();
    const bool accepted = git_.executor().post([this, where, path, wanted = std::move(wanted),
                                                done]() mutable {
        auto file = read_file_below(where.root, where.path, file_bytes_max_);
        if (!file) {
            const bool gone = file.error().code == Errc::not_found;
            loop_.post([count = wanted.size(), why = gone ? std::string("file gone") : file.error().message,
                        done] { done(all_gone(count, why)); });
            return;
        }
        const auto state = state_of(file->info);
        const auto blob = vcs::blob_id(file->bytes);
        auto text = std::make_shared<const anchor::Text>(std::move(file->bytes));
        auto placements = place_all(git_, where.root, wanted, text, blob);
        loop_.post([this, path, state, blob, wanted = std::move(wanted), placements = std::move(placements),
                    done]() mutable {
            remember(blob, wanted, placements);
            remember_file(path, state, blob);
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
                if (looks_binary(text->bytes()))
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
