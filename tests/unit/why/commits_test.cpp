#include "why/commits.hpp"

#include <doctest/doctest.h>

#include "unit/why/records.hpp"

using namespace restante;
using namespace restante::why;

namespace {

const auto adrs = tests::records(
    {"docs/adr/0001-a-b.md", "docs/adr/0002-c-d.md", "docs/adr/0003-e-f.md", "docs/adr/0004-g-h.md"});

Commit commit(const std::string& subject, const std::string& body = "") {
    Commit out;
    out.id = std::string(40, 'a');
    out.subject = subject;
    out.body = body;
    out.author = "Ann";
    out.files = 2;
    out.lines = {{11, LineKind::code, Fate::written}};
    return out;
}

/// "commit-subject 1 0.85; …"
std::string found(const Commit& commit, std::string_view file = "src/a.c") {
    const Names names(adrs);
    std::string out;
    for (const auto& [record, evidence] : findings_of(commit, names, file))
        out += fmt::format("{}{} {} {:.2f}", out.empty() ? "" : "; ", to_string(evidence.kind),
                           *adrs[record].number, evidence.weight);
    return out;
}

}  // namespace

TEST_CASE("a subject is worth more than a body, and what it names is not counted again") {
    CHECK(found(commit("Do as ADR-1 says")) == "commit-subject 1 0.85");
    CHECK(found(commit("Do it", "As ADR-1 says.")) == "commit-body 1 0.60");
    CHECK(found(commit("Do as ADR-1 says", "ADR-1, ADR-2")) == "commit-subject 1 0.85; commit-body 2 0.60");
    CHECK(found(commit("Do it")).empty());
}

TEST_CASE("a message that names more than three records is a list") {
    CHECK(found(commit("x", "ADR-1 ADR-2 ADR-3")).size() > 0);
    CHECK(found(commit("x", "ADR-1 ADR-2 ADR-3 ADR-4")).empty());
    CHECK(found(commit("ADR-1 ADR-2 ADR-3 ADR-4")).empty());
    CHECK(found(commit("ADR-1", "ADR-1 ADR-2 ADR-3 ADR-4")) == "commit-subject 1 0.85");
}

TEST_CASE("what the author wrote as a trailer counts for more, also in a commit that tidies up") {
    CHECK(found(commit("Do it", "Decided-by: ADR-1")) == "commit-body 1 0.90");
    CHECK(found(commit("Fix typo", "Decided-by: ADR-1\nDiscussed-in: k4rmq9t")) == "commit-body 1 0.90");
    CHECK(found(commit("Do it", "ADR-2 is near.\n\nDecided-by: ADR-1 (A b)")) ==
          "commit-body 1 0.90; commit-body 2 0.60");
    CHECK(found(commit("Do it", "Decided-by: ADR-99")).empty());
}

TEST_CASE("the wider a commit, the less it says of each line") {
    auto wide = commit("ADR-1", "ADR-2");
    wide.files = 50;
    CHECK(found(wide) == "commit-subject 1 0.68; commit-body 2 0.48");
    wide.files = 189;
    CHECK(found(wide) == "commit-subject 1 0.51");
    const Names names(adrs);
    CHECK(findings_of(wide, names, "src/a.c").front().evidence.text ==
          "commit aaaaaaaaaa \"ADR-1\" by Ann last touched the line; its subject names ADR-1; it changed 189 "
          "files");
}

TEST_CASE("commits that tidy up explain nothing") {
    for (const auto* subject :
         {"Fix typos in ADR-1", "docs: fix typo, see ADR-1", "Bump x from 1.2 to 1.3 (ADR-1)",
          "chore: bump ADR-1", "Update copyright (ADR-1)", "Reformat by ADR-1", "Release 1.2 with ADR-1",
          "Add license headers, ADR-1", "Add a licence header ADR-1", "fix: trailing spaces ADR-1",
          "Format the sources", "fix: typographical errors", "docs: fix broken links (ADR-1)"})
        CHECK_MESSAGE(is_chore(subject), subject);
    for (const auto* subject : {"Implement ADR-1", "Keep the format of dates (ADR-1)",
                                "Fix the lint of types", "chore: move to boats", "Use a bumper", "fix", ""})
        CHECK_MESSAGE(!is_chore(subject), subject);
    CHECK(found(commit("Fix typos in ADR-1")).empty());
}

TEST_CASE("a line that no history explains gets nothing of its commit") {
    for (const auto& [kind, fate] : {std::pair{LineKind::import, Fate::written},
                                     {LineKind::notice, Fate::written},
                                     {LineKind::blank, Fate::written},
                                     {LineKind::code, Fate::moved},
                                     {LineKind::code, Fate::renumbered}}) {
        auto one = commit("ADR-1");
        one.lines = {{11, kind, fate}};
        CHECK(found(one).empty());
        one.lines.push_back({12, LineKind::code, Fate::written});
        CHECK(found(one) == "commit-subject 1 0.85");
    }
}

TEST_CASE("a commit that brought a record explains what it brought with it") {
    auto one = commit("Go by boat");
    one.added = {1};
    CHECK(found(one) == "co-change 2 0.40");
    one.added = {0, 1, 2, 3};
    CHECK(found(one).empty());
    one.added = {1};
    one.files = 400;
    CHECK(found(one).empty());
    one.files = 2;
    one.first = true;
    CHECK(found(one).empty());
    one.first = false;
    one.widths_known = false;
    CHECK(found(one).empty());
}

TEST_CASE("a record's own text is not explained by itself") {
    CHECK(found(commit("ADR-1"), "docs/adr/0001-a-b.md").empty());
    CHECK(found(commit("ADR-1"), "docs/adr/0002-c-d.md") == "commit-subject 1 0.85");
}
