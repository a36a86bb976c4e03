// Each format that is met, as a small sample of our own.
#include "reading.hpp"

using namespace restante::decisions;
using namespace restante::decisions::tests;

TEST_CASE("sections, as adr-tools writes them") {
    CHECK(read("doc/adr/0012-use-boats.md",
               "# 12. Use boats\n\nDate: 2021-03-04\n\n## Status\n\nAccepted\n\n"
               "Supersedes [7. Use carts](0007-use-carts.md)\n\n## Context\n\nWater.\n") ==
          "12 | Use boats | accepted | 2021-03-04 | supersedes 7");
    CHECK(read("doc/adr/0007-use-carts.md",
               "# 7. Use carts\n\nDate: 04/03/2021\n\n## Status\n\nSuperceded by [12. Use "
               "boats](0012-use-boats.md)\n") == "7 | Use carts | superseded | - | superseded by 12");
    CHECK(read("doc/adr/3-x.md", "# 3. X\n\n## Status\n\nAccepted\nAmended by [4. Y](0004-y.md)\n") ==
          "3 | X | accepted | - | amended by 4");
    CHECK(read("adr/0003-x.md", "X\n=\n\nStatus\n------\n\nPending\n") == "3 | X | proposed | -");
}

TEST_CASE("a section's later lines take its status on, and prose in it does not") {
    CHECK(read("adr/0001-a.md",
               "# A\n\n## Status\n\nAccepted (lazy consensus).\n\nImplemented.\n\nThis replaces what was "
               "rejected.\n") == "1 | A | implemented | -");
    CHECK(read("adr/0001-a.md",
               "# A\n\n## Status\n\nProposed, not "
               "implemented yet.\n") == "1 | A | proposed | -");
    CHECK(read("adr/0001-a.md",
               "# A\n\n## Status\n\n* 2020-01-02: proposed\n* 2020-02-03: accepted\n* 2021-01-01: "
               "deprecated\n") == "1 | A | deprecated | -");
    CHECK(read("adr/0001-a.md", "# A\n\n## Status\n\n- [ ] Proposed\n- [x] Accepted\n- [ ] Rejected\n") ==
          "1 | A | accepted | -");
    CHECK(read("adr/0001-a.md",
               "# A\n\n## Context\n\nADR 3 is superseded by this one.\n\n## Status\n\nAccepted\n") ==
          "1 | A | accepted | -");
}

TEST_CASE("a status that comes late is found") {
    std::string text = "# A\n\n## Context\n\n";
    for (int i = 0; i < 200; ++i)
        text += "A line of context.\n";
    CHECK(read("adr/0001-a.md", text + "\n## Status\n\nRejected\n") == "1 | A | rejected | -");
}

TEST_CASE("lists under the title, as MADR 2 and Swift's evolution have them") {
    CHECK(read("docs/decisions/0004-b.md",
               "# Use B\n\n* Status: accepted\n* Deciders: Ada, Bo\n* Date: 2020-10-05\n\n## Context and "
               "Problem Statement\n") == "4 | Use B | accepted | 2020-10-05");
    CHECK(read("proposals/0123-c.md",
               "# Shorter names\n\n* Proposal: [SE-0123](0123-c.md)\n* Status: **Implemented (Swift "
               "5.7)**\n\n## Introduction\n") == "123 | Shorter names | implemented | -");
    CHECK(read("adr/0009-d.md",
               "# D\n\n* Status: proposed\n* Deciders:\n  * Ada\n  * Bo (Cy, 2020)\n* Date: May 2025\n* "
               "Feedback deadline: May 15 2025.\n") == "9 | D | proposed | 2025-05");
    CHECK(read("docs/adr/20201016-use-slugs.md",
               "# Use slugs\n\n- Status: superseded by [20201103-use-names](20201103-use-names.md)\n- Date: "
               "2020-10-16\n") == "- | Use slugs | superseded | 2020-10-16");
}

TEST_CASE("front matter, as MADR 4, EIPs and Ember's RFCs have it") {
    CHECK(read("docs/decisions/0001-e.md",
               "\xEF\xBB\xBF---\r\nstatus: \"superseded by [ADR-0005](0005-f.md)\"\r\ndate: "
               "2024-01-31\r\ndecision-makers: Ada, Bo\r\n---\r\n# Use E\r\n") ==
          "1 | Use E | superseded | 2024-01-31 | superseded by 5");
    CHECK(read("EIPS/eip-77.md",
               "---\neip: 77\ntitle: A fee\nstatus: Last Call\ncreated: 2019-04-13\nrequires: 5, "
               "6\n---\n\n## Abstract\n") == "77 | A fee | proposed | 2019-04-13");
    CHECK(read("text/0326-g.md",
               "---\nstage: accepted # perhaps further\nstart-date: 2018-04-18T00:00:00.000Z\n---\n\n# Drop "
               "G\n\n## Summary\n") == "326 | Drop G | accepted | 2018-04-18");
    CHECK(read("docs/decisions/0002-h.md", "+++\ntitle = \"H\"\nstatus = \"accepted\"\n+++\n") ==
          "2 | H | accepted | -");
}

