// What an editor is shown of decisions in a text without being asked: marks at the lines that name them, and
// diagnostics, which say what is wrong and what helps. PURE.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "anchor/position.hpp"
#include "decisions/record.hpp"
#include "protocol/cpp/why.hpp"
#include "why/names.hpp"
#include "why/tour.hpp"

namespace restante::daemon::lookup {

struct InDocument {
    protocol::PublishDecisionsParams decisions;      // without uri and version
    protocol::PublishDiagnosticsParams diagnostics;  // the same
};

struct DocumentText {
    std::string_view path;  // in the repository
    const anchor::Text& text;
    anchor::PositionEncoding encoding;
    std::string_view today;  // YYYY-MM-DD
    const std::string& root;
};

/// It no longer stands: code that goes by it wants another look.
[[nodiscard]] bool is_stale(const decisions::Record& record);

[[nodiscard]] InDocument in_document(const DocumentText& document, const why::Names& names,
                                     const std::vector<decisions::Record>& records);

/// "line 3: its status is no word that is known: Foo".
[[nodiscard]] std::string problem_text(const decisions::Problem& problem);

[[nodiscard]] protocol::TourStop tour_stop(const why::TourStop& stop,
                                           const std::vector<decisions::Record>& records,
                                           const std::string& root);

}  // namespace restante::daemon::lookup
