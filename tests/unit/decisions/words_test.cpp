// Tables: statuses, dates, names of files and headings.
#include "decisions/dates.hpp"
#include "decisions/find.hpp"
#include "decisions/names.hpp"
#include "decisions/references.hpp"
#include "decisions/status_words.hpp"
#include "reading.hpp"

using namespace restante::decisions;

TEST_CASE("statuses are the words that stand there") {
    struct Row {
        std::string_view text;
        std::string_view status;
    };
    for (const auto& row :
         std::vector<Row>{{"Accepted (lazy consensus) & implemented", "implemented"},
                          {"Superceded by [3](0003-x.md)", "superseded"},
                          {"Partly superseded", "superseded"},
                          {"imlpemented", "implemented"},
                          {"Not-Implemented", "unknown"},
                          {"Final :lock:", "implemented"},
                          {"**Implemented (Swift 5.7)**", "implemented"},
                          {"**Active Review (August 10th...24th, 2026)**", "proposed"},
                          {"**Returned for revision**", "deferred"},
                          {"[ADOPTED](/README.md#adopted) (But should move to deprecated)", "accepted"},
                          {"Rejected in favour of ADR 111", "rejected"},
                          {"proposé", "proposed"},
                          {"Abgelehnt", "rejected"},
                          {"on hold", "deferred"},
                          {"Implemented. Superseded by [ADR-13](x.md).", "superseded"},
                          {"Implemented. The old one is superseded.", "implemented"},
                          {"Inactive (superseded by CIP-7)", "superseded"},
                          {"Inactive", "deferred"},
                          {"approved - vote of 2020-03-25 for the next release", "accepted"},
                          {"ready-for-release", "accepted"},
                          {"Activated", "implemented"},
                          {"In Review.", "proposed"},
                          {"Supersedes ADR 3", "unknown"},
                          {"It depends", "unknown"},
                          {"", "unknown"}}) {
        CAPTURE(row.text);
        CHECK(to_string(read_status(row.text).status) == row.status);
    }
    for (const auto* text :
         {"{Deprecated|Proposed|Accepted}",
          "[proposed | rejected | accepted | deprecated | … | superseded by [ADR-0005](0005-example.md)]",
          "provisional|implementable|implemented", "<Draft | Active>", "Proposed / Accepted / Rejected"}) {
        CAPTURE(text);
        CHECK(read_status(text).unfilled);
        CHECK(read_status(text).status == Status::unknown);
    }
}

TEST_CASE("dates in every order") {
    struct Row {
        std::string_view text;
        std::string_view iso;
    };
    for (const auto& row : std::vector<Row>{{"2021-03-04", "2021-03-04"},
                                            {"2021/03/04", "2021-03-04"},
                                            {"07.01.2021", "2021-01-07"},
                                            {"13/02/2016", "2016-02-13"},
                                            {"02/13/2016", "2016-02-13"},
                                            {"05-Jul-2001", "2001-07-05"},
                                            {"Sep 13th, 2024", "2024-09-13"},
                                            {"Dec 19, 2022", "2022-12-19"},
                                            {"13 September 2024", "2024-09-13"},
                                            {"the 3rd of May, 2020", "2020-05-03"},
                                            {"1er janvier 2020", "2020-01-01"},
                                            {"19 juillet 2022", "2022-07-19"},
                                            {"May 2025", "2025-05"},
                                            {"2024-05", "2024-05"},
                                            {"20240131", "2024-01-31"},
                                            {"2018-04-18T00:00:00.000Z", "2018-04-18"},
                                            {"2019-05-13, updated 2023-02-05", "2019-05-13"},
                                            {"2023-14-05", "-"},
                                            {"2021-02-30", "-"},
                                            {"YYYY-MM-DD", "-"},
                                            {"version 1.2.2020", "2020-02-01"},
                                            {"2020", "-"},
                                            {"", "-"}}) {
        CAPTURE(row.text);
        CHECK(read_date(row.text).iso.value_or("-") == row.iso);
    }
    CHECK(read_date("03/04/2021").ambiguous);
    CHECK(read_date("03/04/2021", DayOrder::day_first).iso == "2021-04-03");
    CHECK(read_date("03/04/2021", DayOrder::month_first).iso == "2021-03-04");
}