TEST_CASE("kep.yaml is the record, whatever lies beside it") {
    CHECK(read("keps/168-2-views/kep.yaml",
               "title: Views on demand\nkep-number: 168-2\nstage: beta\nstatus: "
               "implementable\ncreation-date: 2023-10-30\n"
               "replaces:\n  - \"/keps/168-views\"\nsee-also: []\n") ==
          "168-2 | Views on demand | accepted | 2023-10-30");
    CHECK(read("keps/12-a/kep.yaml",
               "title: A\nstatus: imlpemented\nsee-also:\n  - \"/keps/x\n# an unbalanced quote\n") ==
          "12 | A | implemented | -");
}

TEST_CASE("headers as in a mail, as PEPs and BIPs have them") {
    CHECK(read("peps/pep-0812.rst",
               "PEP: 812\nTitle: A new\n  operator\nAuthor: Ada <ada@example.org>,\n        Bo\nStatus: "
               "Final\nCreated: 05-Jul-2001\nSuperseded-By: 813, 814\n\n\nAbstract\n========\n\nText.\n") ==
          "812 | A new operator | implemented | 2001-07-05 | superseded by 813,814");
    CHECK(read("bip-0099.mediawiki",
               "RECENT CHANGES:\n* something\n\n<pre>\n  BIP: 99\n  Title: Coins\n  Authors: Ada\n           "
               "Bo\n  Status: Draft\n  Assigned: 2015-10-04\n</pre>\n\n==Abstract==\n\nStatus: Final\n") ==
          "99 | Coins | draft | 2015-10-04");
    CHECK(read("peps/pep-0901.rst",
               "PEP: 901\nTitle: Implementing PEP 649\nStatus: Draft\nCreated: 28-May-2024\n") ==
          "901 | Implementing PEP 649 | draft | 2024-05-28");
}

TEST_CASE("Markdown tables") {
    CHECK(read("adr/ODH-ADR-0006-api.md",
               "# An internal API\n\n|                |               |\n| -------------- | ------------- "
               "|\n| Date           | Sep 13th, 2024 |\n| Status         | Approved |\n| Supersedes     | "
               "N/A |\n| Superseded by: | N/A |\n") == "6 | An internal API | accepted | 2024-09-13");
    CHECK(read("rfcs/20180604-kernels.md",
               "# Kernels\n | Status | Accepted |\n:-------------- |:----\n| **Author(s)** | Ada |\n| "
               "**Updated**   | 2018-06-04 |\n\n## Objective\n") == "- | Kernels | accepted | 2018-06-04");
    CHECK(read("adr/0001-x.md",
               "# X\n\n| Status | Date | Author |\n|---|---|---|\n| Rejected | 2020-02-01 | Ada |\n") ==
          "1 | X | rejected | 2020-02-01");
}

TEST_CASE("AsciiDoc: attributes and tables, whose commented rows do not count") {
    CHECK(read("adr/ADR005-units.adoc",
               "= ADR005: Where units lie\nAda <ada@example.org>\nv1.0, 07.01.2021\n:status: accepted\n\n* "
               "Status: {status}\n* Deciders:\n** Ada\n** Bo\n* Date: 07.01.2021\n\n== Context and Problem "
               "Statement\n") == "5 | Where units lie | accepted | 2021-01-07");
    CHECK(read("jep/200/README.adoc",
               "= JEP-200: Switch lists\n\n.Metadata\n[cols=\"2\"]\n|===\n| JEP\n| 200\n\n| Title\n| Switch "
               "lists\n\n| Status\n| Final :lock:\n\n| Created\n| 2017-10-30\n\n//\n// | Superseded-By\n// | "
               "300\n//\n|===\n\n== Abstract\n\n----\n= JEP-1: Not a title\n----\n") ==
          "200 | Switch lists | implemented | 2017-10-30");
}

