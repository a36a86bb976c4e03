#include "daemon/convert.hpp"

#include <doctest/doctest.h>

#include <array>

#include "unit/anchor/marked.hpp"

using namespace restante;
using namespace restante::daemon;
using protocol::SyncState;

namespace {

template <class IdType>
IdType id(std::uint8_t n) {
    IdType made;
    made.bytes[15] = n;
    return made;
}

const ActorId ann = id<ActorId>(1);
const ActorId bob = id<ActorId>(2);

const convert::Names names = [](const std::string&, ActorId actor) {
    return actor == ann ? std::string("Ann") : std::string();
};

core::Thread sample(std::string_view source = "a\n  [[int é = '🦀'; // x]]\nc\n") {
    core::Thread thread;
    thread.id = id<ThreadId>(10);
    thread.space = "team";
    thread.opener = ann;
    thread.opened_at = 100;
    thread.updated_at = 300;
    thread.anchor = anchor::tests::anchor_of(anchor::tests::marked(source));
    thread.anchor_op = id<OpId>(10);
    thread.state.op = id<OpId>(10);
    core::Comment first;
    first.id = id<CommentId>(10);
    first.author = ann;
    first.at = 100;
    first.text = "why?";
    first.version = id<OpId>(10);
    core::Comment second;
    second.id = id<CommentId>(11);
    second.author = bob;
    second.at = 200;
    second.text = "because";
    second.version = id<OpId>(12);
    second.edited_at = 300;
    second.history = {{id<OpId>(11), bob, 200, "becuase", false}, {id<OpId>(13), bob, 250, "so", true}};
    thread.comments = {first, second};
    return thread;
}

convert::View view_of(bool has_hub = true) {
    convert::View view;
    view.me = ann;
    view.names = &names;
    view.has_hub = has_hub;
    return view;
}

}  // namespace

TEST_CASE("a thread comes out with its people, times and earlier texts") {
    const auto wire = convert::thread(sample(), view_of());
    CHECK(wire.id == to_text(id<ThreadId>(10)));
    CHECK(wire.short_ == wire.id.substr(19));
    CHECK(wire.line == 2);
    CHECK(wire.quote == "  int é = '🦀'; // x");
    CHECK_FALSE(wire.title);
    CHECK_FALSE(wire.range);
    CHECK_FALSE(wire.placement);
    CHECK_FALSE(wire.uri);
    CHECK_FALSE(wire.state_by);
    CHECK(wire.opener.name == "Ann");
    CHECK(wire.opener.me);
    REQUIRE(wire.comments.size() == 2);
    CHECK_FALSE(wire.comments[0].earlier);
    // Someone without a profile is called by the short id.
    CHECK(wire.comments[1].author.name == short_text(bob));
    CHECK_FALSE(wire.comments[1].author.me);
    REQUIRE(wire.comments[1].earlier);
    REQUIRE(wire.comments[1].earlier->size() == 2);
    CHECK(wire.comments[1].earlier->at(0).text == "becuase");
    CHECK_FALSE(wire.comments[1].earlier->at(0).also_edited);
    CHECK(wire.comments[1].earlier->at(1).also_edited);
    CHECK(wire.comments[1].edited_at == 300);
}

TEST_CASE("who resolved a thread and when is told once somebody did") {
    auto thread = sample();
    thread.state = {core::ThreadState::resolved, id<OpId>(20), bob, 400};
    const auto wire = convert::thread(thread, view_of());
    CHECK(wire.state == protocol::ThreadState::resolved);
    REQUIRE(wire.state_by);
    CHECK(wire.state_by->id == to_text(bob));
    CHECK(wire.state_at == 400);
}

TEST_CASE("a redacted comment shows neither its text nor the texts before it") {
    auto thread = sample();
    thread.comments[1].redacted = true;
    thread.comments[1].text.clear();
    const auto wire = convert::thread(thread, view_of());
    CHECK(wire.comments[1].redacted);
    CHECK(wire.comments[1].text.empty());
    CHECK_FALSE(wire.comments[1].earlier);
}

TEST_CASE("a thread has travelled as far as the least travelled of its entries") {
    const auto thread = sample();
    CHECK(convert::thread(thread, view_of(false)).sync == SyncState::local);
    CHECK(convert::thread(thread, view_of(false)).comments[0].sync == SyncState::local);
    auto view = view_of();
    CHECK(convert::thread(thread, view).sync == SyncState::sent);
    view.outbox[id<OpId>(12)] = SyncState::pending;
    CHECK(convert::thread(thread, view).sync == SyncState::pending);
    CHECK(convert::thread(thread, view).comments[0].sync == SyncState::sent);
    CHECK(convert::thread(thread, view).comments[1].sync == SyncState::pending);
    // An op that is no comment, a resolve say, counts for the thread.
    view.outbox[id<OpId>(77)] = SyncState::rejected;
    CHECK(convert::thread(thread, view).sync == SyncState::rejected);
    CHECK(convert::thread(thread, view).comments[1].sync == SyncState::pending);
}

