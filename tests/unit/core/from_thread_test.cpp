// What a thread says, sorted into a decision's texts.
#include "core/from_thread.hpp"

#include <doctest/doctest.h>

#include "unit/core/desk.hpp"

using namespace restante;
using namespace restante::core;
using namespace restante::tests;

namespace {

std::string name_of(ActorId actor) {
    return actor == ada.actor ? "Ada" : "Bob";
}

const std::string& text_in(const Proposal& proposal, DecisionField field) {
    return proposal.texts[static_cast<std::size_t>(field)];
}

}  // namespace

TEST_CASE("a thread's question is the context, and its answers are options with their authors") {
    Talk talk(ada, "The bound");
    talk.reply(bob, "64, because\nof the batch\n");
    talk.reply(ada, "90!");
    const auto proposal = proposal_from(talk.thread, name_of, {});
    CHECK(proposal.title == "The bound");
    CHECK(proposal.repository == "r-1a2b3c");
    CHECK(proposal.from == talk.thread.id);
    CHECK(text_in(proposal, DecisionField::context) == "why is this dropped?");
    CHECK(text_in(proposal, DecisionField::options) ==
          "- **Bob**: 64, because\n  of the batch\n- **Ada**: 90!\n");
    CHECK(text_in(proposal, DecisionField::outcome).empty());
    CHECK(text_in(proposal, DecisionField::consequences).empty());
}

TEST_CASE("the accepted answer is the outcome, and is named") {
    Talk talk;
    const auto answer = talk.reply(bob, "64");
    const auto proposal = proposal_from(talk.thread, name_of, answer);
    CHECK(text_in(proposal, DecisionField::outcome) == "64");
    CHECK(proposal.answer == answer);
}

TEST_CASE("without a title the first line of the question is one, without its markup") {
    Talk talk;
    talk.edit(ada, talk.opening(), "\n## Why *64*?\nI wonder.");
    CHECK(proposal_from(talk.thread, name_of, {}).title == "Why *64*?");
}

TEST_CASE("what was withdrawn is in no proposal") {
    Talk talk;
    const auto id = talk.reply(bob, "the password is swordfish");
    talk.redact(bob, id);
    CHECK(text_in(proposal_from(talk.thread, name_of, id), DecisionField::options).empty());
    CHECK(text_in(proposal_from(talk.thread, name_of, id), DecisionField::outcome).empty());
}

TEST_CASE("a thread longer than a text may be ends with a note, and can still be proposed") {
    Talk talk;
    for (int i = 0; i < 3; ++i)
        talk.reply(bob, std::string(30'000, 'x'));
    talk.reply(bob, "short");
    const auto proposal = proposal_from(talk.thread, name_of, {});
    CHECK(text_in(proposal, DecisionField::options).ends_with("- … and more: see the thread\n"));
    CHECK(make_propose(talk.desk.stamp(ada), proposal));
}
