// What decisions come to: their texts and who changed them, their status, positions and links.
#include "core/make_decision.hpp"

#include <doctest/doctest.h>

#include "core/authorize.hpp"
#include "core/typed_text.hpp"
#include "unit/core/kinds.hpp"

using namespace restante;
using namespace restante::core;
using namespace restante::tests;

namespace {

DecisionChanges outcome(std::string text, std::optional<OpId> base = {}) {
    DecisionChanges changes;
    changes.texts[static_cast<std::size_t>(DecisionField::outcome)] = {std::move(text), base};
    return changes;
}

void edit(Talk& talk, const Person& who, DecisionChanges changes) {
    talk.add(make_decision_edit(talk.desk.stamp(who), talk.thread, std::move(changes)));
}

void become(Talk& talk, const Person& who, DecisionStatus status, std::string reason = "") {
    talk.add(make_status(talk.desk.stamp(who), talk.thread, status, std::move(reason)));
}

void check_no(const Result<oplog::Op>& op, Errc code, std::string_view message) {
    REQUIRE_FALSE(op);
    CHECK(op.error().code == code);
    CHECK(op.error().message == message);
}

/// The op changes nothing that anybody sees of the thread.
void check_no_effect(const Talk& talk, std::string_view kind) {
    CAPTURE(kind);
    auto desk = talk.desk;
    const auto op =
        raw_op(desk.stamp(bob), talk.entity(), kind, *sample_body(kind, talk.thread, Comment{}, "word"));
    auto after = talk.thread;
    REQUIRE(fold_next(after, op));
    CHECK(after.updated_at == talk.thread.updated_at);
    CHECK(after.decision == talk.thread.decision);
    CHECK(after.links == talk.thread.links);
    CHECK(after.title == talk.thread.title);
    CHECK(after.state == talk.thread.state);
    CHECK(after.anchor == talk.thread.anchor);
}

}  // namespace

TEST_CASE("a proposal is a decision with its texts, about no place, and nothing said yet") {
    const auto talk = Talk::about_decision(ada);
    CHECK(role_of(talk.thread) == Role::decision);
    CHECK(talk.thread.title == "Bound the queue");
    CHECK(talk.thread.opener == ada.actor);
    CHECK(talk.thread.anchor.repository == "r-1a2b3c");
    CHECK(talk.thread.anchor.path.empty());
    CHECK(talk.thread.comments.empty());
    CHECK(talk.decision().status() == DecisionStatus::proposed);
    CHECK(talk.decision().text(DecisionField::context).text == "It grows without end.");
    CHECK(talk.decision().text(DecisionField::outcome).text.empty());
    CHECK(anchor_history(talk.thread.id, talk.ops).empty());
}

TEST_CASE("a proposal from a thread has its links from the start") {
    Desk desk;
    const Talk thread;
    Proposal proposal{.repository = "r", .title = "T"};
    proposal.from = thread.thread.id;
    proposal.answer = thread.opening();
    const auto op = make_propose(desk.stamp(ada), proposal).value();
    const auto made = fold_thread(op.id.as<ThreadTag>(), std::span(&op, 1)).value();
    REQUIRE(made.links.size() == 2);
    CHECK(made.links[0].rel == LinkRel::grew_out_of);
    CHECK(made.links[0].target == LinkTarget{LinkType::entity, to_text(thread.thread.id)});
    CHECK(made.links[1].rel == LinkRel::answer);
    CHECK(made.links[1].target == LinkTarget{LinkType::comment, to_text(thread.opening())});
}

TEST_CASE("globs and dates are kept in one form, and wrong ones are refused by name") {
    Desk desk;
    const auto with = [&](DecisionField field, std::string text) {
        Proposal proposal{.repository = "r", .title = "T"};
        proposal.texts[static_cast<std::size_t>(field)] = std::move(text);
        return make_propose(desk.stamp(ada), std::move(proposal));
    };
    const auto op = with(DecisionField::applies_to, " src/** \n\n\tdocs/*.md\n").value();
    CHECK(globs_of(*fold_thread(op.id.as<ThreadTag>(), std::span(&op, 1))->decision) ==
          std::vector<std::string>{"src/**", "docs/*.md"});
    check_no(with(DecisionField::applies_to, "/etc/**"), Errc::invalid_argument,
             "\"/etc/**\" is no glob of paths in the repository");
    check_no(with(DecisionField::applies_to, "a/../../b"), Errc::invalid_argument,
             "\"a/../../b\" is no glob of paths in the repository");
    check_no(with(DecisionField::review_by, "2027-02-29"), Errc::invalid_argument,
             "\"2027-02-29\" is no day");
    check_no(with(DecisionField::review_by, "soon"), Errc::invalid_argument, "\"soon\" is no day");
    CHECK(with(DecisionField::review_by, " 2028-02-29 "));
    check_no(with(DecisionField::context, "caf\xe9"), Errc::invalid_argument,
             "the context is not valid UTF-8 (byte 3)");
    check_no(make_propose(desk.stamp(ada), {.repository = "r", .title = " "}), Errc::invalid_argument,
             "the title is empty");
}

