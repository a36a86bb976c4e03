// `restante place --batch`: questions in, answers out, one JSON object a line, in the same order, each answer
// written before the next question is read. docs/anchors.md has the format.
#pragma once

#include <boost/json/value.hpp>
#include <iosfwd>
#include <string_view>

#include "clients/cli/code_follower.hpp"

namespace restante::cli {

/// One line of input. A longer one is not kept, and answered with an error.
inline constexpr std::size_t batch_line_bytes_max = 64UL * 1024;

struct BatchQuestion {
    boost::json::value id;  // anything; null when there is none
    CodeArgument from;
    std::string to;
};

struct BadQuestion {
    boost::json::value id;
    std::string message;
};

/// PURE.
[[nodiscard]] tl::expected<BatchQuestion, BadQuestion> parse_question(std::string_view line);

/// The fields of an answer, without its id.
[[nodiscard]] boost::json::object to_json(const Followed& followed);

/// Until the input ends; gives how many lines had no answer but an error. Blank lines are passed over.
[[nodiscard]] std::size_t place_batch(CodeFollower& code, std::istream& in, std::ostream& out);

}  // namespace restante::cli
