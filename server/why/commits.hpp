// What a commit that last touched a line says of why it is so. PURE.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "why/change.hpp"
#include "why/evidence.hpp"
#include "why/names.hpp"
#include "why/telling.hpp"

namespace restante::why {

struct TouchedLine {
    std::uint32_t number = 0;  // counted from 0, in the text asked about
    LineKind kind = LineKind::code;
    Fate fate = Fate::written;
};

struct Commit {
    std::string id;
    std::string subject;
    std::string body;
    std::string author;
    std::string mail;
    std::int64_t at_s = 0;
    bool first = false;              // it has no parent: all there was came with it
    bool widths_known = true;        // false: a tree is missing, and `files` and `added` are not known
    std::size_t files = 0;           // that it changed
    std::vector<std::size_t> added;  // records that came with it
    std::vector<TouchedLine> lines;  // those of the question that it is the last to have touched
};

/// Nothing from a commit whose lines are all of a kind that no history explains (telling.hpp, change.hpp),
/// nor from one that only tidies up.
[[nodiscard]] std::vector<Finding> findings_of(const Commit& commit, const Names& names,
                                               std::string_view file);

/// Whether the subject says that nothing was decided: typing errors, versions, formatting, licences.
[[nodiscard]] bool is_chore(std::string_view subject);

}  // namespace restante::why
