// Decisions of a space among the records of a repository.
#include "daemon/lookup/space_shelf.hpp"

#include <doctest/doctest.h>

#include "decisions/names.hpp"
#include "why/answer.hpp"
#include "why/successors.hpp"

using namespace restante;
using namespace restante::daemon::lookup;
using decisions::Status;

namespace {

ThreadId id(std::uint8_t last) {
    ThreadId out;
    out.bytes.fill(1);
    out.bytes.back() = last;
    return out;
}

store::DecisionRow row(std::uint8_t last, core::DecisionStatus status, std::string title) {
    store::DecisionRow out;
    out.id = id(last);
    out.title = std::move(title);
    out.status = status;
    return out;
}

decisions::Record file(const std::string& path) {
    const auto name = decisions::read_file_name(path);
    decisions::Record out;
    out.path = path;
    out.number = name.number;
    out.slug = name.slug;
    out.status = Status::accepted;
    return out;
}

}  // namespace

TEST_CASE("a decision of the space is a record without a file, named by its id") {
    auto accepted = row(1, core::DecisionStatus::accepted, "Use boats");
    accepted.number = 12;
    accepted.applies_to = "src/ferry/**\n*.tf";
    accepted.review_by = "2027-01-01";
    accepted.outcome = "Boats.";
    const auto shelf = space_shelf({accepted}, {});
    REQUIRE(shelf.records.size() == 1);
    const auto& record = shelf.records.front();
    CHECK(record.path.empty());
    CHECK(record.decision_id == to_text(id(1)));
    CHECK(record.number == "12");
    CHECK(record.kind == "D");
    CHECK(record.status == Status::accepted);
    CHECK(record.applies_to == std::vector<std::string>{"src/ferry/**", "*.tf"});
    CHECK(record.review_by == "2027-01-01");
    CHECK(record.outcome == "Boats.");
    const why::Names names(shelf.records);
    why::Known known;
    known.path = "src/ferry/a.c";
    known.lines = {{0, "int a; // by D-12"}};
    const auto found = why::answer(known, names, shelf.records);
    REQUIRE(found.size() == 1);
    CHECK(found.front().evidence.size() == 2);
}

TEST_CASE("only an accepted successor stands before what it replaces, in the space and in files") {
    using core::LinkRel;
    using core::LinkType;
    for (const bool accepted : {true, false}) {
        auto old = row(1, core::DecisionStatus::accepted, "Old");
        old.superseded = accepted;
        const auto shelf = space_shelf(
            {old, row(2, accepted ? core::DecisionStatus::accepted : core::DecisionStatus::proposed, "New")},
            {{id(2), LinkRel::supersedes, {LinkType::entity, to_text(id(1))}},
             {id(2), LinkRel::supersedes, {LinkType::record, "docs/adr/0003-swim.md"}},
             {id(2), LinkRel::grew_out_of, {LinkType::entity, to_text(id(9))}},
             {id(7), LinkRel::supersedes, {LinkType::entity, to_text(id(1))}}});
        const auto all = joined({file("docs/adr/0003-swim.md")}, shelf);
        REQUIRE(all.size() == 3);
        CHECK(all[1].status == (accepted ? Status::superseded : Status::accepted));
        CHECK(why::living_successors(1, all).size() == (accepted ? 1 : 0));
        CHECK(why::living_successors(0, all).size() == (accepted ? 1 : 0));
        REQUIRE(shelf.origins.size() == 1);
        CHECK(shelf.origins.front().thread == to_text(id(9)));
        CHECK(shelf.origins.front().decision == to_text(id(2)));
    }
}

TEST_CASE("one that was written down is listed once, as its file says") {
    auto written = file("docs/adr/0003-swim.md");
    written.decision_id = to_text(id(1));
    written.title = "As edited";
    const auto all = joined({written}, space_shelf({row(1, core::DecisionStatus::accepted, "As proposed"),
                                                    row(2, core::DecisionStatus::proposed, "Other")},
                                                   {}));
    REQUIRE(all.size() == 2);
    CHECK(all[0].title == "As edited");
    CHECK(all[1].title == "Other");
}