TEST_CASE("an edit changes the texts it names, and what was there is kept") {
    auto talk = Talk::about_decision();
    auto changes = outcome("At most 64.");
    changes.title = {"Bound it"};
    edit(talk, bob, changes);
    CHECK(talk.thread.title == "Bound it");
    REQUIRE(talk.thread.title_history.size() == 1);
    CHECK(talk.thread.title_history[0].text == "Bound the queue");
    CHECK(talk.decision().text(DecisionField::outcome).text == "At most 64.");
    CHECK(talk.decision().text(DecisionField::outcome).author == bob.actor);
    CHECK(talk.decision().text(DecisionField::outcome).history.empty());  // nothing was ever written there
    CHECK(talk.decision().text(DecisionField::context).history.empty());
    edit(talk, ada, outcome("At most 32."));
    REQUIRE(talk.decision().text(DecisionField::outcome).history.size() == 1);
    CHECK(talk.decision().text(DecisionField::outcome).history[0].text == "At most 64.");
    CHECK_FALSE(talk.decision().text(DecisionField::outcome).history[0].concurrent);
    check_no(make_decision_edit(talk.desk.stamp(ada), talk.thread, outcome("At most 32.")),
             Errc::invalid_argument, "the texts are the same as before");
}

TEST_CASE("of two edits of one text at once the later in order wins and the other is marked") {
    auto talk = Talk::about_decision();
    const auto base = talk.decision().text(DecisionField::outcome).version;
    const auto seen = talk.thread;
    const auto lamport = talk.desk.lamport() + 1;
    talk.add(make_decision_edit(talk.desk.stamp(ada, lamport), seen, outcome("64", base)));
    talk.add(make_decision_edit(talk.desk.stamp(bob, lamport), seen, outcome("32", base)));
    const auto& text = talk.decision().text(DecisionField::outcome);
    CHECK(text.text == "32");
    REQUIRE(text.history.size() == 1);
    CHECK(text.history[0].text == "64");
    CHECK(text.history[0].concurrent);
}

TEST_CASE("the status is the last change, and every change is kept with who, when and why") {
    auto talk = Talk::about_decision(ada);
    become(talk, bob, DecisionStatus::accepted, "all agreed");
    become(talk, ada, DecisionStatus::deprecated);
    become(talk, ada, DecisionStatus::proposed, "again");
    become(talk, bob, DecisionStatus::rejected);
    CHECK(talk.decision().status() == DecisionStatus::rejected);
    REQUIRE(talk.decision().changes.size() == 5);
    CHECK(talk.decision().changes[1] ==
          StatusChange{DecisionStatus::accepted, talk.ops[1].id, bob.actor, talk.ops[1].at, "all agreed"});
}

TEST_CASE("a status that cannot be reached from the present one is a conflict that names it") {
    auto talk = Talk::about_decision();
    const auto name = decision_name(talk.thread.id);
    const auto stamp = talk.desk.stamp(bob);
    check_no(make_status(stamp, talk.thread, DecisionStatus::deprecated, ""), Errc::conflict,
             fmt::format("decision {} is proposed", name));
    check_no(make_status(stamp, talk.thread, DecisionStatus::proposed, ""), Errc::conflict,
             fmt::format("decision {} is proposed already", name));
    become(talk, ada, DecisionStatus::accepted);
    check_no(make_status(stamp, talk.thread, DecisionStatus::accepted, ""), Errc::conflict,
             fmt::format("decision {} is accepted already", name));
    check_no(make_status(stamp, talk.thread, DecisionStatus::rejected, ""), Errc::conflict,
             fmt::format("decision {} is accepted", name));
}

TEST_CASE("one who accepts and one who rejects at once are both there to read") {
    auto talk = Talk::about_decision();
    const auto seen = talk.thread;
    const auto lamport = talk.desk.lamport() + 1;
    talk.add(make_status(talk.desk.stamp(ada, lamport), seen, DecisionStatus::accepted, "good"));
    talk.add(make_status(talk.desk.stamp(bob, lamport), seen, DecisionStatus::rejected, "bad"));
    CHECK(talk.decision().status() == DecisionStatus::rejected);
    REQUIRE(talk.decision().changes.size() == 3);
    CHECK(talk.decision().changes[1].reason == "good");
}

