// Who made a commit, when, and what they said of it, of its object's bytes (gitformat-commit). PURE; total:
// what is not there is empty.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace restante::grounds {

struct Message {
    std::string author;  // UTF-8, as all of it
    std::string mail;
    std::int64_t at_s = 0;
    std::string subject;  // the first paragraph, as one line
    std::string body;
};

[[nodiscard]] Message message_of(std::string_view commit);

}  // namespace restante::grounds