TEST_CASE("numbers in file names") {
    struct Row {
        std::string_view path;
        std::string_view expected;  // kind, number, slug
    };
    for (const auto& row : std::vector<Row>{{"adr/0012-use-x.md", " 12 0012-use-x"},
                                            {"adr/ADR-0012-use-x.md", "ADR 12 ADR-0012-use-x"},
                                            {"a/ADR005-y.adoc", "ADR 5 ADR005-y"},
                                            {"a/ODH-ADR-Operator-0009-z.md", "ADR 9 ODH-ADR-Operator-0009-z"},
                                            {"peps/pep-0008.rst", "PEP 8 pep-0008"},
                                            {"adr/20200926-use-x.md", " - 20200926-use-x"},
                                            {"adr/2022-06-10-x.md", " - 2022-06-10-x"},
                                            {"adr/2021-04-api.md", " - 2021-04-api"},
                                            {"adr/2021-06-05_001-x.md", " 1 2021-06-05_001-x"},
                                            {"adr/2021-06-05-3d-x.md", " - 2021-06-05-3d-x"},
                                            {"29-way/way.md", " 29 29-way"},
                                            {"text/2005-ergonomics.md", " 2005 2005-ergonomics"},
                                            {"jep/200/README.adoc", " 200 200"},
                                            {"features/0036-issue/README.md", " 36 0036-issue"},
                                            {"keps/168-2-views/kep.yaml", " 168-2 168-2-views"},
                                            {"adr/0000-first.md", " 0 0000-first"},
                                            {"docs/http2-server.md", " - http2-server"},
                                            {"adr/12a-x.md", " 12a 12a-x"},
                                            {"adr/no-number.md", " - no-number"}}) {
        CAPTURE(row.path);
        const auto name = read_file_name(row.path);
        CHECK(name.kind + " " + name.number.value_or("-") + " " + name.slug == row.expected);
    }
}

TEST_CASE("titles without the number before them") {
    struct Row {
        std::string_view heading;
        std::string_view title;
    };
    for (const auto& row : std::vector<Row>{{"9. Help scripts", "Help scripts"},
                                            {"ADR-0012: Use X", "Use X"},
                                            {"ADR 5 : Use X", "Use X"},
                                            {"[ADR-3] Use X", "Use X"},
                                            {"0012 - Use X", "Use X"},
                                            {"Aries RFC 0012: Use X", "Use X"},
                                            {"46.Use X", "Use X"},
                                            {"RFC: Use X", "Use X"},
                                            {"Implementing PEP 649", "Implementing PEP 649"},
                                            {"12 factor apps", "Use X"},
                                            {"3D views", "3D views"},
                                            {"3.5 and later", "3.5 and later"},
                                            {"**Use [X](x.md)** for `y`", "Use X for `y`"},
                                            {R"(The order of \*\*kwargs)", "The order of **kwargs"},
                                            {"__findattr__()", "__findattr__()"},
                                            {"ADR-12", ""}}) {
        CAPTURE(row.heading);
        if (row.heading == "12 factor apps")
            CHECK(read_heading(row.heading, "7").title == "12 factor apps");
        else
            CHECK(read_heading(row.heading, "12").title == row.title);
    }
}

TEST_CASE("references: numbers, links, paths, roles, slugs, titles, and what is none") {
    const auto shown = [](std::string_view value) {
        std::string out;
        for (const auto& one : references_in(value, 1))
            out += (out.empty() ? "" : "; ") + one.kind + "#" + one.number.value_or("-") +
                   (one.target.empty() ? "" : " " + one.target) +
                   (one.number || !one.target.empty() ? "" : " " + one.text);
        return out;
    };
    CHECK(shown("649, 749") == "#649; #749");
    CHECK(shown("ADR-0012 and ADR 13") == "ADR#12; ADR#13");
    CHECK(shown("[16. A queue](0016-queue.md)") == "#16 0016-queue.md");
    CHECK(shown(":pep:`600`") == "PEP#600");
    CHECK(shown(":ref:`OEP-66 <OEP-66 Users>`") == "OEP#66 OEP-66 Users");
    CHECK(shown("/keps/168-views") == "#- /keps/168-views");
    CHECK(shown("20201016-use-slugs") == "#- 20201016-use-slugs");
    CHECK(shown("https://peps.example.org/pep-0600/") == "#- https://peps.example.org/pep-0600/");
    CHECK(shown("link:../4/README.adoc[JEP-4]") == "JEP#4 ../4/README.adoc");
    CHECK(shown("Use carts") == "#- Use carts");
    CHECK(shown("[31: Features](../0031-f/README.md), as agreed in 2018 and 2019") ==
          "#31 ../0031-f/README.md");
    for (const auto* nothing : {"N/A", "none", "-", "", "[]", "<pep number>", "n/a.", "tba"})
        CHECK_MESSAGE(shown(nothing).empty(), nothing);
}