TEST_CASE("what is edited after it was accepted says so until it is accepted again") {
    auto talk = Talk::about_decision();
    edit(talk, ada, outcome("64"));
    become(talk, bob, DecisionStatus::accepted);
    CHECK_FALSE(talk.decision().edited_since_accepted);
    edit(talk, ada, outcome("32"));
    CHECK(talk.decision().edited_since_accepted);
    become(talk, bob, DecisionStatus::proposed);
    become(talk, bob, DecisionStatus::accepted);
    CHECK_FALSE(talk.decision().edited_since_accepted);
}

TEST_CASE("positions are kept in order, and an objection needs a reason") {
    auto talk = Talk::about_decision();
    check_no(make_position(talk.desk.stamp(bob), talk.thread, Stand::objection, " "), Errc::invalid_argument,
             "an objection needs a reason");
    talk.add(make_position(talk.desk.stamp(bob), talk.thread, Stand::objection, "64 is too few"));
    talk.add(make_position(talk.desk.stamp(bob), talk.thread, Stand::consent, ""));
    check_no(make_position(talk.desk.stamp(bob), talk.thread, Stand::consent, ""), Errc::conflict,
             "that is your position already");
    REQUIRE(talk.decision().positions.size() == 2);
    CHECK(talk.decision().positions[0].text == "64 is too few");
    CHECK(talk.decision().positions[1].stand == Stand::consent);
}

TEST_CASE("a link is there once, and whoever removes it removes it for all") {
    auto talk = Talk::about_decision();
    const Talk other;
    const LinkTarget old{LinkType::entity, to_text(Talk::about_place().thread.id)};
    const auto seen = talk.thread;
    talk.add(make_link(talk.desk.stamp(ada), seen, LinkRel::supersedes, old));
    talk.add(make_link(talk.desk.stamp(bob), seen, LinkRel::supersedes, old));
    REQUIRE(talk.thread.links.size() == 1);
    CHECK(talk.thread.links[0].actor == ada.actor);
    check_no(make_link(talk.desk.stamp(bob), talk.thread, LinkRel::supersedes, old), Errc::conflict,
             "that link is there already");
    talk.add(make_unlink(talk.desk.stamp(bob), talk.thread, LinkRel::supersedes, old));
    CHECK(talk.thread.links.empty());
    check_no(make_unlink(talk.desk.stamp(bob), talk.thread, LinkRel::supersedes, old), Errc::not_found,
             fmt::format("there is no link \"supersedes\" to {}", old.text));
}

TEST_CASE("links that make no sense, or harm, are refused when made and fold to nothing") {
    auto talk = Talk::about_decision();
    const auto refused = [&](LinkRel rel, LinkType type, std::string target, std::string_view message) {
        CAPTURE(target);
        check_no(make_link(talk.desk.stamp(ada), talk.thread, rel, {type, target}), Errc::invalid_argument,
                 message);
        const auto op = raw_op(talk.desk.stamp(ada), talk.entity(), "link.add",
                               ops::LinkAdd{rel, {type, target}}.write());
        CHECK(validate(op).error().code == Errc::corrupt);
        auto after = talk.thread;
        REQUIRE(fold_next(after, op));
        CHECK(after.links.empty());
    };
    refused(LinkRel::supersedes, LinkType::entity, to_text(talk.thread.id),
            "nothing can be linked to itself");
    refused(LinkRel::supersedes, LinkType::entity, "3f9k", "\"3f9k\" is no id");
    refused(LinkRel::supersedes, LinkType::url, "https://a.example",
            "\"supersedes\" cannot lead to a target of the type url");
    refused(LinkRel::url, LinkType::url, "javascript:alert(1)",
            "only http and https addresses can be linked to");
    refused(LinkRel::url, LinkType::url, "file:///etc/passwd",
            "only http and https addresses can be linked to");
    refused(LinkRel::url, LinkType::url, "https://ada:swordfish@example.org/",
            "the address holds a user name or password, which everybody would read");
    refused(LinkRel::url, LinkType::url, "https://example.org/a b",
            "the address is broken: it has no host, or holds white space or quotes");
    refused(LinkRel::url, LinkType::url, "https:///path",
            "the address is broken: it has no host, or holds white space or quotes");
    refused(LinkRel::record, LinkType::record, "../secret.md",
            "\"../secret.md\" is neither the number nor the path of a record");
    refused(LinkRel::commit, LinkType::commit, "HEAD", "\"HEAD\" is no commit id");
    for (const auto& target :
         {LinkTarget{LinkType::record, "0012"}, LinkTarget{LinkType::record, "docs/adr/0012-bound.md"}})
        CHECK(make_link(talk.desk.stamp(ada), talk.thread, LinkRel::supersedes, target));
}

