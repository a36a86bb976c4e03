#include "core/fold.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/thread_codec.hpp"
#include "unit/core/desk.hpp"

using namespace restante;
using namespace restante::core;
using namespace restante::tests;

namespace {

/// The thread but for what every op counts for, effect or not.
Thread visible(Thread thread) {
    thread.heads.clear();
    thread.last = {};
    thread.op_count = 0;
    return thread;
}

/// The op is kept in the count and the heads, and changes nothing that anybody sees.
void check_folds_to_nothing(const Talk& talk, const oplog::Op& op) {
    CAPTURE(op.kind);
    CAPTURE(op.body);
    auto ops = talk.ops;
    ops.push_back(op);
    const auto after = fold_thread(talk.thread.id, ops);
    REQUIRE(after);
    CHECK(visible(*after) == visible(talk.thread));
    CHECK(after->op_count == talk.thread.op_count + 1);
    auto next = talk.thread;
    REQUIRE(fold_next(next, op));
    CHECK(next == *after);
}

}  // namespace

TEST_CASE("opening gives a thread with its first comment") {
    const Talk talk(ada, "Dropped items");
    const auto& thread = talk.thread;
    const auto& op = talk.ops.front();
    CHECK(thread.id == op.id.as<ThreadTag>());
    CHECK(thread.space == "team");
    CHECK(thread.opener == ada.actor);
    CHECK(thread.opened_at == op.at);
    CHECK(thread.title == "Dropped items");
    CHECK(thread.title_op == op.id);
    CHECK(thread.anchor == sample_anchor());
    CHECK(thread.anchor_op == op.id);
    CHECK(thread.state == StateChange{ThreadState::open, op.id, ada.actor, op.at});
    REQUIRE(thread.comments.size() == 1);
    CHECK(thread.comments[0].id == talk.opening());
    CHECK(thread.comments[0].text == "why is this dropped?");
    CHECK(thread.comments[0].version == op.id);
    CHECK(thread.heads == std::vector{op.id});
    CHECK(thread.updated_at == op.at);
    CHECK(thread.op_count == 1);
}

TEST_CASE("without an opening op there is no thread") {
    Talk talk;
    talk.reply(bob, "because");
    CHECK_FALSE(fold_thread(talk.thread.id, {}));
    CHECK_FALSE(fold_thread(talk.thread.id, std::span(talk.ops).subspan(1)));
    CHECK_FALSE(fold_thread(ThreadId{}, talk.ops));
    auto broken = talk.ops;
    broken[0].body = R"({"text":"no anchor"})";
    CHECK_FALSE(fold_thread(talk.thread.id, broken));
}

TEST_CASE("replies stand in the total order, not in the order of arrival") {
    Talk talk;
    const auto first = talk.reply(bob, "first");
    const auto second = talk.reply(ada, "second");
    std::swap(talk.ops[1], talk.ops[2]);
    const auto thread = fold_thread(talk.thread.id, talk.ops);
    REQUIRE(thread);
    CHECK(thread->comments[1].id == first);
    CHECK(thread->comments[2].id == second);
    CHECK(thread->updated_at == talk.comment(second).at);
}

TEST_CASE("an edit replaces the text and keeps the one before") {
    Talk talk;
    const auto id = talk.reply(bob, "becuase");
    const auto before = talk.comment(id);
    talk.edit(bob, id, "because");
    const auto& after = talk.comment(id);
    CHECK(after.text == "because");
    CHECK(after.edited_at == talk.ops.back().at);
    CHECK(after.version == talk.ops.back().id);
    CHECK(after.at == before.at);
    REQUIRE(after.history.size() == 1);
    CHECK(after.history[0] == Revision{before.version, bob.actor, before.at, "becuase", false});

    talk.edit(bob, id, "because of the bound");
    REQUIRE(talk.comment(id).history.size() == 2);
    CHECK(talk.comment(id).history[1].text == "because");
    CHECK(talk.comment(id).history[1].at == talk.ops[2].at);
    CHECK_FALSE(talk.comment(id).history[1].concurrent);
}

