// Whether a text is a record at all: templates, lists of records and signposts lie among them. PURE.
#pragma once

#include <optional>
#include <string_view>

#include "decisions/facts.hpp"
#include "decisions/names.hpp"
#include "decisions/read.hpp"

namespace restante::decisions {

/// By the path alone: "template.md", "README.md", "0000-template.md".
[[nodiscard]] std::optional<NoRecord> judge_path(std::string_view path, const FileName& name);

/// By what it says, once read.
[[nodiscard]] std::optional<NoRecord> judge_text(const Source& source, const Outline& outline,
                                                 const Facts& structured, const FileName& name,
                                                 const Reading& reading, Place place);

/// The format, by its sections and where its status stands.
[[nodiscard]] Format judge_format(std::string_view path, const FileName& name, const Outline& outline,
                                  std::optional<Where> status_at);

}  // namespace restante::decisions
