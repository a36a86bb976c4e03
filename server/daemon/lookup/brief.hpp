// Records as the wire has them. PURE.
#pragma once

#include <string>
#include <vector>

#include "decisions/record.hpp"
#include "grounds/grounds.hpp"
#include "protocol/cpp/why.hpp"
#include "why/answer.hpp"

namespace restante::daemon::lookup {

/// `root`: of the work tree in which the record's file lies; empty when what is shown is of another commit.
[[nodiscard]] protocol::DecisionBrief brief(std::size_t record, const std::vector<decisions::Record>& records,
                                            const std::string& root);

[[nodiscard]] protocol::WhyDecision why_decision(const why::Decision& decision,
                                                 const std::vector<decisions::Record>& records,
                                                 const std::string& root);

[[nodiscard]] std::vector<protocol::LookupGap> gaps(const std::vector<Error>& errors);
[[nodiscard]] std::vector<protocol::LastAuthor> people(const std::vector<grounds::Person>& people);

/// "ADR-0012 Use boats", with what is not text replaced.
[[nodiscard]] std::string called(const decisions::Record& record);

/// By the file's ending, as RecordResult has it.
[[nodiscard]] std::string markup_of(std::string_view path);

}  // namespace restante::daemon::lookup
