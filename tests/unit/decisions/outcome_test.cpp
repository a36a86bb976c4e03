// What was decided, in one line; and when it is to be looked at again.
#include "reading.hpp"

using namespace restante::decisions;
using namespace restante::decisions::tests;

namespace {

std::string outcome(const std::string& text) {
    return read_all({{"adr/0001-x.md", text}}).front().outcome.value_or("-");
}

}  // namespace

TEST_CASE("the outcome is the first sentence of the section that says what was decided") {
    CHECK(outcome("# 1. X\n\n## Decision\n\nWe will use **boats**. They float.\n") == "We will use boats.");
    CHECK(
        outcome("# X\n\n## Decision Outcome\n\nChosen option: \"Boats\", because\nthey float.\n\nMore.\n") ==
        "Chosen option: \"Boats\", because they float.");
    CHECK(
        outcome(
            "# X\n\n## 3. Decision\n\n### In short\n\n* Use [boats](b.md), e.g. small ones.\n* No cars.\n") ==
        "Use boats, e.g. small ones.");
    CHECK(outcome("# X\n\n## Abstract\n\nOn water.\n\n## Decision\n\nUse version 0.5 of it\n") ==
          "Use version 0.5 of it");
    CHECK(outcome("# X\n\n## Context\n\nWe have a problem.\n") == "-");
    CHECK(outcome("# X\n\n## Decision\n\n{What was decided}\n") == "-");
    CHECK(outcome("# X\n\n## Decision\n\n## Consequences\n\nMuch.\n") == "-");
}

TEST_CASE("a long sentence is cut at a word, and never within a character") {
    std::string words;
    for (int i = 0; i < 60; ++i)
        words += "größer ";
    const auto cut = outcome("# X\n\n## Decision\n\n" + words + "\n");
    CHECK(cut.ends_with("größer…"));
    CHECK(cut.size() <= 260);
    CHECK(outcome("# X\n\n## Decision\n\n" + std::string(300, 'x') + "\n").size() <= 260);
}

TEST_CASE("the day by which a record is to be reviewed is read from wherever facts stand") {
    const auto records =
        read_all({{"adr/0001-a.md", "---\nreview-by: 2024-05-01\n---\n# A\n"},
                  {"adr/0002-b.md", "# B\n\n* Status: accepted\n* Review date: 1 May 2025\n"},
                  {"adr/0003-c.md", "# C\n\n## Next review\n\n2026-01\n"},
                  {"adr/0004-d.md", "# D\n\n* Review by: the team\n"}});
    CHECK(records[0].review_by == "2024-05-01");
    CHECK(records[1].review_by == "2025-05-01");
    CHECK(records[2].review_by == "2026-01");
    CHECK_FALSE(records[3].review_by);
}