TEST_CASE("of two edits that did not see each other the later in order wins and the other is marked") {
    Talk talk;
    const auto id = talk.reply(bob, "one");
    const auto seen = talk.thread;
    const auto base = talk.comment(id).version;
    const auto lamport = talk.desk.lamport() + 1;
    const Person bob_at_home{bob.actor, person(9).device};
    const auto laptop = make_edit(talk.desk.stamp(bob, lamport), seen, id, "from the laptop", base).value();
    const auto home = make_edit(talk.desk.stamp(bob_at_home, lamport), seen, id, "from home", base).value();
    talk.add(home);
    talk.add(laptop);
    const auto& comment = talk.comment(id);
    CHECK(comment.text == "from home");  // same lamport and actor: the larger id
    REQUIRE(comment.history.size() == 2);
    CHECK(comment.history[0].text == "one");
    CHECK_FALSE(comment.history[0].concurrent);
    CHECK(comment.history[1].text == "from the laptop");
    CHECK(comment.history[1].concurrent);
}

TEST_CASE("a redacted comment keeps its place and loses all its texts") {
    Talk talk;
    const auto id = talk.reply(bob, "the password is swordfish");
    talk.edit(bob, id, "the password is hunter2");
    talk.reply(ada, "oh no");
    talk.redact(bob, id);
    const auto& comment = talk.comment(id);
    CHECK(comment.redacted);
    CHECK(comment.text.empty());
    REQUIRE(comment.history.size() == 1);
    CHECK(comment.history[0].text.empty());
    CHECK(talk.thread.comments[1].id == id);
    const auto bytes = encode_thread(talk.thread);
    CHECK(bytes.find("swordfish") == std::string::npos);
    CHECK(bytes.find("hunter2") == std::string::npos);
}

TEST_CASE("an edit of a redacted comment does not bring a text back, in whichever order they are") {
    Talk talk;
    const auto id = talk.reply(bob, "secret 1");
    const auto seen = talk.thread;
    const auto base = talk.comment(id).version;
    for (const int edit_first : {0, 1}) {
        CAPTURE(edit_first);
        Talk branch = talk;
        const auto lamport = branch.desk.lamport() + 1;
        const auto edit_lamport = edit_first != 0 ? lamport : lamport + 1;
        const auto redact_lamport = edit_first != 0 ? lamport + 1 : lamport;
        branch.add(make_edit(branch.desk.stamp(bob, edit_lamport), seen, id, "secret 2", base));
        branch.add(make_redact(branch.desk.stamp(bob, redact_lamport), seen, id));
        CHECK(branch.comment(id).redacted);
        CHECK(encode_thread(branch.thread).find("secret") == std::string::npos);
    }
}

TEST_CASE("a reply to a redacted comment keeps its place") {
    Talk talk;
    talk.redact(ada, talk.opening());
    const auto reply = talk.reply(bob, "still here");
    CHECK(talk.thread.comments.size() == 2);
    CHECK(talk.comment(reply).text == "still here");
    CHECK(talk.thread.anchor == sample_anchor());
}

TEST_CASE("a thread is resolved and reopened, and names who did it last") {
    Talk talk;
    talk.add(make_resolve(talk.desk.stamp(bob), talk.thread));
    CHECK(talk.thread.state == StateChange{ThreadState::resolved, talk.ops[1].id, bob.actor, talk.ops[1].at});
    talk.reply(ada, "thank you");
    CHECK(talk.thread.state.state == ThreadState::resolved);  // thanks do not reopen
    talk.add(make_reopen(talk.desk.stamp(ada), talk.thread));
    CHECK(talk.thread.state == StateChange{ThreadState::open, talk.ops[3].id, ada.actor, talk.ops[3].at});
}

