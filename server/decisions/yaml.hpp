// The top of a YAML mapping as names and texts, by libyaml's events. Built for hostile input: nothing is
// expanded (an alias is no value), and depth, events and bytes are bounded. PURE.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace restante::decisions {

struct YamlPair {
    std::string key;
    std::vector<std::string>
        values;              // a scalar is one; a list's scalars; of anything else the text as it stands
    std::uint32_t line = 0;  // of the key, counted from 0 in the text given
};

inline constexpr std::size_t yaml_bytes_max = 256 * 1024;
inline constexpr int yaml_depth_max = 32;
inline constexpr int yaml_events_max = 20'000;

/// corrupt, saying what and where; too_large over one of the bounds.
[[nodiscard]] Result<std::vector<YamlPair>> read_yaml(std::string_view text);

/// What can be had of text that is no YAML: "key: value" lines that are not indented, and "- item" lines.
[[nodiscard]] std::vector<YamlPair> read_yaml_lines(std::string_view text);

}  // namespace restante::decisions
