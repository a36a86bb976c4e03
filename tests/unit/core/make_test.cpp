#include "core/make.hpp"

#include <doctest/doctest.h>

#include "anchor/codec.hpp"
#include "core/authorize.hpp"
#include "oplog/codec.hpp"
#include "unit/core/desk.hpp"

using namespace restante;
using namespace restante::core;
using namespace restante::tests;

namespace {

void check_refused(const Result<oplog::Op>& op, Errc code, std::string_view message) {
    REQUIRE_FALSE(op);
    CHECK(op.error().code == code);
    CHECK(op.error().message == message);
}

void check_accepted(const Result<oplog::Op>& op) {
    REQUIRE(op);
    CHECK(validate(*op));
    CHECK(oplog::decode(oplog::encode(*op)) == *op);
}

}  // namespace

TEST_CASE("an op carries its stamp, the entity and the heads as parents") {
    Talk talk;
    const auto stamp = talk.desk.stamp(bob);
    const auto op = make_comment(stamp, talk.thread, "because");
    check_accepted(op);
    CHECK(op->id == stamp.id);
    CHECK(op->space == "team");
    CHECK(op->kind == "comment.add");
    CHECK(op->entity == talk.entity());
    CHECK(op->actor == bob.actor);
    CHECK(op->device == bob.device);
    CHECK(op->lamport == stamp.lamport);
    CHECK(op->at == stamp.at);
    CHECK(op->parents == talk.thread.heads);
    CHECK(op->body == R"({"text":"because"})");
}

TEST_CASE("whatever is made is valid, and a thread's id is that of its opening op") {
    Talk talk(ada, "  A title  ");
    const auto& thread = talk.thread;
    CHECK(thread.title == "A title");
    CHECK(talk.ops[0].entity == talk.ops[0].id.as<EntityTag>());
    const auto stamp = talk.desk.stamp(ada);
    check_accepted(talk.ops[0]);
    check_accepted(make_edit(stamp, thread, talk.opening(), "other", thread.comments[0].version));
    check_accepted(make_redact(stamp, thread, talk.opening()));
    check_accepted(make_resolve(stamp, thread));
    check_accepted(make_title(stamp, thread, ""));
    check_accepted(make_reanchor(stamp, thread, sample_anchor(1)));
    check_accepted(make_profile(stamp, "Ada", ""));
    talk.add(make_resolve(stamp, thread));
    check_accepted(make_reopen(talk.desk.stamp(ada), thread));
}

TEST_CASE("an anchor without what is optional, and one with everything at its bound, can be opened on") {
    Desk desk;
    anchor::Anchor bare;
    bare.repository = "r";
    bare.path = "a";
    bare.blob = std::string(40, '0');
    check_accepted(make_open(desk.stamp(ada), bare, "?", ""));
    auto full = sample_anchor();
    full.path = "\"\\\n/é";
    full.quote = std::string(anchor::quote_bytes_max, '"');
    full.prefix.assign(anchor::context_lines, std::string(anchor::context_line_bytes_max, '\x01'));
    full.suffix = full.prefix;
    full.range = {{0, 0}, {1U << 31U, 1U << 31U}};
    check_accepted(make_open(desk.stamp(ada), full, "?", std::string(title_bytes_max, 't')));
}

TEST_CASE("a text is refused when it is blank, too long or not UTF-8") {
    Talk talk;
    const auto stamp = talk.desk.stamp(ada);
    for (const auto* blank : {"", " ", "\n\t \r\n"}) {
        check_refused(make_comment(stamp, talk.thread, blank), Errc::invalid_argument, "the text is empty");
        check_refused(make_open(stamp, sample_anchor(), blank, ""), Errc::invalid_argument,
                      "the text is empty");
        check_refused(make_edit(stamp, talk.thread, talk.opening(), blank, OpId{}), Errc::invalid_argument,
                      "the text is empty");
    }
    check_accepted(make_comment(stamp, talk.thread, std::string(text_bytes_max, 'x')));
    check_refused(make_comment(stamp, talk.thread, std::string(text_bytes_max + 1, 'x')), Errc::too_large,
                  "the text has 65537 bytes, more than 65536");
    check_refused(make_comment(stamp, talk.thread, "caf\xe9"), Errc::invalid_argument,
                  "the text is not valid UTF-8 (byte 3)");
    const std::string with_nul("a\0b", 3);
    check_refused(make_comment(stamp, talk.thread, with_nul), Errc::invalid_argument,
                  "the text holds a NUL byte (byte 1)");
    check_refused(make_open(stamp, sample_anchor(), with_nul, ""), Errc::invalid_argument,
                  "the text holds a NUL byte (byte 1)");
    check_refused(make_edit(stamp, talk.thread, talk.opening(), with_nul, OpId{}), Errc::invalid_argument,
                  "the text holds a NUL byte (byte 1)");
    CHECK(make_comment(stamp, talk.thread, "").error().hint == "write something first");
}

TEST_CASE("a text within its bound that escapes blow up beyond the op's is too large") {
    Talk talk;
    check_refused(make_comment(talk.desk.stamp(ada), talk.thread, std::string(text_bytes_max, '\x01')),
                  Errc::too_large, "stored, this takes more than 262144 bytes");
}