TEST_CASE("of two who resolve at once the first in order stays named") {
    Talk talk;
    const auto seen = talk.thread;
    const auto first = make_resolve(talk.desk.stamp(ada, 2), seen).value();
    const auto second = make_resolve(talk.desk.stamp(bob, 2), seen).value();
    talk.add(second);
    talk.add(first);
    CHECK(talk.thread.state.actor == ada.actor);
    CHECK(talk.thread.updated_at == first.at);
    CHECK(talk.thread.heads.size() == 2);
}

TEST_CASE("the last title in order wins and the one before goes to the history") {
    Talk talk(ada, "First");
    const auto seen = talk.thread;
    talk.add(make_title(talk.desk.stamp(bob), talk.thread, "Second"));
    CHECK(talk.thread.title == "Second");
    CHECK(talk.thread.title_author == bob.actor);
    REQUIRE(talk.thread.title_history.size() == 1);
    CHECK(talk.thread.title_history[0] ==
          Revision{talk.ops[0].id, ada.actor, talk.ops[0].at, "First", false});

    // Ada, who had not seen "Second"
    talk.add(make_title(talk.desk.stamp(ada), seen, "Third"));
    CHECK(talk.thread.title == "Third");
    REQUIRE(talk.thread.title_history.size() == 2);
    CHECK(talk.thread.title_history[1].text == "Second");
    CHECK(talk.thread.title_history[1].author == bob.actor);
    CHECK(talk.thread.title_history[1].concurrent);

    talk.add(make_title(talk.desk.stamp(ada), talk.thread, ""));
    CHECK(talk.thread.title.empty());
    CHECK(talk.thread.title_history.size() == 3);
    talk.add(make_title(talk.desk.stamp(ada), talk.thread, "Fourth"));
    CHECK(talk.thread.title_history.size() == 3);  // having none is not a title one had
}

TEST_CASE("a thread can be anchored elsewhere") {
    Talk talk;
    talk.add(make_reanchor(talk.desk.stamp(bob), talk.thread, sample_anchor(99)));
    CHECK(talk.thread.anchor == sample_anchor(99));
    CHECK(talk.thread.anchor_op == talk.ops[1].id);
}

TEST_CASE("what a thread was about before stays in its history, with who changed it") {
    Talk talk;
    talk.reply(bob, "look elsewhere");
    talk.add(make_reanchor(talk.desk.stamp(bob), talk.thread, sample_anchor(99)));
    talk.add(make_reanchor(talk.desk.stamp(ada), talk.thread, sample_anchor(7)));
    auto ops = talk.ops;
    std::ranges::reverse(ops);
    const auto history = anchor_history(talk.thread.id, ops);
    REQUIRE(history.size() == 3);
    CHECK(history[0] == AnchorChange{talk.ops[0].id, talk.ops[0].actor, talk.ops[0].at, sample_anchor()});
    CHECK(history[1].by == bob.actor);
    CHECK(history[1].anchor == sample_anchor(99));
    CHECK(history[2].by == ada.actor);
    CHECK(history[2].anchor == talk.thread.anchor);
    CHECK(history[2].op == talk.thread.anchor_op);
    CHECK(anchor_history(talk.thread.id, std::span(ops).first(1)).empty());  // no opening
}

TEST_CASE("undoing goes back to the anchor before, and undone again to the one after") {
    Talk talk;
    const auto back = [&] {
        const auto history = anchor_history(talk.thread.id, talk.ops);
        const auto* before = before_last(history);
        return before == nullptr ? std::nullopt : std::optional(before->anchor);
    };
    CHECK_FALSE(back());
    talk.add(make_reanchor(talk.desk.stamp(bob), talk.thread, sample_anchor(99)));
    CHECK(back() == sample_anchor());
    talk.add(make_reanchor(talk.desk.stamp(ada), talk.thread, *back()));
    CHECK(talk.thread.anchor == sample_anchor());
    CHECK(back() == sample_anchor(99));
    talk.add(make_reanchor(talk.desk.stamp(bob), talk.thread, sample_anchor(7)));
    CHECK(back() == sample_anchor());
}

