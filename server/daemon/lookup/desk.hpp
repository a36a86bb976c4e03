// One clone as questions about decisions are answered in it: its records as they are kept, what they are
// called, and what its history says. Owned by the Lookup, used on the "why" thread only; what was read is
// kept for the next question until rest().
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/lookup/hints.hpp"
#include "daemon/lookup/space_shelf.hpp"
#include "grounds/grounds.hpp"
#include "protocol/cpp/why.hpp"
#include "shelf/index.hpp"
#include "why/names.hpp"

namespace restante::daemon::lookup {

struct WhyQuestion {
    std::string path;
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::optional<std::string> revision;
    std::shared_ptr<const anchor::Text> text;  // of an open document; null: on disk
    std::vector<Told> told = {};               // what people said of the lines
};

class Desk {
  public:
    explicit Desk(vcs::Repository repository);
    ~Desk();

    [[nodiscard]] const vcs::Repository& repository() const { return repository_; }

    /// What differs on disk, as git told. True when the records are others than they were.
    [[nodiscard]] Result<bool> look(const std::vector<vcs::OverlayFile>& differing);
    [[nodiscard]] Result<bool> look_at(const std::vector<std::string>& paths);
    /// As look() does it, asking git here and now, the first time only.
    [[nodiscard]] Result<void> ready();
    /// Where records are, and what is above: where a folder of records may come.
    [[nodiscard]] std::vector<std::string> folders() const;
    /// From now on these decisions of the space are among the records; null for none.
    void use(SpaceShelfPtr space);
    /// Counts up whenever the records are others than they were.
    [[nodiscard]] std::uint64_t version() const { return version_; }

    /// An answer on its way. Without `ask` it is whole.
    struct Part {
        protocol::WhyResult result;  // without threads
        std::optional<grounds::BlameQuestion> ask;
    };
    [[nodiscard]] Result<Part> explain(const WhyQuestion& question);
    /// Git's answer to what a part asked, for this question and others; then explain() answers wholly.
    void keep(const grounds::BlameQuestion& question, Result<std::vector<grounds::Blamed>> answer);
    [[nodiscard]] std::optional<grounds::BlameQuestion> ahead(const std::string& path);

    [[nodiscard]] Result<protocol::RecordsResult> list(const protocol::RecordsParams& params);
    [[nodiscard]] Result<protocol::RecordResult> record(const protocol::RecordParams& params);
    [[nodiscard]] Result<protocol::TourResult> tour(const std::string& folder,
                                                    const std::optional<std::string>& revision);

    /// `today`: YYYY-MM-DD.
    [[nodiscard]] Result<InDocument> in_document(const std::string& path, const anchor::Text& text,
                                                 anchor::PositionEncoding encoding, const std::string& today);

    /// Nothing is asked any more for a while: gives back what can be read again.
    void rest();

  private:
    /// The records of the work tree, or of a revision.
    struct Shown {
        const std::vector<decisions::Record>* records = nullptr;
        const why::Names* names = nullptr;
        std::string root;  // empty for a revision
        const std::vector<Error>* gaps = nullptr;
        bool work_tree = true;
    };
    struct At;
    [[nodiscard]] const std::vector<decisions::Record>& records() const {
        return joined_ ? *joined_ : index_.records();
    }
    [[nodiscard]] Result<Shown> show(const std::optional<std::string>& revision);
    [[nodiscard]] Result<std::string> bytes(const Shown& shown, const std::string& path);
    [[nodiscard]] grounds::NamingOf naming(const Shown& shown, const std::string& path);
    [[nodiscard]] Result<grounds::Grounds*> ground();
    void take(const Result<bool>& changed);
    void list_anew();

    vcs::Repository repository_;
    shelf::Index index_;
    bool ready_ = false;
    std::uint64_t version_ = 0;
    SpaceShelfPtr space_;
    std::optional<std::vector<decisions::Record>>
        joined_;                       // the index's records and the space's, when it has any
    std::optional<why::Names> names_;  // of all of them
    std::uint64_t named_ = 0;          // generation that they are of
    std::optional<grounds::Grounds> grounds_;
    std::unique_ptr<At> at_;  // the revision that was asked about last
};

}  // namespace restante::daemon::lookup
