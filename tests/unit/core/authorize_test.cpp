#include "core/authorize.hpp"

#include <doctest/doctest.h>

#include "unit/core/kinds.hpp"

using namespace restante;
using namespace restante::core;
using namespace restante::tests;

TEST_CASE("who may do what to a thread of ada's with a comment of bob's") {
    Talk talk;
    talk.reply(bob, "mine");
    struct Row {
        std::string_view kind;
        bool author;  // of the comment
        bool others;
    };
    constexpr std::array rows{
        Row{"thread.open", true, true},     Row{"thread.title", true, true},
        Row{"thread.resolve", true, true},  Row{"thread.reopen", true, true},
        Row{"thread.reanchor", true, true}, Row{"comment.add", true, true},
        Row{"comment.edit", true, false},   Row{"comment.redact", true, false},
        Row{"actor.profile", true, true},   Row{"decision.propose", true, true},
        Row{"decision.edit", true, true},   Row{"decision.position", true, true},
        Row{"decision.accept", true, true}, Row{"decision.reject", true, true},
        Row{"decision.reopen", true, true}, Row{"decision.deprecate", true, true},
        Row{"decision.govern", true, true}, Row{"decision.number", true, true},  // as the hub, see below
        Row{"link.add", true, true},        Row{"link.remove", true, true},
    };
    REQUIRE(rows.size() == ops::all_kinds().size());
    for (const auto& row : rows)
        for (const auto& [who, allowed] : {std::pair{bob, row.author}, std::pair{ada, row.others}}) {
            CAPTURE(row.kind);
            CAPTURE(allowed);
            const auto op =
                sample_op_of(row.kind, talk.desk.stamp(who), talk.thread, talk.thread.comments.back(), "x");
            CHECK(authorize(op, &talk.thread).has_value() == allowed);
            if (!allowed) CHECK(authorize(op, &talk.thread).error().code == Errc::forbidden);
            // Nobody knows the comment's author yet; the fold will.
            CHECK(authorize(op, nullptr));
        }
}

TEST_CASE("nobody writes another's profile") {
    Desk desk;
    const auto op = raw_op(desk.stamp(bob), ada.actor.as<EntityTag>(), "actor.profile", R"({"name":"Eve"})");
    CHECK(validate(op));
    CHECK(authorize(op, nullptr).error().code == Errc::forbidden);
}

TEST_CASE("nobody but a hub numbers a decision") {
    auto talk = Talk::about_decision();
    auto op = make_number(talk.desk.stamp(bob), talk.thread.id, {}, 7).value();
    CHECK(validate(op));
    CHECK(authorize(op, &talk.thread).error().code == Errc::forbidden);
    op.actor = ops::hub_actor;
    CHECK(authorize(op, &talk.thread));
}

TEST_CASE("an unknown kind is valid and allowed: a newer replica decides") {
    Talk talk;
    const auto op = raw_op(talk.desk.stamp(bob), talk.entity(), "vote.cast", R"({"yes":true})");
    CHECK(validate(op));
    CHECK(authorize(op, &talk.thread));
    CHECK(authorize(op, nullptr));
}

TEST_CASE("a body that its kind does not allow is corrupt, and the message names the member") {
    Talk talk;
    const auto check = [&](std::string_view kind, std::string body, std::string_view message) {
        CAPTURE(body);
        const auto op = raw_op(talk.desk.stamp(ada), talk.entity(), kind, body);
        REQUIRE_FALSE(validate(op));
        CHECK(validate(op).error().code == Errc::corrupt);
        CHECK(validate(op).error().message == message);
        CHECK(authorize(op, &talk.thread).error().code == Errc::corrupt);
    };
    const auto id = to_text(ada.actor);
    check("comment.add", "{}", "\"text\" is missing");
    check("comment.add", R"({"text":null})", "\"text\" is not a string");
    check("comment.add", R"({"text":""})", "the text is empty");
    check("comment.add", "", "the body is not a canonical JSON object");
    check("comment.edit", R"({"comment":")" + id + R"(","text":"x"})", "\"base\" is missing");
    check("comment.edit", R"({"base":")" + id + R"(","text":"x"})", "\"comment\" is missing");
    check("comment.edit", R"({"base":"x","comment":")" + id + R"(","text":"x"})", "\"base\" is not an id");
    check("comment.redact", "{}", "\"comment\" is missing");
    check("thread.title", "{}", "\"title\" is missing");
    check("thread.title", R"({"base":1,"title":"x"})", "\"base\" is not an id");
    check("thread.title", R"({"title":")" + std::string(201, 'x') + "\"}",
          "the title has 201 bytes, more than 200");
    check("thread.resolve", "{ }", "the body is not a canonical JSON object");
    check("thread.reanchor", "{}", "\"anchor\" is missing");
    check("thread.reanchor", R"({"anchor":7})", "\"anchor\" is not an object");
    check("thread.reanchor", R"({"anchor":{}})", "anchor member \"repository\" must be a string");
    check("actor.profile", R"({"email":""})", "\"name\" is missing");
    check("actor.profile", R"({"email":"a b","name":"A"})", "the email holds white space");
    check("thread.open", talk.ops[0].body, "\"entity\" of a thread.open is not the op's own id");
}
