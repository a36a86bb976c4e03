// Shapes that records of further projects have, each as a small sample of our own.
#include "reading.hpp"

using namespace restante::decisions;
using namespace restante::decisions::tests;

TEST_CASE("tables that are written as HTML, with and without their end tags") {
    CHECK(read("cep-0013.md",
               "# CEP 13 - Boats\n\n<table>\n<tr><td> Title </td><td> Use boats</td>\n"
               "<tr><td> Status </td><td> Accepted </td></tr>\n<tr><td> Created </td><td> May 23, "
               "2023</td></tr>\n<tr><td> Updated </td><td> Oct 20, 2023</td></tr>\n</table>\n\n## Why\n") ==
          "13 | Use boats | accepted | 2023-05-23");
    CHECK(read("adr/0001-a.md",
               "# A\n\n<table>\n  <tr>\n    <th>Status</th>\n    <td>\n      Rejected\n    </td>\n  "
               "</tr>\n</table>\n\n| Date | 2020-01-02 |\n") == "1 | A | rejected | 2020-01-02");
    CHECK(read("adr/0001-a.md", "# A\n\n<table>\n<tr><td>Status\n") == "1 | A | unknown | -");
}

TEST_CASE("several facts in one line, and labels that need no colon") {
    CHECK(read("adr/0001-a.md",
               "# A\n\n**Status:** Accepted | **Date:** 2025-03-07 | **Review:** 2026-03-07\n") ==
          "1 | A | accepted | 2025-03-07");
    CHECK(read("adr/0001-a.md", "# A\n\n**Date** 2025/03/10\n\n**Author** Ada\n\n**Status** Draft\n") ==
          "1 | A | draft | 2025-03-10");
    CHECK(read("adr/0001-a.md", "# A\n\n**Status** quo is fine.\n\n**Date** of the feast\n") ==
          "1 | A | unknown | -");
}

TEST_CASE("a heading whose underline was forgotten") {
    CHECK(read("docs/decisions/0007-a.rst", "A\n#\n\nStatus\n**Draft**\n\nContext\n-------\n") ==
          "7 | - | draft | -");
    CHECK(read("docs/decisions/0007-a.md", "# A\n\nStatus\nof the boats is good.\n") ==
          "7 | A | unknown | -");
}

TEST_CASE("the state of the art is no status") {
    CHECK(read("adr/0001-a.md",
               "# A\n\n## State\n\nIdeally all of it should be implemented on top.\n\n## "
               "Status\n\nProposed\n") == "1 | A | proposed | -");
    CHECK(read("adr/0001-a.md", "# A\n\n## Current status\n\nAn issue, which does not propose a way.\n") ==
          "1 | A | unknown | -");
    CHECK(read("adr/0001-a.md", "# A\n\n## State\n\nAccepted\n") == "1 | A | accepted | -");
}

TEST_CASE("a change log tells the status where nothing else does") {
    CHECK(read("adr/0001-a.md",
               "# A\n\n## Change Log\n\n- [proposed](https://x.org/1) (2025-07-03) - At first\n"
               "- [approved](https://x.org/2) (2025-08-05)\n\n## Context\n") ==
          "1 | A | accepted | 2025-07-03");
    CHECK(read("adr/0001-a.md",
               "# A\n\n## Changelog\n\n- [revised](https://x.org/1) - approved (2023-04-17)\n") ==
          "1 | A | accepted | 2023-04-17");
    CHECK(read("adr/0001-a.md", "# A\n\n## Changelog\n\n- 2022-01-14: initial draft\n") ==
          "1 | A | unknown | 2022-01-14");
    CHECK(read("adr/0001-a.md", "# A\n\n## Changelog\n\n- 2022-01-14: proposed\n\n## Status\n\nRejected\n") ==
          "1 | A | rejected | 2022-01-14");
}

TEST_CASE("a template's help below the heading is no status") {
    CHECK(read("adr/0001-a.md",
               "# A\n\n## Status\n\n> A decision may be \"proposed\" if it is not agreed upon, or "
               "\"accepted\" once it is. Later it may be \"deprecated\" or "
               "\"superseded\".\n\n{Deprecated|Proposed|Accepted}\n") == "1 | A | unknown | -");
    CHECK(read("adr/0001-a.md",
               "# A\n\n## Status\n[Status]: #status\n\n* Status: Rejected (it was "
               "approved before)\n") == "1 | A | rejected | -");
}

