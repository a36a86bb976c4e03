// What speaks for a decision at a line, with how much that is worth. PURE values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace restante::why {

/// The names are stable: they are printed and used in scripts.
enum class EvidenceKind : std::uint8_t {
    anchored,        // somebody said that it governs these lines
    mention,         // the line names the record
    applies_to,      // the record says that it governs the file
    comment,         // the comment around or above the line names it
    symbol,          // what holds the line names it
    file,            // the file's first comment names it
    commit_subject,  // of the commit that last touched the line
    commit_body,
    co_change,     // that commit brought the record
    thread,        // it grew out of a thread about these lines
    named_file,    // the record's text names the file
    named_folder,  // … or its folder
    successor,     // it replaces a record that is found here
};
[[nodiscard]] std::string_view to_string(EvidenceKind kind) noexcept;

struct Evidence {
    EvidenceKind kind = EvidenceKind::mention;
    double weight = 0;       // 0 … 1: how often such evidence is right
    std::string text;        // for people: one sentence that tells the route. Holds what others wrote
    std::string commit;      // the route's commit, in full; empty when there is none
    std::uint32_t line = 0;  // the route's line in the file asked about, from 1; 0 for none
    friend bool operator==(const Evidence&, const Evidence&) = default;
};

/// Evidence for one record.
struct Finding {
    std::size_t record = 0;
    Evidence evidence;
};

}  // namespace restante::why
