// Which of the things that a record is called is its title. PURE.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "decisions/facts.hpp"
#include "decisions/names.hpp"

namespace restante::decisions {

struct ChosenTitle {
    std::optional<std::string> title;
    std::uint32_t line = 0;          // where it stands
    bool placeholder = false;        // it is what the template says; there is none then
    Heading heading;                 // the first heading, read
    std::uint32_t heading_line = 0;  // 0: there is none
};

/// `facts` in the order in which they are believed; `number` is the record's.
[[nodiscard]] ChosenTitle choose_title(const std::vector<Fact>& facts, const Outline& outline,
                                       const FileName& name, const std::optional<std::string>& number);

}  // namespace restante::decisions
