// The files of one step (a commit and its parent, or any two commits) as pairs of texts for the search: the
// anchored file's own next version, its new path when it was renamed, and the other files that the step
// touched. Pairs are kept from step to step and anchor to anchor, within a bound. One thread at a time.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "anchor/candidates.hpp"
#include "anchor/line_diff.hpp"
#include "follow/history.hpp"
#include "follow/scent.hpp"

namespace restante::follow {

/// Two texts, and all that was found out about them.
struct TextPair {
    TextPair(std::shared_ptr<const anchor::Text> before, std::shared_ptr<const anchor::Text> own_before,
             std::shared_ptr<const anchor::Text> after, anchor::FileKind kind, double likeness,
             bool backward);
    TextPair(const TextPair&) = delete;
    TextPair& operator=(const TextPair&) = delete;

    std::shared_ptr<const anchor::Text> before_text;  // the anchored file's
    std::shared_ptr<const anchor::Text> own_before;   // of an other file: its own version before; null: none
    std::shared_ptr<const anchor::Text> after_text;
    anchor::Reading before;
    anchor::Reading after;
    std::unique_ptr<anchor::Alignment> alignment;
    anchor::Candidates candidates;
};

struct StepFile {
    std::string path;
    vcs::ObjectId blob;
    std::shared_ptr<TextPair> pair;
};

/// Which lines of a blob are in another one: what is kept of a pair of texts when the texts are not.
struct LineChange {
    anchor::LineMap map;
    std::uint32_t after_lines = 0;
    bool plain_endings = false;  // "\n" throughout, in both
};

class StepFiles {
  public:
    static constexpr std::size_t bytes_max_usual = 64UL * 1024 * 1024;

    StepFiles(History& history, std::size_t pairs_bytes_max = bytes_max_usual)
        : history_(history), bytes_max_(pairs_bytes_max) {}

    /// Whether the steps asked about from now on lead back in time.
    void set_backward(bool backward) { backward_ = backward; }
    /// The first object that renames() and others() wanted and the repository does not have, since it was
    /// last forgotten: that file was not searched.
    [[nodiscard]] const std::optional<Error>& missing() const noexcept { return missing_; }
    void forget_missing() noexcept { missing_.reset(); }
    /// Of the pairs of texts and the bags of lines that are kept.
    [[nodiscard]] std::size_t bytes_kept() const noexcept { return bytes_ + bags_bytes_; }

    /// The anchored file itself after the step: nothing when its path is gone there.
    [[nodiscard]] Result<std::optional<StepFile>> own(const vcs::ObjectId& blob, const std::string& path,
                                                      CommitNumber after);
    /// Where a file that is gone may have been renamed to, best first: files that the step added, and that
    /// are like it in text and name; alike, too, when `apart_from` is left out of both, which may be null. At
    /// most three.
    [[nodiscard]] Result<std::vector<StepFile>> renames(const vcs::ObjectId& blob, const std::string& path,
                                                        CommitNumber before, CommitNumber after,
                                                        const CommonLines* apart_from);
    /// The files of the step that hold, among their new lines, most of what stands around these lines; best
    /// first, at most `count`. Those of `except` are left out.
    [[nodiscard]] Result<std::vector<StepFile>> others(const vcs::ObjectId& blob, const std::string& path,
                                                       anchor::LineRange lines, CommitNumber before,
                                                       CommitNumber after,
                                                       const std::vector<std::string>& except,
                                                       std::size_t count);

    /// Lines of the file that other files around it have, too.
    [[nodiscard]] Result<std::shared_ptr<const CommonLines>> common(CommitNumber commit,
                                                                    const std::string& path);

    [[nodiscard]] Result<std::shared_ptr<const LineChange>> lines(const vcs::ObjectId& before,
                                                                  const vcs::ObjectId& after);

    /// Two versions of one file, whatever lies between them.
    [[nodiscard]] Result<StepFile> versions(const vcs::ObjectId& before, const std::string& path_before,
                                            const vcs::ObjectId& after, const std::string& path_after);

  private:
    [[nodiscard]] Result<std::shared_ptr<TextPair>> pair(const vcs::ObjectId& before,
                                                         const vcs::ObjectId& own_before,
                                                         const vcs::ObjectId& after, anchor::FileKind kind,
                                                         double likeness);
    [[nodiscard]] Result<std::shared_ptr<const std::vector<Change>>> changes(CommitNumber before,
                                                                             CommitNumber after);
    void left_out(const Error& error);
    /// Of the last ones asked about.
    [[nodiscard]] Result<std::shared_ptr<const LineBag>> bag(const vcs::ObjectId& blob);

    History& history_;
    std::size_t bytes_max_;
    bool backward_ = false;
    std::optional<Error> missing_;
    struct Key {
        vcs::ObjectId before, own_before, after;
        anchor::FileKind kind{};
        bool backward = false;
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const noexcept {
            const std::hash<vcs::ObjectId> hash;
            return hash(key.before) ^ hash(key.after) * 31 ^ hash(key.own_before) * 17;
        }
    };
    struct Kept {
        std::shared_ptr<TextPair> pair;
        std::list<Key>::iterator use;
        std::size_t bytes = 0;
    };
    struct BlobsHash {
        std::size_t operator()(const std::pair<vcs::ObjectId, vcs::ObjectId>& blobs) const noexcept {
            const std::hash<vcs::ObjectId> hash;
            return hash(blobs.first) ^ hash(blobs.second) * 31;
        }
    };
    std::unordered_map<std::pair<vcs::ObjectId, vcs::ObjectId>, std::shared_ptr<const LineChange>, BlobsHash>
        lines_;
    std::size_t hunks_kept_ = 0;  // in lines_
    std::unordered_map<Key, Kept, KeyHash> pairs_;
    std::list<Key> uses_;
    std::size_t bytes_ = 0;
    std::unordered_map<std::uint64_t, std::shared_ptr<const std::vector<Change>>> changes_;
    std::unordered_map<vcs::ObjectId, std::shared_ptr<const LineBag>> bags_;
    std::map<std::pair<CommitNumber, std::string>, std::shared_ptr<const CommonLines>> common_;
    std::size_t bags_bytes_ = 0;
};

}  // namespace restante::follow
