#include "daemon/lookup/hints.hpp"

#include <algorithm>
#include <set>

#include "base/utf8.hpp"
#include "daemon/convert.hpp"
#include "daemon/lookup/brief.hpp"
#include "why/marks.hpp"

namespace restante::daemon::lookup {
namespace {

using decisions::Record;
using decisions::Status;

constexpr std::uint32_t severity_hint = 4;
constexpr std::uint32_t severity_warning = 2;
constexpr std::size_t whole_max = 8;

/// A month is passed when the next one has come.
bool has_passed(const std::string& review_by, std::string_view today) {
    return review_by < today.substr(0, review_by.size());
}

class Hints {
  public:
    Hints(const DocumentText& document, const why::Names& names, const std::vector<Record>& records)
        : document_(document), names_(names), records_(records) {}

    InDocument all() {
        const auto own = names_.at(std::string(document_.path));
        for (const auto& mark : why::marks_in(document_.text, names_, document_.path))
            marked(mark, !own);
        for (const auto record : why::governing(document_.path, names_, records_)) {
            if (out_.decisions.whole.size() >= whole_max) break;
            out_.decisions.whole.push_back(brief(record, records_, document_.root));
        }
        if (own)
            of_record(records_[*own]);
        else
            dangling();
        return std::move(out_);
    }

  private:
    [[nodiscard]] protocol::Range range(std::uint32_t line, std::uint32_t first, std::uint32_t last) const {
        return convert::range_in(&document_.text, {{line, first}, {line, last}}, document_.encoding);
    }

    void add(protocol::Range range, std::uint32_t severity, std::string_view code, std::string message) {
        protocol::Diagnostic one;
        one.range = range;
        one.severity = severity;
        one.code = code;
        one.source = "restante";
        one.message = std::move(message);
        out_.diagnostics.diagnostics.push_back(std::move(one));
    }

    void marked(const why::Mark& mark, bool hint) {
        const auto& record = records_[mark.record];
        protocol::DecisionMark shown;
        shown.range = range(mark.line, mark.first, mark.last);
        shown.decision = brief(mark.record, records_, document_.root);
        shown.stale = is_stale(record);
        // A record names what it replaces: that is its business.
        if (hint && record.status == Status::superseded) {
            const auto by = shown.decision.superseded_by.value_or(std::vector<std::string>());
            add(shown.range, severity_hint, "decision-superseded",
                by.empty()
                    ? fmt::format("{} was superseded, and does not say by what", called(record))
                    : fmt::format("{} was superseded: {} holds now", called(record), fmt::join(by, ", ")));
        } else if (hint && shown.stale) {
            const auto status = decisions::to_string(record.status);
            add(shown.range, severity_hint, fmt::format("decision-{}", status),
                fmt::format("{} is {}: does this still need it?", called(record), status));
        } else if (hint && record.review_by && has_passed(*record.review_by, document_.today) &&
                   reviewed_.insert(mark.record).second) {
            add(shown.range, severity_hint, "review-passed",
                fmt::format("{} was to be reviewed by {}", called(record), *record.review_by));
        }
        out_.decisions.marks.push_back(std::move(shown));
    }

    void dangling() {
        for (const auto& name : why::dangling_names_in(document_.text, names_, document_.path))
            add(range(name.line, name.first, name.last), severity_hint, "mention-dangling",
                fmt::format("{} is no decision record of this repository", utf8::replace_invalid(name.text)));
    }

    /// What `restante decisions lint` finds in the file itself.
    void of_record(const Record& record) {
        for (const auto& problem : record.problems) {
            const auto line =
                std::min(problem.line > 0 ? problem.line - 1 : 0U, document_.text.line_count() - 1);
            const auto bytes = static_cast<std::uint32_t>(document_.text.line(line).size());
            add(range(line, 0, bytes), severity_warning, decisions::to_string(problem.kind),
                utf8::replace_invalid(problem.text));
        }
        if (record.review_by && has_passed(*record.review_by, document_.today))
            add(range(0, 0, static_cast<std::uint32_t>(document_.text.line(0).size())), severity_warning,
                "review-passed", fmt::format("it was to be reviewed by {}", *record.review_by));
    }

    const DocumentText& document_;
    const why::Names& names_;
    const std::vector<Record>& records_;
    InDocument out_;
    std::set<std::size_t> reviewed_;
};

}  // namespace

bool is_stale(const Record& record) {
    return record.status == Status::superseded || record.status == Status::deprecated ||
           record.status == Status::withdrawn || record.status == Status::rejected;
}

InDocument in_document(const DocumentText& document, const why::Names& names,
                       const std::vector<Record>& records) {
    return Hints(document, names, records).all();
}

std::string problem_text(const decisions::Problem& problem) {
    const auto text = utf8::replace_invalid(problem.text);
    return problem.line == 0 ? text : fmt::format("line {}: {}", problem.line, text);
}

protocol::TourStop tour_stop(const why::TourStop& stop, const std::vector<Record>& records,
                             const std::string& root) {
    protocol::TourStop out;
    out.decision = brief(stop.record, records, root);
    out.why = utf8::replace_invalid(stop.why);
    if (!stop.path.empty()) {
        out.place.emplace();
        out.place->path = stop.path;
        out.place->range.start.line = stop.line - 1;
        out.place->range.end.line = stop.line - 1;
    }
    return out;
}

}  // namespace restante::daemon::lookup