TEST_CASE("columns come out in the asker's units, from the text or, without it, from the quote") {
    using anchor::PositionEncoding;
    struct Case {
        PositionEncoding encoding;
        std::uint32_t end;
    };
    // "  int é = '🦀'; // x": é has 2 bytes and one unit; the crab 4 bytes, two units, one code point.
    const auto source = anchor::tests::marked("a\n  [[int é = '🦀'; // x]]\nc\n");
    const auto thread = sample();
    for (const auto& [encoding, end] : {Case{PositionEncoding::utf8, 23}, Case{PositionEncoding::utf16, 20},
                                        Case{PositionEncoding::utf32, 19}}) {
        CAPTURE(to_string(encoding));
        const anchor::Placement exact{anchor::PlacementState::exact, source.range, 1.0, "unchanged"};
        auto view = view_of();
        view.encoding = encoding;
        view.placement = &exact;
        const auto without_text = convert::thread(thread, view);
        view.text = &source.text;
        const auto with_text = convert::thread(thread, view);
        for (const auto& wire : {without_text, with_text}) {
            REQUIRE(wire.range);
            CHECK(wire.range->start.line == 1);
            CHECK(wire.range->start.character == 2);
            CHECK(wire.range->end.line == 1);
            CHECK(wire.range->end.character == end);
        }
    }
}

TEST_CASE("a range of several lines has its end's column from its last line, with and without the text") {
    for (const auto* text : {"[[one\ntwo 🦀 x]]\n", "[[one\r\ntwo 🦀 x]]\r\n",
                             "[[one\ntwo 🦀 x\n]]rest\n", "x [[é\n\n]]", "é[[é\ré]]é"}) {
        CAPTURE(text);
        const auto source = anchor::tests::marked(text);
        const auto thread = sample(text);
        const anchor::Placement exact{anchor::PlacementState::exact, thread.anchor.range, 1.0, "unchanged"};
        auto view = view_of();
        view.placement = &exact;
        const auto without_text = convert::thread(thread, view);
        view.text = &source.text;
        const auto with_text = convert::thread(thread, view);
        CHECK(protocol::to_json(*without_text.range) == protocol::to_json(*with_text.range));
    }
}

TEST_CASE("an orphaned thread has a placement with its reason, and no range") {
    const anchor::Placement orphaned{anchor::PlacementState::orphaned, std::nullopt, 0.8, "file gone"};
    auto view = view_of();
    view.placement = &orphaned;
    const auto wire = convert::thread(sample(), view);
    CHECK_FALSE(wire.range);
    REQUIRE(wire.placement);
    CHECK(wire.placement->state == protocol::PlacementState::orphaned);
    CHECK(wire.placement->reason == "file gone");
}

TEST_CASE("the file as it was anchored is given whole, unless it is not here, too large, or not UTF-8") {
    const auto anchor = sample().anchor;
    const anchor::Text text("a\n  int \xe9;\n");
    auto original = convert::original(anchor, &text);
    CHECK(original.whole);
    CHECK(original.line == anchor.range.start.line + 1);
    CHECK(original.text == "a\n  int \xef\xbf\xbd;\n");
    const anchor::Text large(std::string(convert::original_bytes_max + 1, 'x'));
    const std::array<const anchor::Text*, 2> none{nullptr, &large};
    for (const auto* no_text : none) {
        original = convert::original(anchor, no_text);
        CHECK_FALSE(original.whole);
        CHECK(original.line == 1);
        CHECK(original.text == anchor.quote);
        CHECK(original.path == anchor.path);
    }
}

TEST_CASE("a candidate's range ends in a line that is there, and its preview is short and valid") {
    std::string long_line;
    for (int i = 0; i < 300; ++i)
        long_line += "é";
    const auto text = std::make_shared<const anchor::Text>("one\n\n  " + long_line + "\xff\n");
    const follow::Suggestion found{"a.cpp", text, {{1, 0}, {3, 0}}, 1.5, "why"};
    const auto out = convert::candidate(found, "file:///a.cpp", anchor::PositionEncoding::utf16);
    CHECK(out.range.start.line == 1);
    CHECK(out.range.end.line == 2);
    CHECK(out.range.end.character == 303);
    CHECK(out.confidence == 1);
    CHECK(out.preview == long_line.substr(0, 400));
}

TEST_CASE("a change of the anchor names its lines from one, the last one meant") {
    const auto thread = sample();
    const core::AnchorChange change{id<OpId>(20), bob, 500, thread.anchor};
    const auto out = convert::anchor_change("team", change, view_of());
    CHECK(out.by.id == to_text(bob));
    CHECK(out.at == 500);
    CHECK(out.line == thread.anchor.range.start.line + 1);
    CHECK(out.end_line == out.line);
    CHECK(out.quote == thread.anchor.quote);
}

TEST_CASE("what is no id is refused by the member's name") {
    auto wrong = convert::id<DraftId>("nonsense", "draftId");
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().code == Errc::invalid_argument);
    CHECK(wrong.error().message.find("draftId") != std::string::npos);
    CHECK(convert::id<DraftId>(to_text(id<DraftId>(5)), "draftId").value() == id<DraftId>(5));
}