TEST_CASE("of two who re-attach at once the last in order wins, in whichever order they are heard") {
    Talk talk;
    const auto lamport = talk.desk.lamport() + 1;
    const auto hers = make_reanchor(talk.desk.stamp(ada, lamport), talk.thread, sample_anchor(99)).value();
    const auto his = make_reanchor(talk.desk.stamp(bob, lamport), talk.thread, sample_anchor(99)).value();
    const auto later =
        make_reanchor(talk.desk.stamp(ada, lamport + 1), talk.thread, sample_anchor(7)).value();
    std::vector<oplog::Op> ops{talk.ops[0], hers, his, later};
    std::ranges::sort(ops, {}, [](const auto& op) { return op.id; });
    do {
        const auto history = anchor_history(talk.thread.id, ops);
        REQUIRE(history.size() == 4);
        CHECK(history[2].op == (order_key(hers) < order_key(his) ? his.id : hers.id));
        CHECK(history.back().op == later.id);
        CHECK(fold_thread(talk.thread.id, ops)->anchor == sample_anchor(7));
        // The same place twice is one for whoever undoes.
        CHECK(before_last(std::span(history).first(3))->op == talk.ops[0].id);
    } while (std::ranges::next_permutation(ops, {}, [](const auto& op) { return op.id; }).found);
}

TEST_CASE("what another author's client wrote into one's comment folds to nothing") {
    Talk talk;
    const auto id = talk.reply(bob, "mine");
    const auto stamp = talk.desk.stamp(ada);
    const auto id_text = to_text(id);
    check_folds_to_nothing(
        talk, raw_op(stamp, talk.entity(), "comment.edit",
                     fmt::format(R"({{"base":"{0}","comment":"{0}","text":"forged"}})", id_text)));
    check_folds_to_nothing(
        talk, raw_op(stamp, talk.entity(), "comment.redact", fmt::format(R"({{"comment":"{}"}})", id_text)));
}

TEST_CASE("unknown kinds, malformed bodies and ops out of place fold to nothing") {
    Talk talk;
    const auto stamp = talk.desk.stamp(ada);
    const auto missing = to_text(person(77).actor);
    const std::array cases{
        std::pair{"vote.cast", std::string(R"({"text":"yes"})")},
        std::pair{"comment.add", std::string("{}")},
        std::pair{"comment.add", std::string(R"({"text":7})")},
        std::pair{"comment.add", std::string(R"({"text":" \n"})")},
        std::pair{"comment.add", std::string("not json")},
        std::pair{"comment.add", R"({"text":")" + std::string(text_bytes_max + 1, 'x') + "\"}"},
        std::pair{"comment.edit",
                  fmt::format(R"({{"base":"{0}","comment":"{0}","text":"nothing there"}})", missing)},
        std::pair{"comment.redact", fmt::format(R"({{"comment":"{}"}})", missing)},
        std::pair{"comment.redact", std::string(R"({"comment":"nobody"})")},
        std::pair{"thread.reopen", std::string("{}")},
        std::pair{"thread.resolve", std::string("[]")},
        std::pair{"thread.title", std::string(R"({"title":"two\nlines"})")},
        std::pair{"thread.reanchor", std::string(R"({"anchor":{}})")},
        std::pair{"actor.profile", std::string(R"({"email":"","name":"Ada"})")},
        std::pair{"thread.open", talk.ops[0].body},  // a second opening
    };
    for (const auto& [kind, body] : cases)
        check_folds_to_nothing(talk, raw_op(stamp, talk.entity(), kind, body));
}

TEST_CASE("members of a newer minor version are tolerated") {
    Talk talk;
    talk.add(raw_op(talk.desk.stamp(bob), talk.entity(), "comment.add", R"({"mood":{"a":[1]},"text":"hm"})"));
    talk.add(raw_op(talk.desk.stamp(bob), talk.entity(), "thread.resolve", R"({"outcome":"done"})"));
    CHECK(talk.thread.comments.back().text == "hm");
    CHECK(talk.thread.state.state == ThreadState::resolved);
}

