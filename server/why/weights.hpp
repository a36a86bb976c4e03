// How much each kind of evidence is worth, and what lessens it. Read as: of a hundred links of this kind, how
// many explain the line? By the development data where that has some of the kind (docs/why.md), else by
// judgement. All in one place, so that they can be fitted. PURE.
#pragma once

#include <cstddef>

namespace restante::why::weights {

inline constexpr double anchored = 0.98;
inline constexpr double grew_from_thread = 0.8;
inline constexpr double mention = 0.97;
inline constexpr double mention_elsewhere = 0.5;  // in a link to a record of another project
inline constexpr double comment = 0.75;
inline constexpr double symbol = 0.55;
inline constexpr double symbol_outer = 0.8;  // times this, for each symbol further out
inline constexpr double file = 0.4;

inline constexpr double applies_to_file = 0.95;  // by its very path
inline constexpr double applies_to_folder = 0.85;
inline constexpr double applies_to_name = 0.6;  // "*.tf": a pattern that names no folder
inline constexpr double applies_to_all = 0.25;

inline constexpr double commit_subject = 0.85;
inline constexpr double commit_trailer = 0.9;  // "Decided-by: ADR-12"
inline constexpr double commit_body = 0.6;
inline constexpr double co_change = 0.4;
inline constexpr double named_file = 0.45;
/// Who names a long file does not mean each of its lines; of a very long one that is not shown by itself.
inline constexpr std::size_t long_file_lines = 500;
inline constexpr std::size_t very_long_file_lines = 2000;
inline constexpr double of_long_file = 0.6;
inline constexpr double of_very_long_file = 0.3;
inline constexpr double named_folder = 0.1;  // by itself it is right too seldom to be shown

/// A commit that changed many files says less of each.
inline constexpr std::size_t wide_files = 20;
inline constexpr std::size_t very_wide_files = 100;
inline constexpr double wide = 0.8;
inline constexpr double very_wide = 0.6;
/// So wide that only its subject is heard.
inline constexpr std::size_t too_wide_files = 100;
/// A line that names its own record is less about what its commit names besides.
inline constexpr double beside_mention = 0.5;
/// A commit, or a comment, that cites more than these is a list, and explains nothing.
inline constexpr std::size_t cited_max = 3;

/// What scores less is not shown.
inline constexpr double shown_min = 0.15;
/// No more than these are shown.
inline constexpr std::size_t decisions_max = 12;

}  // namespace restante::why::weights
