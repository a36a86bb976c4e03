// A decision as the text of a record file. PURE. What is written is what server/decisions reads.
#pragma once

#include <string>
#include <string_view>

#include "scribe/content.hpp"

namespace restante::scribe {

/// `number` is as it stands in the file's name, without leading zeros; empty for a file that has none. `path`
/// is where the file will be: links are relative to it.
/// MADR 4.0.0 (https://adr.github.io/madr), its sections in its order; those without a text are left out.
[[nodiscard]] std::string render_madr(const Content& content, std::string_view path);
/// As adr-tools writes them, after Michael Nygard, "Documenting Architecture Decisions" (2011).
[[nodiscard]] std::string render_nygard(const Content& content, std::string_view path,
                                        std::string_view number);

}  // namespace restante::scribe