TEST_CASE("too many links are refused, and of more than that the first in order count") {
    auto talk = Talk::about_decision();
    const auto seen = talk.thread;
    for (std::size_t i = 0; i <= links_max; ++i) {
        auto op = make_link(talk.desk.stamp(ada), seen, LinkRel::commit,
                            {LinkType::commit, fmt::format("{:07x}", i)});
        talk.ops.push_back(std::move(op).value());
    }
    talk.thread = fold_thread(talk.thread.id, talk.ops).value();
    CHECK(talk.thread.links.size() == links_max);
    CHECK(make_link(talk.desk.stamp(ada), talk.thread, LinkRel::commit, {LinkType::commit, "fffffff"})
              .error()
              .code == Errc::too_large);
}

TEST_CASE("what is for threads folds to nothing on a decision, and is refused with what to do instead") {
    auto talk = Talk::about_decision();
    for (const auto* kind : {"thread.resolve", "thread.reopen", "thread.title", "thread.reanchor"})
        check_no_effect(talk, kind);
    const auto stamp = talk.desk.stamp(bob);
    const auto name = decision_name(talk.thread.id);
    check_no(make_resolve(stamp, talk.thread), Errc::invalid_argument,
             fmt::format("{} is a decision, which cannot be resolved", name));
    check_no(make_reanchor(stamp, talk.thread, sample_anchor()), Errc::invalid_argument,
             fmt::format("{} is a decision, which cannot be attached elsewhere", name));
    CHECK(make_comment(stamp, talk.thread, "why 64?"));
}

TEST_CASE("what is for decisions folds to nothing on a thread and on a place, and is refused") {
    const Talk thread;
    const auto place = Talk::about_place();
    for (const auto& kind : ops::all_kinds()) {
        if (!kind.name.starts_with("decision.") || kind.start != nullptr) continue;
        check_no_effect(thread, kind.name);
        check_no_effect(place, kind.name);
    }
    check_no_effect(place, "link.add");
    for (const auto* talk : {&thread, &place}) {
        auto desk = talk->desk;
        check_no(make_status(desk.stamp(bob), talk->thread, DecisionStatus::accepted, ""),
                 Errc::invalid_argument, fmt::format("{} is no decision", short_text(talk->thread.id)));
    }
}

TEST_CASE("a place is anchored as a thread is, can be attached elsewhere and withdrawn, and holds no talk") {
    auto place = Talk::about_place(ada);
    CHECK(role_of(place.thread) == Role::place);
    CHECK(place.thread.anchor == sample_anchor());
    CHECK(place.thread.comments.empty());
    place.add(make_reanchor(place.desk.stamp(bob), place.thread, sample_anchor(7)));
    CHECK(place.thread.anchor == sample_anchor(7));
    CHECK(anchor_history(place.thread.id, place.ops).size() == 2);
    place.add(make_resolve(place.desk.stamp(bob), place.thread));
    CHECK(place.thread.state.state == ThreadState::resolved);
    const auto refused = make_comment(place.desk.stamp(bob), place.thread, "why here?");
    check_no(refused, Errc::invalid_argument,
             fmt::format("{} is a place that a decision governs, which cannot be commented on",
                         short_text(place.thread.id)));
    CHECK(refused.error().hint ==
          "say it of the decision, " + decision_name(place.thread.governs->as<ThreadTag>()));
}

TEST_CASE("the first number in order stays") {
    auto talk = Talk::about_decision();
    for (const std::int64_t number : {12, 13}) {
        auto op = make_number(talk.desk.stamp(bob), talk.thread.id, talk.thread.heads, number).value();
        op.actor = ops::hub_actor;
        talk.add(op);
    }
    CHECK(talk.decision().number == 12U);
    CHECK(make_number(talk.desk.stamp(bob), talk.thread.id, {}, 0).error().code == Errc::unavailable);
}

TEST_CASE("what was typed into an op can be read out of it again, whatever its kind") {
    Desk desk;
    Proposal proposal{.repository = "r", .title = "Bound it"};
    proposal.texts[0] = "It grows.";
    proposal.texts[2] = "64";
    CHECK(typed_text(make_propose(desk.stamp(ada), proposal).value()) == "Bound it\n\nIt grows.\n\n64");
    auto talk = Talk::about_decision();
    auto changes = outcome("32");
    changes.title = {"Bound it less"};
    CHECK(typed_text(make_decision_edit(desk.stamp(ada), talk.thread, changes).value()) ==
          "Bound it less\n\n32");
    CHECK(
        typed_text(make_status(desk.stamp(ada), talk.thread, DecisionStatus::accepted, "measured").value()) ==
        "measured");
    CHECK(typed_text(make_comment(desk.stamp(ada), talk.thread, "why?").value()) == "why?");
    CHECK(typed_text(raw_op(desk.stamp(ada), talk.entity(), "decision.edit", "{}")).empty());
}