TEST_CASE("ops of another entity or another space are none of this thread's") {
    Talk talk;
    auto elsewhere = make_comment(talk.desk.stamp(bob), talk.thread, "elsewhere").value();
    auto foreign = elsewhere;
    elsewhere.entity.bytes[3] ^= 1;
    foreign.space = "other";
    for (const auto& op : {elsewhere, foreign}) {
        auto ops = talk.ops;
        ops.push_back(op);
        CHECK(fold_thread(talk.thread.id, ops) == talk.thread);
        auto next = talk.thread;
        CHECK(fold_next(next, op));
        CHECK(next == talk.thread);
    }
}

TEST_CASE("a reply with a lamport before the opening op's is not lost") {
    Talk talk;
    auto early = make_comment(talk.desk.stamp(bob), talk.thread, "early bird").value();
    early.lamport = 0;
    talk.add(early);
    REQUIRE(talk.thread.comments.size() == 2);
    CHECK(talk.thread.comments[0].id == talk.opening());
    CHECK(talk.thread.comments[1].text == "early bird");
}

TEST_CASE("a wall clock that runs behind does not turn back when a thread was last changed") {
    Talk talk;
    talk.reply(ada, "on time");
    const auto before = talk.thread.updated_at;
    auto behind = make_comment(talk.desk.stamp(bob), talk.thread, "from last year").value();
    behind.at -= 365LL * 86'400'000;
    talk.add(behind);
    CHECK(talk.thread.updated_at == before);
    CHECK(talk.thread.comments.back().at == behind.at);
}

TEST_CASE("heads are the ops that none has answered") {
    Talk talk;
    const auto seen = talk.thread;
    talk.reply(ada, "one");
    talk.add(make_comment(talk.desk.stamp(bob), seen, "two"));
    std::vector expected{talk.ops[1].id, talk.ops[2].id};
    std::sort(expected.begin(), expected.end());
    CHECK(talk.thread.heads == expected);
    talk.reply(ada, "seen both");
    CHECK(talk.thread.heads == std::vector{talk.ops[3].id});
    CHECK(talk.ops[3].parents == expected);
}

TEST_CASE("an op that comes before the last one is not applied on top") {
    Talk talk;
    const auto before = talk.thread;
    const auto early = make_comment(talk.desk.stamp(ada, 2), before, "early").value();
    const auto late = make_comment(talk.desk.stamp(bob, 3), before, "late").value();
    auto thread = before;
    REQUIRE(fold_next(thread, late));
    const auto with_late = thread;
    CHECK_FALSE(fold_next(thread, early));
    CHECK_FALSE(fold_next(thread, late));  // a duplicate
    CHECK(thread == with_late);
}

TEST_CASE("the last profile of an actor wins, and nobody speaks of another") {
    Desk desk;
    std::vector<oplog::Op> ops;
    ops.push_back(make_profile(desk.stamp(ada), "Ada", "ada@example.org").value());
    ops.push_back(make_profile(desk.stamp(ada), "Ada L.", "").value());
    ops.push_back(
        raw_op(desk.stamp(bob), ada.actor.as<EntityTag>(), "actor.profile", R"({"email":"","name":"Eve"})"));
    ops.push_back(raw_op(desk.stamp(ada), ada.actor.as<EntityTag>(), "actor.profile", R"({"name":""})"));
    ops.push_back(raw_op(desk.stamp(ada), ada.actor.as<EntityTag>(), "actor.mood", R"({"name":"fine"})"));
    std::swap(ops[0], ops[1]);
    const auto profile = fold_profile(ada.actor, ops);
    REQUIRE(profile);
    CHECK(*profile == Profile{ada.actor, "Ada L.", "", oplog::order_key(ops[0])});
    CHECK_FALSE(fold_profile(bob.actor, ops));
}
