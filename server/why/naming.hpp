// Whether a record's text names the file, or the folder that it is in, by its path. PURE; linear in the text,
// and no more than a look-up where the paths that it names are known.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "decisions/named_paths.hpp"
#include "why/evidence.hpp"

namespace restante::why {

struct Naming {
    EvidenceKind kind = EvidenceKind::named_file;  // or named_folder
    std::uint32_t line = 0;                        // of the record, from 1
    friend bool operator==(const Naming&, const Naming&) = default;
};

/// The file before its folder. A folder of the root ("src") is a word like others, and none that is named.
[[nodiscard]] std::optional<Naming> naming_in(std::string_view text, std::string_view file);

/// The same, by the paths that the text names. Precondition: paths.can_tell(file).
[[nodiscard]] std::optional<Naming> naming_in(const decisions::NamedPaths& paths, std::string_view file);

}  // namespace restante::why
