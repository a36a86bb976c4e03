// One clone as the git worker knows it: its long-lived git, and its history, in which threads' code is
// followed. Owned by the git worker, used on its thread only. What was read is kept for the next question,
// within bounds, until rest().
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "anchor/verdict.hpp"
#include "core/thread.hpp"
#include "daemon/explanation.hpp"
#include "follow/follower.hpp"
#include "follow/origin.hpp"
#include "store/whereabouts.hpp"
#include "vcs/git.hpp"
#include "vcs/overlay_objects.hpp"

namespace restante::daemon {

class Clone {
  public:
    static constexpr std::size_t texts_bytes_max = 16UL * 1024 * 1024;
    static constexpr std::size_t trees_bytes_max = 32UL * 1024 * 1024;
    static constexpr std::size_t pairs_bytes_max = 16UL * 1024 * 1024;
    static constexpr std::size_t changed_paths_max = 2'000;

    explicit Clone(vcs::Repository repository);
    ~Clone();

    [[nodiscard]] vcs::Git& git() { return *git_; }
    [[nodiscard]] const vcs::Repository& repository() const { return repository_; }

    /// Where the thread's code is in this commit, whatever the repository lacks. `earlier`: what it was
    /// attached to before, newest first. As long as the commit is not one that has what it is attached to now
    /// (not pulled yet, another branch, an older one), it is where it was before that.
    [[nodiscard]] store::Whereabouts follow(const core::Thread& thread, const vcs::ObjectId& head,
                                            std::span<const anchor::Anchor> earlier = {});
    /// Whether `after` has `before` in its history; false when one of them is not here.
    [[nodiscard]] bool descends(const vcs::ObjectId& after, const vcs::ObjectId& before);

    /// Paths whose files differ; nothing when they are too many, or one of the commits is not here.
    [[nodiscard]] std::optional<std::vector<std::string>> changed_paths(const vcs::ObjectId& before,
                                                                        const vcs::ObjectId& after);

    /// HEAD has this file, it is not on disk, and that is no change: the checkout is sparse. Asks the git
    /// program.
    [[nodiscard]] bool leaves_out(const std::string& path);

    /// The text of a blob; null when it is not here, or too large to be followed into.
    [[nodiscard]] std::shared_ptr<const anchor::Text> text(const std::string& blob);

    /// Code that is in a file of `head` and was taken elsewhere by changes that are not committed: where it
    /// is on disk (with what editors have open laid over it), for those whose own file does not hold it any
    /// more.
    struct Taken {
        store::Whereabouts at;  // its blob is the new text's, which git need not have
        std::string from;
        std::shared_ptr<const anchor::Text> text;
    };
    [[nodiscard]] Result<std::vector<Taken>> taken_elsewhere(const vcs::ObjectId& head,
                                                             const std::vector<vcs::OverlayFile>& files,
                                                             const std::vector<store::Whereabouts>& from);

    /// Where the thread's code was last, and where it may be now. Takes as long as following it once more,
    /// and for the rest no longer than the question says.
    [[nodiscard]] Explanation explain(const Explaining& question);

    /// Bytes that are kept for the next question.
    [[nodiscard]] std::size_t bytes_kept() const;
    /// Nothing is asked any more for a while: gives back what was kept.
    void rest();

  private:
    struct Engine;
    struct Search;
    Engine& engine();
    /// Where it was last, also into `out`.
    Search look_back(const core::Thread& thread, Explanation& out);
    /// Hex; empty when there is no such file.
    [[nodiscard]] std::string blob_at(follow::CommitNumber commit, const std::string& path);
    [[nodiscard]] store::Whereabouts follow_anchor(const core::Thread& thread, const anchor::Anchor& anchor,
                                                   const vcs::ObjectId& head);
    /// Where to follow it from. `opened_at`: milliseconds.
    [[nodiscard]] std::optional<follow::Origin> origin_of(const anchor::Anchor& anchor, TimeMs opened_at,
                                                          follow::CommitNumber head);
    vcs::Repository repository_;
    std::unique_ptr<vcs::Git> git_;
    std::unique_ptr<Engine> engine_;
};

}  // namespace restante::daemon
