// What the tests here share: a record read from text, and shown in one line.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "decisions/read.hpp"
#include "decisions/resolve.hpp"

namespace restante::decisions::tests {

inline std::string joined(const std::vector<std::string>& values) {
    std::string out;
    for (const auto& value : values)
        out.append(out.empty() ? "" : ",").append(value);
    return out;
}

/// "number | title | status | date", and what of "supersedes", "superseded by", "amends", "amended by" there
/// is.
inline std::string shown(const Record& record) {
    auto out = record.number.value_or("-") + " | " + record.title.value_or("-") + " | " +
               std::string(to_string(record.status)) + " | " + record.date.value_or("-");
    if (!record.supersedes.empty()) out += " | supersedes " + joined(record.supersedes);
    if (!record.superseded_by.empty()) out += " | superseded by " + joined(record.superseded_by);
    if (!record.amends.empty()) out += " | amends " + joined(record.amends);
    if (!record.amended_by.empty()) out += " | amended by " + joined(record.amended_by);
    return out;
}

/// Alone: as resolved in a set of one.
inline std::string read(std::string_view path, std::string_view text, Place place = Place::certain) {
    auto read = read_record(path, text, place);
    if (const auto* none = std::get_if<NoRecord>(&read)) return "no record: " + std::string(to_string(*none));
    return shown(resolve({std::get<Reading>(std::move(read))}).front());
}

struct File {
    std::string path;
    std::string text;
};

inline std::vector<Record> read_all(const std::vector<File>& files) {
    std::vector<Reading> readings;
    for (const auto& file : files) {
        auto read = read_record(file.path, file.text);
        REQUIRE_MESSAGE(std::holds_alternative<Reading>(read), file.path);
        readings.push_back(std::get<Reading>(std::move(read)));
    }
    return resolve(std::move(readings));
}

/// The names of its problems, blanks between them.
inline std::string problems(const Record& record) {
    std::string out;
    for (const auto& problem : record.problems)
        out.append(out.empty() ? "" : " ").append(to_string(problem.kind));
    return out;
}

}  // namespace restante::decisions::tests
