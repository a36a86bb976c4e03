// Gathers what speaks of some lines: their text with what stands around it, the commits that last touched
// them, the records that name their file. It judges nothing (server/why does). In two parts, as the second
// may take a second: what the texts say, then what the history says. What a shallow or partial clone lacks is
// a gap, with its reason. Bare repositories are as good as others. Calls block on git; one thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "follow/history.hpp"
#include "vcs/overlay_objects.hpp"
#include "vcs/revisions.hpp"
#include "why/answer.hpp"

namespace restante::grounds {

struct Question {
    std::string path;         // in the repository, '/' between parts
    std::uint32_t first = 0;  // counted from 0, the last one meant
    std::uint32_t last = 0;
    std::optional<std::string> revision;  // by any name; nothing: the file as it is on disk, else HEAD
};

/// Whoever last touched a line, to be asked.
struct Person {
    std::string name;
    std::string mail;
    std::string commit;
    std::int64_t at_s = 0;
};

struct Gathered {
    why::Known known;
    std::vector<Person> people;  // the latest first, each once
    std::vector<Error> gaps;     // what could not be looked at
    bool uncommitted = false;    // some of the lines are
};

/// The bytes of a record, by its index.
using RecordText = std::function<Result<std::string>(std::size_t)>;

class Grounds {
  public:
    /// The work tree that the folder is in, or a bare repository. not_found when it is neither.
    [[nodiscard]] static Result<Grounds> open(const std::string& folder);

    [[nodiscard]] const vcs::Repository& repository() const { return repository_; }

    /// What the texts say. not_found for a revision, a file or a line that is not there, with what is there
    /// instead. A file that is binary or too large to be looked into is a gap.
    [[nodiscard]] Result<Gathered> look(const Question& question, const why::Names& names,
                                        const std::vector<decisions::Record>& records,
                                        const RecordText& text);
    /// Adds what the history says of the same lines. Whatever is missing is a gap.
    void look_back(const Question& question, const std::vector<decisions::Record>& records,
                   Gathered& gathered);

  private:
    Grounds(vcs::Repository repository, std::unique_ptr<vcs::OverlayObjects> objects);
    [[nodiscard]] Result<vcs::ObjectId> commit(const Question& question);
    [[nodiscard]] std::vector<std::string> ignored();
    [[nodiscard]] std::optional<why::Commit> read_commit(const std::string& id, Gathered& gathered);
    void read_width(const follow::CommitNode& node, const std::vector<decisions::Record>& records,
                    why::Commit& commit, Gathered& gathered);
    [[nodiscard]] std::shared_ptr<const anchor::Text> text_at(const std::string& commit,
                                                              const std::string& path);

    vcs::Repository repository_;
    vcs::OverlayObjects* objects_;  // the history's
    std::unique_ptr<follow::History> history_;
    std::unique_ptr<vcs::Revisions> revisions_;
    std::optional<vcs::ObjectId> commit_;       // of the last look
    std::shared_ptr<const anchor::Text> text_;  // null: not looked into
};

}  // namespace restante::grounds