TEST_CASE("reStructuredText: field lists, list tables, grid tables and sections") {
    CHECK(read("decisions/0002-x.rst",
               "2. Use X\n########\n\n:Status: Accepted\n:Date: 2022-01-02\n\nContext\n*******\n") ==
          "2 | Use X | accepted | 2022-01-02");
    CHECK(read("oeps/oep-0031-i.rst",
               ".. _OEP-31 I:\n\nOEP-31: Translations\n###################\n\n.. list-table::\n\n   * - "
               "OEP\n     - :ref:`OEP-31 I`\n   * - Status\n     - Accepted\n   * - Created\n     - "
               "2019-01-07\n   * - Replaces\n     -\n\nMotivation\n**********\n") ==
          "31 | Translations | accepted | 2019-01-07");
    CHECK(read("oeps/oep-0013.rst",
               "OEP-13: Web API\n###############\n\n+---------+----------+\n| Status  | Obsolete "
               "|\n+---------+----------+\n| Created | 2016-12-29 |\n+---------+----------+\n") ==
          "13 | Web API | deprecated | 2016-12-29");
    CHECK(read("decisions/0004-y.rst",
               "Yes\n###\n\nStatus\n******\n\n**Accepted**\n\n.. a comment\n   Status: "
               "Rejected\n\nContext\n*******\n\nCode::\n\n    Status: Draft\n") == "4 | Yes | accepted | -");
}

TEST_CASE("RFCs of Rust's kind are accepted when they have been taken in, and have no title") {
    CHECK(read("text/2005-ergonomics.md",
               "- Feature Name: modes\n- Start Date: 2016-08-12\n- RFC PR: "
               "[o/r#2005](https://example.org/pull/2005)\n\n# Summary\n[summary]: #summary\n\nText.\n") ==
          "2005 | - | accepted | 2016-08-12");
    CHECK(read("text/0007-x.md", "- Start Date: (fill me in)\n- RFC PR: (leave this empty)\n\n# Summary\n") ==
          "7 | - | unknown | -");
}

TEST_CASE("other languages") {
    CHECK(read("docs/adr/0005-recherche.md",
               "# ADR 5 : Quelle recherche ?\n\n* Statut : accepté\n* Décideurs : Ada, Bo\n* Date : 19 "
               "juillet 2022\n\n## Contexte\n") == "5 | Quelle recherche ? | accepted | 2022-07-19");
    CHECK(read("adr/0006-x.md", "# X\n\n- STATUT: Remplacé par ADR-0007\n") ==
          "6 | X | superseded | - | superseded by 7");
    CHECK(read("adr/0008-y.md", "# Y\n\n## Status\n\nErsetzt durch [ADR 9](0009-z.md)\n") ==
          "8 | Y | superseded | - | superseded by 9");
}

TEST_CASE("a change log gives the date where nothing else does, whichever way it is sorted") {
    CHECK(read("architecture/adr-111-nop.md",
               "# ADR 111: No pool\n\n## Changelog\n\n- 2023-11-15: Comments (@ada)\n- 2023-11-07: First "
               "version (@bo)\n\n## Status\n\nAccepted\n") == "111 | No pool | accepted | 2023-11-07");
    CHECK(read("architecture/adr-110-remote.md",
               "# ADR 110: Remote\n\n## Status\n\nRejected in favour of ADR 111\n") ==
          "110 | Remote | rejected | - | superseded by 111");
}

TEST_CASE("what is in code or comments says nothing") {
    CHECK(read("adr/0001-x.md",
               "# X\n\n<!-- Status: rejected\nDate: 2020-01-01 -->\n\n```sh\n# Not a title\nStatus: "
               "draft\n```\n\nStatus: accepted <!-- or proposed -->\n") == "1 | X | accepted | -");
    CHECK(read("adr/0002-y.md", "~~~\n# 3. Not a title\n~~~\n\n# Y\n\n* Status: accepted\n") ==
          "2 | Y | accepted | -");
}

TEST_CASE("deciders, tags, what it applies to, and the format") {
    auto read =
        read_record("docs/decisions/0001-e.md",
                    "---\nstatus: accepted\ndecision-makers: [Ada, Bo]\ntags:\n  - storage\n  - "
                    "speed\napplies-to: [\"src/store/**\", \"docs\"]\n---\n# E\n\n## Decision Outcome\n");
    const auto& record = std::get<Reading>(read).record;
    CHECK(joined(record.deciders) == "Ada,Bo");
    CHECK(joined(record.tags) == "storage,speed");
    CHECK(joined(record.applies_to) == "src/store/**,docs");
    CHECK(record.format == Format::madr);
}
