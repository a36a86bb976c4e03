// Any bytes as a decision record, in every markup: what is read is valid UTF-8, dates are dates, lines are in
// the text, and reading again gives the same.
//
// Input: a path, a line end, and the file's bytes.
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf8.hpp"
#include "decisions/codec.hpp"
#include "decisions/find.hpp"
#include "decisions/graph.hpp"
#include "decisions/resolve.hpp"

using namespace restante;
using namespace restante::decisions;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

void check_record(const Record& record, std::size_t lines_max) {
    require(!record.title || (utf8::is_valid(*record.title) && !record.title->empty()));
    require(!record.status_raw || utf8::is_valid(*record.status_raw));
    constexpr std::size_t day = 10;
    constexpr std::size_t month = 7;
    require(!record.date || record.date->size() == day || record.date->size() == month);
    for (const auto& problem : record.problems)
        require(!problem.text.empty() && problem.line <= lines_max + 1);
    require(!boost::json::serialize(to_json(record)).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto end = std::min(input.find('\n'), input.size());
    const std::string path(input.substr(0, end));
    const auto bytes = input.substr(std::min(end + 1, input.size()));
    static_cast<void>(find_candidates({path, path + "/README.md", "text/" + path}, {path}));
    std::vector<Reading> readings;
    for (const auto* ending : {"", ".rst", ".adoc", ".mediawiki", "/kep.yaml"})
        for (const auto place : {Place::certain, Place::likely}) {
            auto read = read_record(path + ending, bytes, place);
            if (auto* reading = std::get_if<Reading>(&read)) readings.push_back(std::move(*reading));
        }
    const auto lines = static_cast<std::size_t>(
        std::count_if(bytes.begin(), bytes.end(), [](char c) { return c == '\n' || c == '\r'; }));
    const auto records = resolve(readings);
    for (const auto& record : records)
        check_record(record, lines);
    require(resolve(readings) == records);
    const auto edges = edges_of(records);
    require(tree_of(records, edges).size() <= records.size() + edges.size());
    static_cast<void>(to_dot(records, edges));
    return 0;
}
