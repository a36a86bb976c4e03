// Decisions and the places that they govern: rows of their own, and in nobody's way who asks for threads.
#include <doctest/doctest.h>

#include "core/make_decision.hpp"
#include "unit/store/fixture.hpp"

namespace restante::store {

using namespace restante::tests;

namespace {

MakeOp proposing(const std::string& title, const std::string& outcome = "") {
    return [=](const core::Stamp& stamp, const core::Thread*) {
        core::Proposal proposal{.repository = "r1", .title = title};
        proposal.texts[2] = outcome;
        proposal.texts[4] = "src/**";
        return core::make_propose(stamp, std::move(proposal));
    };
}

/// A team's store in which decisions are made.
struct Team {
    TempFolder folder;
    Replica replica{folder / "a.db"};
    Reader reader = must(Reader::open(folder / "a.db"));

    core::Thread propose(const std::string& title, const std::string& outcome = "") {
        return append({}, proposing(title, outcome));
    }
    core::Thread become(ThreadId id, core::DecisionStatus status) {
        return append(id, [=](const core::Stamp& stamp, const core::Thread* now) {
            return core::make_status(stamp, *now, status, "");
        });
    }
    core::Thread supersede(ThreadId by, ThreadId old) {
        return append(by, [=](const core::Stamp& stamp, const core::Thread* now) {
            return core::make_link(stamp, *now, core::LinkRel::supersedes,
                                   {core::LinkType::entity, to_text(old)});
        });
    }
    core::Thread govern(const core::Thread& decision, const std::string& path) {
        return append({}, [=](const core::Stamp& stamp, const core::Thread*) {
            return core::make_govern(stamp, decision, anchor_at(path));
        });
    }
    core::Thread append(std::optional<ThreadId> thread, const MakeOp& make) {
        replica.clock.advance(1'000);
        return must(replica.store->append_local("team", thread, make)).thread;
    }

    [[nodiscard]] DecisionRow row(ThreadId id) {
        for (auto& row : must(reader.decisions("team", "r1", 100)))
            if (row.id == id) return row;
        throw std::runtime_error("no such decision");
    }
    [[nodiscard]] bool superseded(ThreadId id) { return row(id).superseded; }
};

}  // namespace

TEST_CASE("decisions and places are in no list and no count of threads") {
    Team team;
    const auto thread = team.replica.open_thread("a.cpp", "why?");
    const auto decision = team.propose("Bound the queue");
    const auto place = team.govern(decision, "a.cpp");
    team.append(decision.id, replying("64 is plenty"));

    const auto page = must(team.reader.list({.space = "team"}));
    REQUIRE(page.threads.size() == 1);
    CHECK(page.threads[0].id == thread.id);
    CHECK(must(team.reader.list({.space = "team", .repository = "r1", .path_prefix = ""})).threads.size() ==
          1);
    CHECK(must(team.reader.threads_of_file("team", "r1", "a.cpp")) == std::vector{thread});
    CHECK(must(team.reader.threads_of_file("team", "r1", "a.cpp", {}, core::Role::place)) ==
          std::vector{place});
    auto counts = must(team.reader.counts());
    REQUIRE(counts.spaces.size() == 1);
    CHECK(counts.spaces[0].open == 1);
    CHECK(counts.spaces[0].resolved == 0);

    team.append(place.id, [](const core::Stamp& stamp, const core::Thread* now) {
        return core::make_resolve(stamp, *now);
    });
    counts = must(team.reader.counts());
    CHECK(counts.spaces[0].open == 1);
    CHECK(counts.spaces[0].resolved == 0);
    CHECK(must(team.replica.store->integrity()).empty());
}

TEST_CASE("places are followed as threads are, and decisions are not") {
    Team team;
    const auto thread = team.replica.open_thread("a.cpp", "why?");
    const auto decision = team.propose("Bound the queue");
    const auto place = team.govern(decision, "b.cpp");
    const auto no = must(team.replica.store->clone_is_at("/code", std::string(40, 'c'), {}));
    const auto unfollowed = must(team.replica.store->unfollowed(no, "r1", 100));
    REQUIRE(unfollowed.threads.size() == 2);
    CHECK(unfollowed.threads[0].id == thread.id);
    CHECK(unfollowed.threads[1].id == place.id);
}

TEST_CASE("a row of a decision says what a list shows, and follows each change") {
    Team team;
    const auto decision = team.propose("Bound the queue", "\n  At most 64.\nBecause of the batch.");
    auto row = team.row(decision.id);
    CHECK(row.title == "Bound the queue");
    CHECK(row.outcome == "At most 64.");
    CHECK(row.applies_to == "src/**");
    CHECK(row.status == core::DecisionStatus::proposed);
    CHECK_FALSE(row.number);
    team.become(decision.id, core::DecisionStatus::accepted);
    CHECK(team.row(decision.id).status == core::DecisionStatus::accepted);
    team.append(decision.id, [](const core::Stamp& stamp, const core::Thread* now) {
        core::DecisionChanges changes;
        changes.title = {"Bound it"};
        changes.texts[2] = {std::string(300, 'x')};
        changes.texts[5] = {"2027-01-01"};
        return core::make_decision_edit(stamp, *now, std::move(changes));
    });
    row = team.row(decision.id);
    CHECK(row.title == "Bound it");
    CHECK(row.outcome == std::string(200, 'x') + "…");
    CHECK(row.review_by == "2027-01-01");
    CHECK(must(team.reader.decisions("team", "r2", 100)).empty());
    CHECK(must(team.reader.decisions("other", "r1", 100)).empty());
}

TEST_CASE("decisions come newest first, a page at a time") {
    Team team;
    std::vector<ThreadId> ids;
    for (const auto* title : {"one", "two", "three"})
        ids.push_back(team.propose(title).id);
    const auto first = must(team.reader.decisions("team", "r1", 2));
    REQUIRE(first.size() == 2);
    CHECK(first[0].id == ids[2]);
    CHECK(first[1].id == ids[1]);
    const auto rest = must(team.reader.decisions("team", "r1", 2, first[1].id));
    REQUIRE(rest.size() == 1);
    CHECK(rest[0].id == ids[0]);
}

TEST_CASE("only an accepted successor retires a decision, and gives it back when it goes") {
    Team team;
    const auto old = team.become(team.propose("At most 64").id, core::DecisionStatus::accepted);
    const auto successor = team.propose("At most 32");
    team.supersede(successor.id, old.id);
    CHECK_FALSE(team.superseded(old.id));
    team.become(successor.id, core::DecisionStatus::accepted);
    CHECK(team.superseded(old.id));
    CHECK(team.row(old.id).status == core::DecisionStatus::accepted);
    team.become(successor.id, core::DecisionStatus::deprecated);
    CHECK_FALSE(team.superseded(old.id));
    team.become(successor.id, core::DecisionStatus::proposed);
    team.become(successor.id, core::DecisionStatus::accepted);
    CHECK(team.superseded(old.id));
    team.append(successor.id, [&](const core::Stamp& stamp, const core::Thread* now) {
        return core::make_unlink(stamp, *now, core::LinkRel::supersedes,
                                 {core::LinkType::entity, to_text(old.id)});
    });
    CHECK_FALSE(team.superseded(old.id));
}

TEST_CASE("decisions that supersede each other in a circle are all superseded, and nothing hangs") {
    Team team;
    const auto one = team.become(team.propose("one").id, core::DecisionStatus::accepted);
    const auto two = team.become(team.propose("two").id, core::DecisionStatus::accepted);
    team.supersede(one.id, two.id);
    team.supersede(two.id, one.id);
    CHECK(team.superseded(one.id));
    CHECK(team.superseded(two.id));
    const auto to_one = must(team.reader.linking_to("team", {core::LinkType::entity, to_text(one.id)}));
    REQUIRE(to_one.size() == 1);
    CHECK(to_one[0].source == two.id);
    CHECK(to_one[0].title == "two");
    CHECK(to_one[0].status == core::DecisionStatus::accepted);
}

TEST_CASE("another space's decision has no say in what is superseded here") {
    Team team;
    const auto old = team.become(team.propose("At most 64").id, core::DecisionStatus::accepted);
    const auto foreign = must(team.replica.store->append_local("other", {}, proposing("Take over"))).thread;
    for (const MakeOp& make : {MakeOp([](const core::Stamp&stamp, const core::Thread*now) {
                                   return core::make_status(stamp, *now, core::DecisionStatus::accepted, "");
                               }),
                               MakeOp([&](const core::Stamp&stamp, const core::Thread*now) {
                                   return core::make_link(stamp, *now, core::LinkRel::supersedes,
                                                          {core::LinkType::entity, to_text(old.id)});
                               })})
        must(team.replica.store->append_local("other", foreign.id, make));
    CHECK_FALSE(team.superseded(old.id));
    CHECK(must(team.reader.linking_to("team", {core::LinkType::entity, to_text(old.id)})).empty());
}

TEST_CASE("a decision's places are found by it, and a thread by the decision that grew out of it") {
    Team team;
    const auto thread = team.replica.open_thread("a.cpp", "why?");
    const auto decision = team.append({}, [&](const core::Stamp& stamp, const core::Thread*) {
        core::Proposal proposal{.repository = "r1", .title = "Bound it"};
        proposal.from = thread.id;
        return core::make_propose(stamp, std::move(proposal));
    });
    const auto one = team.govern(decision, "a.cpp");
    const auto two = team.govern(decision, "b.cpp");
    CHECK(must(team.reader.places_of("team", decision.id)) == std::vector{one, two});
    CHECK(must(team.reader.places_of("other", decision.id)).empty());
    const auto grown = must(team.reader.linking_to("team", {core::LinkType::entity, to_text(thread.id)}));
    REQUIRE(grown.size() == 1);
    CHECK(grown[0].source == decision.id);
    CHECK(grown[0].rel == core::LinkRel::grew_out_of);
}

TEST_CASE("what comes of a decision from elsewhere concerns the files that it governs") {
    Team team;
    const auto decision = team.propose("Bound it");
    team.govern(decision, "a.cpp");
    team.govern(decision, "b.cpp");
    Replica other(team.folder / "b.db", 2);
    const auto before = team.replica.all_pending();
    must(other.store->ingest("team", views(before), {}));
    team.become(decision.id, core::DecisionStatus::accepted);
    const std::vector last{team.replica.all_pending().back()};
    const auto ingested = must(other.store->ingest("team", views(last), {}));
    CHECK(ingested.files ==
          std::vector<FileKey>{{"team", "r1", ""}, {"team", "r1", "a.cpp"}, {"team", "r1", "b.cpp"}});
}

TEST_CASE("search finds a decision's texts and what is said of it, for those who ask for decisions") {
    Team team;
    const auto decision = team.propose("Bound the queue", "At most sixty-four.");
    const auto said = team.append(decision.id, replying("why not ninety?")).comments[0].id;
    team.replica.open_thread("a.cpp", "sixty is a lot");
    team.replica.index_all();
    const auto found = [&](std::string_view words, SearchIn in) {
        return must(team.reader.search(words, SearchOrder::newest, 10, in)).hits;
    };
    CHECK(found("sixty", SearchIn::threads).size() == 1);
    CHECK(found("sixty", SearchIn::threads_and_decisions).size() == 2);
    CHECK(found("ninety", SearchIn::threads).empty());
    const auto remark = found("ninety", SearchIn::threads_and_decisions);
    REQUIRE(remark.size() == 1);
    CHECK(remark[0].thread == decision.id);
    CHECK(remark[0].comment == said);
    const auto title = found("queue", SearchIn::threads_and_decisions);
    REQUIRE(title.size() == 1);
    CHECK(title[0].comment == decision.id.as<CommentTag>());
}

TEST_CASE("a database of the fourth version comes to know the decisions that it had kept unread") {
    TempFolder folder;
    const auto path = folder / "a.db";
    restore_golden(path, "version_4.sql");
    Replica replica(path);
    CHECK(must(replica.store->database().integer("PRAGMA user_version")) == 5);
    const auto space = must(replica.store->spaces()).at(0).name;
    auto reader = must(Reader::open(path));
    auto page = must(reader.list({.space = space}));
    REQUIRE(page.threads.size() == 2);
    const auto repository = page.threads[0].repository;
    CHECK(must(reader.decisions(space, repository, 10)).empty());

    REQUIRE(replica.store->needs_rebuild());
    for (auto left = true; left;) {
        const auto progress = must(replica.store->rebuild_some(3));
        left = progress.done < progress.total;
    }
    CHECK(must(replica.store->integrity()).empty());
    const auto decisions = must(reader.decisions(space, repository, 10));
    REQUIRE(decisions.size() == 1);
    CHECK(decisions[0].status == core::DecisionStatus::accepted);
    CHECK(must(reader.places_of(space, decisions[0].id)).size() == 1);
    // What was there is as it was, and is all that is listed and counted.
    page = must(reader.list({.space = space}));
    REQUIRE(page.threads.size() == 2);
    const auto counts = must(reader.counts());
    CHECK(counts.spaces.at(0).open == 1);
    CHECK(counts.spaces.at(0).resolved == 1);
    CHECK(must(reader.clone("/home/ann/code")).has_value());
}

}  // namespace restante::store