TEST_CASE("a title is one line within its bound, and another than before") {
    Talk talk(ada, "Old");
    const auto stamp = talk.desk.stamp(bob);
    check_refused(make_title(stamp, talk.thread, "two\nlines"), Errc::invalid_argument,
                  "the title holds a line break or another control character");
    check_refused(make_title(stamp, talk.thread, std::string(201, 't')), Errc::too_large,
                  "the title has 201 bytes, more than 200");
    check_refused(make_title(stamp, talk.thread, "\xff"), Errc::invalid_argument,
                  "the title is not valid UTF-8 (byte 0)");
    check_refused(make_title(stamp, talk.thread, " Old "), Errc::invalid_argument,
                  "the title is the same as before");
    check_refused(make_open(stamp, sample_anchor(), "text", "a\tb"), Errc::invalid_argument,
                  "the title holds a line break or another control character");
}

TEST_CASE("an edit names the version its author was looking at") {
    Talk talk;
    const auto base = talk.comment(talk.opening()).version;
    const auto op = make_edit(talk.desk.stamp(ada), talk.thread, talk.opening(), "better", base);
    check_accepted(op);
    CHECK(op->body == fmt::format(R"({{"base":"{0}","comment":"{0}","text":"better"}})", to_text(base)));
}

TEST_CASE("only one's own comment that is there and not redacted can be edited or redacted") {
    Talk talk;
    const auto id = talk.reply(bob, "mine");
    const auto base = talk.comment(id).version;
    const auto as_ada = talk.desk.stamp(ada);
    const auto as_bob = talk.desk.stamp(bob);
    const auto name = short_text(id);
    check_refused(make_edit(as_ada, talk.thread, id, "x", base), Errc::forbidden,
                  fmt::format("only its author may edit comment {}", name));
    check_refused(make_redact(as_ada, talk.thread, id), Errc::forbidden,
                  fmt::format("only its author may redact comment {}", name));
    check_refused(make_edit(as_bob, talk.thread, CommentId{}, "x", base), Errc::not_found,
                  fmt::format("no comment 0000000 in thread {}", short_text(talk.thread.id)));
    check_refused(make_edit(as_bob, talk.thread, id, "mine", base), Errc::invalid_argument,
                  "the text is the same as before");
    talk.redact(bob, id);
    check_refused(make_edit(as_bob, talk.thread, id, "again", base), Errc::conflict,
                  fmt::format("comment {} is redacted", name));
    check_refused(make_redact(as_bob, talk.thread, id), Errc::conflict,
                  fmt::format("comment {} is redacted already", name));
}

TEST_CASE("resolving and reopening twice is a conflict") {
    Talk talk;
    const auto name = short_text(talk.thread.id);
    check_refused(make_reopen(talk.desk.stamp(ada), talk.thread), Errc::conflict,
                  fmt::format("thread {} is open already", name));
    talk.add(make_resolve(talk.desk.stamp(bob), talk.thread));
    check_refused(make_resolve(talk.desk.stamp(ada), talk.thread), Errc::conflict,
                  fmt::format("thread {} is resolved already", name));
}

TEST_CASE("an anchor is checked before it is recorded") {
    Talk talk;
    auto outside = sample_anchor(7);
    outside.path = "../x";
    auto reversed = sample_anchor(7);
    reversed.range = {{3, 0}, {2, 0}};
    for (const auto& anchor : {outside, reversed}) {
        const auto why = anchor::check(anchor).error().message;
        check_refused(make_reanchor(talk.desk.stamp(ada), talk.thread, anchor), Errc::invalid_argument, why);
        check_refused(make_open(talk.desk.stamp(ada), anchor, "text", ""), Errc::invalid_argument, why);
    }
    check_refused(make_reanchor(talk.desk.stamp(ada), talk.thread, sample_anchor()), Errc::invalid_argument,
                  "the thread is anchored there already");
}

TEST_CASE("a profile needs a name, and an email without white space if any") {
    Desk desk;
    const auto stamp = desk.stamp(ada);
    const auto op = make_profile(stamp, " Ada ", "ada@example.org");
    check_accepted(op);
    CHECK(op->entity == ada.actor.as<EntityTag>());
    CHECK(op->body == R"({"email":"ada@example.org","name":"Ada"})");
    check_refused(make_profile(stamp, " ", ""), Errc::invalid_argument, "the name is empty");
    check_refused(make_profile(stamp, "A\nda", ""), Errc::invalid_argument,
                  "the name holds a line break or another control character");
    check_refused(make_profile(stamp, std::string(201, 'a'), ""), Errc::too_large,
                  "the name has 201 bytes, more than 200");
    check_refused(make_profile(stamp, "Ada", "a b"), Errc::invalid_argument, "the email holds white space");
    check_refused(make_profile(stamp, "Ada", std::string(255, 'a')), Errc::too_large,
                  "the email has 255 bytes, more than 254");
}

TEST_CASE("of more heads than an op may name the newest are named") {
    Talk talk;
    const auto seen = talk.thread;
    for (int i = 0; i < 70; ++i)
        talk.ops.push_back(make_comment(talk.desk.stamp(bob, 2), seen, fmt::format("reply {}", i)).value());
    const auto thread = fold_thread(talk.thread.id, talk.ops).value();
    REQUIRE(thread.heads.size() == 70);
    const auto op = make_comment(talk.desk.stamp(ada), thread, "to all of you");
    check_accepted(op);
    CHECK(op->parents == std::vector<OpId>(thread.heads.begin() + 6, thread.heads.end()));
}

TEST_CASE("a clock of the log that ran out of its range makes no op") {
    Talk talk;
    for (const auto lamport : {std::uint64_t{0}, oplog::lamport_max + 1}) {
        auto stamp = talk.desk.stamp(ada);
        stamp.lamport = lamport;
        CHECK(make_comment(stamp, talk.thread, "hm").error().code == Errc::internal);
    }
}
