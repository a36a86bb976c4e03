// Records as a repository may hold them, for the tests of server/why.
#pragma once

#include <string>
#include <vector>

#include "decisions/names.hpp"
#include "decisions/record.hpp"
#include "why/names.hpp"

namespace restante::tests {

/// As it is read from a file of this path that says no more than its name does.
inline decisions::Record record(const std::string& path,
                                decisions::Status status = decisions::Status::accepted) {
    const auto name = decisions::read_file_name(path);
    decisions::Record out;
    out.path = path;
    out.number = name.number;
    out.slug = name.slug;
    out.kind = name.kind;
    out.title = name.rest;
    out.status = status;
    return out;
}

inline std::vector<decisions::Record> records(const std::vector<std::string>& paths) {
    std::vector<decisions::Record> out;
    for (const auto& path : paths)
        out.push_back(record(path));
    return out;
}

}  // namespace restante::tests
