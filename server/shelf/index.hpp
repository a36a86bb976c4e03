// The decision records of one clone's work tree, kept as its files change: what was read of a file is kept by
// the file's content, so that a look at everything reads what is new, and a look at one file that one. What
// it holds is what Shelf::load would give. Owned by whoever answers questions about the clone; one thread at
// a time. Calls block on the disk and on git's objects. It does not find out by itself that files changed.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "decisions/find.hpp"
#include "decisions/named_paths.hpp"
#include "decisions/resolve.hpp"
#include "shelf/record_trees.hpp"
#include "shelf/shelf.hpp"
#include "vcs/cat_file.hpp"

namespace restante::shelf {

class Index {
  public:
    /// Nothing is read before a look.
    explicit Index(vcs::Repository repository);

    /// HEAD, and what differs from it on disk: all of it (vcs::work_tree_files), or it is taken to be as
    /// committed. True when the records are others than before. not_found without a commit; invalid_argument
    /// when .restante.json is wrong; too_large over records_max.
    [[nodiscard]] Result<bool> look(const std::vector<vcs::OverlayFile>& differing);
    /// These files of the work tree may be others than they were; HEAD is the same.
    [[nodiscard]] Result<bool> look_at(const std::vector<std::string>& paths);

    /// In the order of their paths.
    [[nodiscard]] const std::vector<decisions::Record>& records() const;
    /// The paths that the text of a record names.
    [[nodiscard]] const decisions::NamedPaths& paths_in(std::size_t record) const;
    /// The bytes of a record, as they were looked at.
    [[nodiscard]] Result<std::string> bytes(const std::string& path);
    [[nodiscard]] const std::vector<Error>& gaps() const { return gaps_; }
    /// Counts up whenever the list of records is made anew: what was made of records() is to be made anew.
    [[nodiscard]] std::uint64_t generation() const { return generation_; }
    /// The commit that was looked at last.
    [[nodiscard]] const vcs::ObjectId& head() const { return head_; }
    /// Where records are, each once, in order: a new one is mostly put beside the others.
    [[nodiscard]] std::vector<std::string> folders() const;

  private:
    struct File {
        vcs::ObjectId id;      // of its content
        bool on_disk = false;  // else in git
    };
    struct Entry {
        vcs::ObjectId id;
        decisions::Place place = decisions::Place::likely;
        std::variant<decisions::Reading, decisions::NoRecord> read;
        decisions::NamedPaths paths;
    };
    using Entries = std::unordered_map<std::string, Entry>;

    /// Reads the file as it is on disk; false when it is not there, or no file.
    [[nodiscard]] bool take_from_disk(const vcs::OverlayFile& file);
    [[nodiscard]] bool is_ignored(const std::string& path);
    [[nodiscard]] Result<std::string> read(const std::string& path, const File& file);
    [[nodiscard]] Entry read_entry(const decisions::Candidate& candidate, const File& file);
    /// Which files are candidates, when that may have changed.
    [[nodiscard]] Result<void> find();
    [[nodiscard]] std::vector<const decisions::Candidate*> candidates_at(
        const std::vector<std::string>& paths) const;
    [[nodiscard]] std::vector<const decisions::Candidate*> all_candidates() const;
    /// Reads what is new of these, and resolves. True when anything is otherwise than it was.
    [[nodiscard]] bool update(const std::vector<const decisions::Candidate*>& among);
    void resolve_all();

    vcs::Repository repository_;
    vcs::CatFile names_;
    std::unique_ptr<vcs::Objects> objects_;
    RecordTrees trees_;
    vcs::ObjectId head_;
    std::map<std::string, File> files_;  // that tell of records
    std::vector<decisions::Candidate> candidates_;
    bool find_again_ = true;
    Entries entries_;                                     // by path, of the candidates
    std::unordered_map<std::string, std::string> fresh_;  // bytes that were read for their id, by path
    std::optional<decisions::Resolved> resolved_;
    std::unordered_map<std::string, std::size_t> indices_;  // of records, by path
    std::vector<const decisions::NamedPaths*> paths_;       // of records, by index
    std::vector<Error> gaps_;
    std::uint64_t generation_ = 0;
};

}  // namespace restante::shelf