TEST_CASE("where records lie") {
    const auto found = [](std::vector<std::string> paths, const std::vector<std::string>& folders = {}) {
        std::string out;
        for (const auto& one : find_candidates(paths, folders))
            out += (out.empty() ? "" : " ") + one.path + (one.place == Place::certain ? "!" : "?");
        return out;
    };
    CHECK(found({"docs/decisions/0001-a.md", "docs/decisions/index.md", "docs/guide.md"}) ==
          "docs/decisions/0001-a.md! docs/decisions/index.md?");
    CHECK(found({"packages/x/docs/adr/20200101-a.md", "packages/x/docs/adr/odd.md"}) ==
          "packages/x/docs/adr/20200101-a.md! packages/x/docs/adr/odd.md?");
    CHECK(found({"text/0001-a.md", "text/0002-b.md", "text/0003-c.md", "text/0003-c/part.md",
                 "src/text/readme.md"}) == "text/0001-a.md! text/0002-b.md! text/0003-c.md!");
    CHECK(found({"keps/sig/12-a/kep.yaml", "keps/sig/12-a/README.md", "keps/prod/12.yaml"}) ==
          "keps/sig/12-a/kep.yaml!");
    CHECK(found({"jep/1/README.adoc", "jep/1/other.adoc", "jep/README.adoc"}) ==
          "jep/1/README.adoc! jep/README.adoc?");
    CHECK(found({"features/0001-a/README.md", "features/0002-b/README.md", "features/0003-c/README.md"}) ==
          "features/0001-a/README.md! features/0002-b/README.md! features/0003-c/README.md!");
    CHECK(found({"bip-0032.mediawiki", "bip-0032/vectors.mediawiki", "README.mediawiki"}) ==
          "bip-0032.mediawiki!");
    CHECK(found({"docs/x/architecture/adr-001-a.md"}) == "docs/x/architecture/adr-001-a.md!");
    CHECK(found({"lib/rfc2119.txt", "src/rfclist/smtp/rfc821.txt", "node_modules/x/docs/adr/0001-a.md",
                 "src/adr/Adr.ts"})
              .empty());
    CHECK(found({"notes/choice.md", "other/choice.md"}, {"notes"}) == "notes/choice.md?");
    // Folders of any name, where the files say what they are.
    CHECK(found({"a/nep-0001-x.rst", "a/nep-0002-y.rst", "a/nep-0003-z.rst", "a/index.rst"}) ==
          "a/nep-0001-x.rst! a/nep-0002-y.rst! a/nep-0003-z.rst!");
    CHECK(found({"doc/step-0001.md", "doc/step-0002.md", "doc/step-0003.md"}).empty());
    CHECK(found({"list/rfc0821.txt", "list/rfc0822.txt", "list/rfc1123.txt"}).empty());
    CHECK(found({"slep001/proposal.rst", "slep002/proposal.rst", "slep003/proposal.rst", "README.rst"}) ==
          "slep001/proposal.rst! slep002/proposal.rst! slep003/proposal.rst!");
    CHECK(found({"29-way/way.md", "104-port/port.md", "105-quay/quay.md", "105-quay/more.md",
                 "106-sea/sea.md", "106-sea/README.md"}) ==
          "29-way/way.md! 104-port/port.md! 105-quay/quay.md! 106-sea/README.md!");
    CHECK(found({"docs/architecture/adr-001-a.md", "docs/architecture/adr-002-b.md",
                 "docs/architecture/adr-003-c.md", "docs/architecture/adr-draft-d.md",
                 "docs/architecture/overview.md"}) ==
          "docs/architecture/adr-001-a.md! docs/architecture/adr-002-b.md! docs/architecture/adr-003-c.md! "
          "docs/architecture/adr-draft-d.md?");
    CHECK(found({"docs/arch/2020-11-27-adr-boats.md", "docs/arch/2020-11-27-boats.md"}) ==
          "docs/arch/2020-11-27-adr-boats.md?");
    CHECK(found({"template-draft.md", "accepted/boats.md"}) == "accepted/boats.md?");
    CHECK(found({"accepted/boats.md"}).empty());
    // A release's number is no record's.
    CHECK(found({"specs/2023.1/index.rst", "specs/2023.2/index.rst", "specs/2024.1/index.rst"}).empty());
}
