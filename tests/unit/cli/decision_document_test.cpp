// A decision as the document that people write in their editor.
#include "clients/cli/decision_document.hpp"

#include <doctest/doctest.h>

using namespace restante;
using namespace restante::cli;

namespace {

const DecisionDocument full{.title = "Bound the queue",
                            .context = "It grows.\n\n# Not a title\n### Nor a section",
                            .options = "- 32\n- 64",
                            .outcome = "64",
                            .consequences = "Some wait.",
                            .applies_to = {"src/{a,b}.cpp", "docs/**"},
                            .review_by = "2027-01-01"};

}  // namespace

TEST_CASE("a document is read as it was written") {
    CHECK(parse_document(document_text(full)) == full);
    CHECK(parse_document(document_text({})) == DecisionDocument{});
}

TEST_CASE("a text without headings is the context") {
    const auto document = parse_document("Should we bound it?\nI think so.\n");
    CHECK(document.title.empty());
    CHECK(document.context == "Should we bound it?\nI think so.");
}

TEST_CASE("headings count in any case, with CRLF, and twice; what stands between is nowhere lost") {
    const auto document = parse_document(
        "# Bound it\r\nA word before.\r\n## OUTCOME\r\n64\r\n## Notes\r\nkept\r\n## outcome\r\nmore\r\n");
    CHECK(document.title == "Bound it");
    CHECK(document.context == "A word before.");
    CHECK(document.outcome == "64\n## Notes\nkept\n\nmore");
}

TEST_CASE("only what differs is a change, with the version that it replaces") {
    protocol::SpaceDecision decision;
    protocol::DecisionText outcome;
    outcome.name = "outcome";
    outcome.version = "01jd3k8v2m6q9x4t7w0z5c8f1h";
    decision.texts.push_back(outcome);
    auto after = full;
    CHECK(changes_between(decision, full, after).empty());
    after.outcome = "32";
    after.applies_to = {"src/**"};
    const auto changes = changes_between(decision, full, after);
    REQUIRE(changes.size() == 2);
    CHECK(changes[0].name == "outcome");
    CHECK(changes[0].text == "32");
    CHECK(changes[0].base == outcome.version);
    CHECK(changes[1].name == "applies_to");
    CHECK(changes[1].text == "src/**");
    CHECK_FALSE(changes[1].base);
}