TEST_CASE("a date in what states the status is the date, but not the days of a review") {
    CHECK(read("adr/0001-a.rst", "A boat\n======\n\nStatus\n------\n\n- **Accepted** 2023-02-07\n") ==
          "1 | A boat | accepted | 2023-02-07");
    CHECK(read("adr/0001-a.md", "# A\n\nDate: 2022-01-01\n\n## Status\n\nAccepted on 20/11/2023.\n") ==
          "1 | A | accepted | 2022-01-01");
    CHECK(read("adr/0001-a.md", "# A\n\n* Status: **Active review (July 17 - July 31, 2026)**\n") ==
          "1 | A | proposed | -");
}

TEST_CASE("a record that has no title of its own is called by its name") {
    CHECK(read("text/0107-a.md",
               "# Meta\n[meta]: #meta\n- Name: Use boats\n- Start Date: 2022-03-10\n- Status: "
               "Approved\n\n# Summary\n") == "107 | Use boats | accepted | 2022-03-10");
    CHECK(read("text/0107-a.md", "# Boats\n\n- Name: Use boats\n") == "107 | Boats | unknown | -");
    CHECK(read("decisions/2021-09-21-b.md",
               "---\ntitle: Décision (MADR)\nsubtitle: Barques\ndate: 2021-09-21\nstatus: accepté\n---\n\n"
               "# Choix des barques\n\n## Contexte\n") == "- | Choix des barques | accepted | 2021-09-21");
    CHECK(read("text/0009-c.md",
               "---\nFeature Name: c\nStart Date: 2024-11-11\nRFC PR: \"https://x.org/pull/9\"\nIssue: "
               "\"https://x.org/issues/12\"\n---\n\n# Summary\n") == "9 | - | accepted | 2024-11-11");
}

TEST_CASE("facts that projects write as directives of their own") {
    CHECK(read("proposals/0274-a.rst",
               "Boats\n=====\n\n.. author:: Ada\n.. date-accepted:: 2020-06-15\n.. ticket-url::\n") ==
          "274 | Boats | unknown | 2020-06-15");
}

TEST_CASE("what is replaced may be said with words between, but a request's number is no record's") {
    const auto records = read_all(
        {{"adr/0017-a.md", "# A\n\n## Status\n\nSuperseded (as never implemented) by [ADR 32](/adr/32)\n"},
         {"adr/0025-b.md", "# B\n\nSupersedes: [PR#17](https://x.org/a/pull/17)\n"},
         {"adr/0026-c.md", "# C\n\nSupersedes: https://x.org/a/issues/17/\n"},
         {"adr/0027-d.md", "# D\n\nSupersedes: [Other RFC 17](https://x.org/other/text/0017-quays)\n"},
         {"adr/0028-e.md", "# E\n\nSupersedes: https://x.org/here/adr/0017-a.md\n"},
         {"adr/0029-f.md", "# F\n\nSupersedes: (put \"N/A\" unless it replaces one)\n"},
         {"adr/0032-z.md", "# Z\n"}});
    CHECK(shown(records[0]) == "17 | A | superseded | - | superseded by 32");
    CHECK(shown(records[1]) == "25 | B | unknown | -");
    CHECK(shown(records[2]) == "26 | C | unknown | -");
    CHECK(shown(records[3]) == "27 | D | unknown | -");
    CHECK(shown(records[4]) == "28 | E | unknown | - | supersedes 17");
    CHECK(problems(records[5]).find("reference-dangling") == std::string::npos);
}

TEST_CASE("templates in other languages, and those that were numbered") {
    CHECK(read("decisions/gabarit.md", "---\nstatus: {proposé | accepté}\n---\n# {Titre}\n") ==
          "no record: template");
    CHECK(read("doc/neps/nep-template.rst", "NEP X\n=====\n\n:Status: Draft\n") == "no record: template");
    CHECK(read("cep-0000.md", "# CEP 0 - Template\n\n* Status: Draft | Proposed | Accepted | Rejected\n") ==
          "no record: template");
    CHECK(read("rfcs/RFC-0000/README.md", "# RFC-NNNN Title\n\n**Status:** provisional\n") ==
          "no record: template");
}
