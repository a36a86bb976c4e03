#include "why/citations.hpp"

#include <doctest/doctest.h>

#include "unit/why/records.hpp"
#include "why/standards.hpp"

using namespace restante;
using namespace restante::why;

namespace {

/// The ids of what is cited, "?" behind those that are in a link that leads elsewhere.
std::string cited(const std::vector<decisions::Record>& records, std::string_view text,
                  std::string_view file = "src/a.c") {
    const Names names(records);
    std::string out;
    for (const auto& one : citations_in(text, names, file))
        out += (out.empty() ? "" : " ") + decisions::id_of(records[one.record]) + (one.elsewhere ? "?" : "");
    return out;
}

const auto adrs = tests::records({"docs/adr/0001-use-carts.md", "docs/adr/0009-use-boats.md",
                                  "docs/adr/0012-no-roads.md", "docs/adr/0031-distributed-mail-queue.md"});
const auto keps = tests::records({"keps/79-hierarchical-cohorts/kep.yaml", "keps/168-visibility/kep.yaml",
                                  "keps/168-2-more-visibility/kep.yaml"});
const auto rfcs = tests::records(
    {"rfcs/0012-a-thing.md", "rfcs/0700-another.md", "rfcs/2119-words.md", "rfcs/2544-const.md"});

}  // namespace

TEST_CASE("a record is named by kind and number, in all ways of writing that people have") {
    for (const auto* text : {"see ADR-0012",
                             "see ADR-12",
                             "ADR 12",
                             "ADR 0012",
                             "adr-12",
                             "adr 12",
                             "ADR#12",
                             "ADR_12",
                             "ADR: 12",
                             "(ADR-12)",
                             "ADR-12.",
                             "ADR-12: x",
                             "ADR-12,",
                             "[ADR-12]",
                             "ADR12",
                             "adr0012",
                             "ADR-0012-no-roads",
                             "Adr 12",
                             "ADR #12",
                             "adr12",
                             ":adr:`12`"})
        CHECK_MESSAGE(cited(adrs, text) == "12", text);
    CHECK(cited(keps, "the matrix of KEP#79") == "79");
    CHECK(cited(keps, "KEP-168-2 and KEP-168") == "168-2 168");
}

TEST_CASE("what only looks like a name of a record is none") {
    for (const auto* text : {"ADR-99", "ADR-12.5", "ADR-12th", "PADR-12", "ADR-012345678", "ADR", "ADR-",
                             "12", "RFC 12", "KEP-12", "MYADR12", "ADR12x", "x_adr12y", "adr-x12"})
        CHECK_MESSAGE(cited(adrs, text).empty(), text);
}

TEST_CASE("several numbers follow one name") {
    CHECK(cited(adrs, "ADRs 1, 9 and 12") == "1 9 12");
    CHECK(cited(adrs, "ADR-9/12") == "9 12");
    CHECK(cited(adrs, "ADR-9, 12 roads") == "9");
    CHECK(cited(adrs, "ADR-12, ADR-9, ADR-12") == "12 9");
}

TEST_CASE("a record is named by its path, its address and its file name") {
    for (const auto* text :
         {"docs/adr/0012-no-roads.md", "/docs/adr/0012-no-roads.md",
          "[x](../docs/adr/0012-no-roads.md#context)",
          "https://github.com/o/r/blob/main/docs/adr/0012-no-roads.md", "`0012-no-roads`",
          "0012-no-roads.md.", "see <https://example.org/0012-no-roads>",
          "[12]: https://example.org/docs/adr/0012-no-roads.md", "docs/adr/0012-renamed-since.md"})
        CHECK_MESSAGE(cited(adrs, text) == "12", text);
    CHECK(cited(keps, "https://example.org/tree/main/keps/79-hierarchical-cohorts") == "79");
    CHECK(cited(keps, "keps/79-hierarchical-cohorts/README.md") == "79");
    CHECK(cited(rfcs, "https://github.com/o/rfcs/pull/2544") == "2544");
    CHECK(cited(tests::records({"docs/adr/use-boats.md"}), "use-boats for all, adr/use-boats.md") ==
          "use-boats");
}

