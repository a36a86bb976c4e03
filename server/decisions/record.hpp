// What one decision record says, in the words that all formats share. PURE value: made by read.hpp from one
// file's bytes, completed by resolve.hpp once the whole set is known. What a record does not say is absent or
// `unknown`; nothing is guessed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace restante::decisions {

enum class Status : std::uint8_t {
    draft,
    proposed,
    accepted,
    implemented,
    rejected,
    withdrawn,
    deferred,
    deprecated,
    superseded,
    moved,
    closed,
    unknown,
};

/// How the record is written: by where its facts stand, and what its sections are called.
enum class Format : std::uint8_t {
    nygard,        // sections Status, Context, Decision, Consequences (adr-tools)
    madr,          // Context and Problem Statement, Considered Options, Decision Outcome
    log4brains,    // MADR in a file whose name begins with its date
    kep,           // kep.yaml beside the text
    headers,       // "Key: value" lines as in a mail (PEP, BIP)
    front_matter,  // YAML between two lines of dashes
    list,          // "* Status: …" under the title
    table,
    attributes,  // ":status: …" of AsciiDoc, or a field list of reStructuredText
    free,        // none of these
};

/// What is wrong with a record. The names are stable: they are printed and used in scripts.
enum class ProblemKind : std::uint8_t {
    unreadable,   // the bytes could not be had
    too_large,    // only its beginning was read
    not_text,     // bytes that are not UTF-8, or a binary file
    broken_yaml,  // read line by line instead
    no_title,
    no_status,
    status_unknown,   // a word that is none of ours
    status_unfilled,  // what the template offers was left standing
    date_unknown,
    number_mismatch,  // the file's name and its heading disagree
    number_duplicate,
    supersedes_itself,
    supersession_cycle,
    reference_dangling,  // names a record that is not there
    reference_one_sided,
    template_in_use,   // the template's title was left standing
    mention_dangling,  // the text names a record that is not there
};

struct Problem {
    ProblemKind kind = ProblemKind::unreadable;
    std::string text;        // for people: one sentence, UTF-8
    std::uint32_t line = 0;  // counted from 1; 0: of the whole record
    friend bool operator==(const Problem&, const Problem&) = default;
};

struct Record {
    std::string path;                   // in the repository, '/' between parts, as git has it (any bytes)
    std::optional<std::string> number;  // without leading zeros; not always an integer ("168-2")
    std::optional<std::string> title;
    Status status = Status::unknown;
    std::optional<std::string> status_raw;  // as it stands there
    std::optional<std::string> date;        // YYYY-MM-DD or YYYY-MM
    std::optional<std::string> review_by;   // the same; when it is to be looked at again
    std::optional<std::string> outcome;     // what was decided, in one line of plain text
    // Each names a record: by its number, else by its slug.
    std::vector<std::string> supersedes;
    std::vector<std::string> superseded_by;
    std::vector<std::string> amends;
    std::vector<std::string> amended_by;
    std::vector<std::string> deciders;
    std::vector<std::string> tags;
    std::vector<std::string> applies_to;  // globs and paths of the code it governs
    Format format = Format::free;
    std::vector<Problem> problems;

    std::string slug;  // the file's name without its ending; of kep.yaml and README the folder's name
    std::string
        kind;  // "ADR", "PEP", …: how this project calls its records, of the file's name; may be empty
    friend bool operator==(const Record&, const Record&) = default;
};

[[nodiscard]] std::string_view to_string(Status status) noexcept;
[[nodiscard]] std::string_view to_string(Format format) noexcept;
[[nodiscard]] std::string_view to_string(ProblemKind kind) noexcept;
/// All of them, in the order of the enum.
[[nodiscard]] const std::vector<std::string>& status_names();
[[nodiscard]] const std::vector<std::string>& format_names();

/// What others name this record by: its number, else its slug.
[[nodiscard]] inline const std::string& id_of(const Record& record) noexcept {
    return record.number ? *record.number : record.slug;
}

}  // namespace restante::decisions
