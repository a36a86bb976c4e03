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
#include "grounds/blame_cache.hpp"
#include "vcs/revisions.hpp"
#include "why/answer.hpp"

namespace restante::grounds {

struct Question {
    std::string path;         // in the repository, '/' between parts
    std::uint32_t first = 0;  // counted from 0, the last one meant
    std::uint32_t last = 0;
    std::optional<std::string> revision;  // by any name; nothing: the file as it is on disk, else HEAD
    std::shared_ptr<const anchor::Text> text = {};  // as an editor has it, instead of what is on disk
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

    // For the second part.
    vcs::ObjectId commit;                      // asked about; HEAD for what is on disk or in an editor
    std::shared_ptr<const anchor::Text> text;  // null: not looked into
    vcs::ObjectId blob;                        // of the commit's own text; empty when it has no such file
    struct Line {
        std::uint32_t here = 0;       // in the text
        std::uint32_t committed = 0;  // in the commit's own
    };
    std::vector<Line> lines;  // those of the question that are in both
    [[nodiscard]] std::uint32_t first() const { return lines.front().committed; }
    [[nodiscard]] std::uint32_t last() const { return lines.back().committed; }
};

/// Whether and how a record, by its index, names the file that is asked about.
using NamingOf = std::function<std::optional<why::Naming>(std::size_t)>;

class Grounds {
  public:
    /// The work tree that the folder is in, or a bare repository. not_found when it is neither.
    [[nodiscard]] static Result<Grounds> open(const std::string& folder);

    [[nodiscard]] const vcs::Repository& repository() const { return repository_; }

    /// What the texts say. not_found for a revision, a file or a line that is not there, with what is there
    /// instead. A file that is binary or too large to be looked into is a gap.
    [[nodiscard]] Result<Gathered> look(const Question& question, const why::Names& names,
                                        const std::vector<decisions::Record>& records,
                                        const NamingOf& naming);
    /// What git must be asked before the history can be told. Nothing when it is known, or there is none.
    [[nodiscard]] std::optional<BlameQuestion> to_ask(const Question& question, const Gathered& gathered);
    /// The same for all of a file's lines in HEAD, ahead of any question.
    [[nodiscard]] std::optional<BlameQuestion> to_ask_ahead(const std::string& path);
    /// Git's answer to one of these. What failed is told by the next look back, once.
    void keep(const BlameQuestion& question, Result<std::vector<Blamed>> answer);
    /// That answer was an error, which the next look back tells.
    [[nodiscard]] bool has_failed() const { return failed_.has_value(); }
    /// Adds what the history says of the same lines; asks git for what was not kept. Whatever is missing is a
    /// gap.
    void look_back(const Question& question, const std::vector<decisions::Record>& records,
                   Gathered& gathered);

    /// Branches may be elsewhere by now.
    void forget_names() { revisions_->forget(); }

  private:
    Grounds(vcs::Repository repository, std::unique_ptr<vcs::Objects> objects);
    [[nodiscard]] Result<vcs::ObjectId> commit(const Question& question);
    [[nodiscard]] Result<std::shared_ptr<const anchor::Text>> text_of(const Question& question,
                                                                      const Gathered& gathered);
    [[nodiscard]] std::vector<std::string> ignored(const std::optional<std::string>& revision,
                                                   follow::CommitNumber commit);
    void match_lines(const Question& question, follow::CommitNumber commit, Gathered& gathered);
    void tell(const Question& question, std::vector<Blamed> blamed,
              const std::vector<decisions::Record>& records, Gathered& gathered);
    [[nodiscard]] std::optional<why::Commit> read_commit(const std::string& id, Gathered& gathered);
    void read_width(const follow::CommitNode& node, const std::vector<decisions::Record>& records,
                    why::Commit& commit, Gathered& gathered);
    [[nodiscard]] std::shared_ptr<const anchor::Text> text_at(const std::string& commit,
                                                              const std::string& path);

    vcs::Repository repository_;
    vcs::Objects* objects_;  // the history's
    std::unique_ptr<follow::History> history_;
    std::unique_ptr<vcs::Revisions> revisions_;
    BlameCache blames_;
    std::optional<Error> failed_;  // git's last answer
};

}  // namespace restante::grounds
