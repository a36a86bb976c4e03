// One file's bytes -> what the decision record in it says; or that it is none. Whatever the bytes are, this
// answers: a broken record is one with problems. PURE; linear in the bytes, which are bounded by source.hpp.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "decisions/dates.hpp"
#include "decisions/fields.hpp"
#include "decisions/mentions.hpp"
#include "decisions/record.hpp"
#include "decisions/references.hpp"

namespace restante::decisions {

/// A record before the others are known.
struct Reading {
    Record record;
    std::array<std::vector<Reference>, 4> references;  // in the order of the relation fields
    std::vector<std::string> labels;                   // by which other files may point at it
    std::vector<Mention> mentions;                     // of other records, in its text
    std::string date_raw;                              // when its order of day and month must be learned
    DayOrder shows = DayOrder::unknown;                // what its date tells of that order

    [[nodiscard]] std::vector<Reference>& of(Field relation) {
        return references.at(static_cast<std::size_t>(relation) -
                             static_cast<std::size_t>(Field::supersedes));
    }
};

enum class NoRecord : std::uint8_t {
    template_file,
    index,     // a list of records, a README
    redirect,  // says only where the record went
    other,     // some other text that lies there
};
[[nodiscard]] std::string_view to_string(NoRecord why) noexcept;

/// How sure the place is that it holds records; see find.hpp.
enum class Place : std::uint8_t {
    certain,  // the file's name is a record's
    likely,   // in a folder of records: what it says decides
};

[[nodiscard]] std::variant<Reading, NoRecord> read_record(std::string_view path, std::string_view bytes,
                                                          Place place = Place::certain);

/// Of a file whose bytes cannot be had.
[[nodiscard]] Reading unreadable_record(std::string_view path, std::string why);

}  // namespace restante::decisions