TEST_CASE("the record of another project is not ours, though it has the number of one") {
    CHECK(cited(adrs, "https://example.org/docs/adr/0012-their-thing.md").empty());
    CHECK(cited(adrs, "[it](https://example.org/docs/architecture/adr-012-their-thing.md)").empty());
    CHECK(cited(adrs, "[ADR-0012](https://example.org/docs/adr/0012-their-thing.md)") == "12?");
    CHECK(cited(adrs, "[ADR-0012](https://example.org/docs/adr/0012-no-roads.md)") == "12");
    CHECK(cited(adrs, "[ADR-0012](https://example.org/issues/44)") == "12");
    CHECK(cited(rfcs, "[RFC 12](https://example.org/rfcs/0012-their-thing.md)").empty());
}

TEST_CASE("a standard's number is nobody's record") {
    for (const auto* text : {"as RFC 2119 says", "RFC2119", "RFC 700, section 4",
                             "https://tools.ietf.org/html/rfc700 (RFC 700)", "RFC 12 on page 30"})
        CHECK_MESSAGE(cited(rfcs, text).empty(), text);
    CHECK(cited(rfcs, "as RFC 700 says") == "700");
    CHECK(cited(rfcs, "RFC 2544 allows it") == "2544");
    CHECK(cited(adrs, "RFC 12 and rfc0012").empty());
    CHECK(is_known_standard("822"));
    CHECK(is_known_standard("1034"));
    CHECK_FALSE(is_known_standard("2544"));
}

TEST_CASE("records are called as their files and folders say") {
    CHECK(cited(tests::records({"doc/architecture/decisions/0007-x-y.md"}),
                "ADR-7, decision 7, RFC 7, PEP 7") == "7");
    CHECK(cited(tests::records({"peps/pep-0008.rst"}), "PEP 8") == "8");
    CHECK(cited(tests::records({"docs/dr/0008-a-b.md"}), "dr8, dr 9").empty());
    CHECK(cited(tests::records({"oteps/0007-x-y.md"}), "OTEP 7") == "7");
    CHECK(cited(tests::records({"docs/architecture-decisions/adr001-x.md"}), "ADR001") == "1");
}

TEST_CASE("a decision of the space is named by an ending of its id that no other has") {
    auto some = tests::records({"", "docs/adr/0002-a-b.md"});
    some[0].number.reset();
    some[0].slug = "01kaz7w3k4rmq9t5x8y2b63f9k";
    some[0].decision_id = some[0].slug;
    CHECK(cited(some, "as D-3f9k says") == some[0].slug);
    CHECK(cited(some, "d-3F9K, D-2B63F9K.") == some[0].slug);
    CHECK(cited(some, "D-f9k, D-4f9k, D-3f9kx, xD-3f9k, D-3f9k_, D 3f9k, AD-3f9k").empty());
    some[1].decision_id = "01kaz7w3k4rmq9t5x8y2b7aa9k";
    CHECK(cited(some, "D-aa9k") == "2");
    some[1].decision_id = "01kaz7w3k4rmq9t5x8y2b73f9k";
    CHECK(cited(some, "D-3f9k").empty());
    CHECK(cited(some, "D-73f9k") == "2");
    some[0].kind = "D";
    some[0].number = "12";
    CHECK(cited(some, "D-12, see there") == "12");
    CHECK(cited(some, "D12, D 12, D#12, D: 12, ADR-12, GRID-12").empty());
    CHECK(cited(some, "[x](../..) [y]()").empty());
}

TEST_CASE("of two records with one number, the one that lies nearer is meant") {
    const auto two = tests::records({"a/docs/adr/0001-x-y.md", "b/docs/adr/0001-z-w.md"});
    const Names names(two);
    CHECK(citations_in("ADR-1", names, "b/src/x.c").front().record == 1);
    CHECK(citations_in("ADR-1", names, "a/src/x.c").front().record == 0);
    CHECK(citations_in("ADR-1", names, "x.c").size() == 2);
}

TEST_CASE("no text is too long or too strange") {
    std::string many;
    for (int i = 0; i < 20'000; ++i)
        many += "ADR-12 [ ( docs/../../.. \xff\xfe";
    CHECK(cited(adrs, many) == "12");
    CHECK(cited(adrs, std::string(1'000'000, '[')).empty());
    CHECK(cited(adrs, std::string(1'000'000, 'A')).empty());
    CHECK(cited(adrs, "[ADR-12](").size() == 2);
    CHECK(cited(adrs, "").empty());
}
