#include "daemon/document.hpp"

#include <doctest/doctest.h>

#include "unit/anchor/marked.hpp"

using namespace restante;
using namespace restante::daemon;
using anchor::PlacementState;

namespace {

constexpr std::size_t bytes_max = 1U << 20;

protocol::TextDocumentContentChangeEvent splice(anchor::EncodedRange range, std::string text) {
    protocol::TextDocumentContentChangeEvent change;
    auto& wire = change.range.emplace();
    wire.start.line = range.start.line;
    wire.start.character = range.start.character;
    wire.end.line = range.end.line;
    wire.end.character = range.end.character;
    change.text = std::move(text);
    return change;
}

/// A document with one thread at the marked text, as an editor has it that placed it a moment ago.
struct Editor {
    explicit Editor(std::string_view source,
                    anchor::PositionEncoding counting = anchor::PositionEncoding::utf16)
        : Editor(anchor::tests::marked(source), counting) {}
    Editor(anchor::tests::Marked source, anchor::PositionEncoding counting)
        : encoding(counting), document("file:///repo/a.cpp", 1, source.text.bytes(), counting) {
        thread.id.bytes[15] = 1;
        thread.anchor_op.bytes[15] = 1;
        if (!source.range) return;
        thread.anchor = anchor::tests::anchor_of(source);
        document.set_threads({thread});
        place(*source.range, document.snapshot());
    }

    void place(anchor::Range range, const Document::Snapshot& from) {
        document.set_placement(thread.id, thread.anchor_op, {PlacementState::exact, range, 1.0, "unchanged"},
                               from);
    }
    /// As if it had not been placed before.
    void answer(const anchor::Placement& placement, Document::Basis basis = Document::Basis::followed) {
        document.set_threads({});
        document.set_threads({thread});
        document.set_placement(thread.id, thread.anchor_op, placement, document.snapshot(), basis);
    }
    Result<bool> send(std::vector<protocol::TextDocumentContentChangeEvent> changes) {
        protocol::DidChangeTextDocumentParams params;
        params.text_document.uri = document.uri();
        params.text_document.version = document.version() + 1;
        params.content_changes = std::move(changes);
        return document.change(params, bytes_max);
    }
    /// What the editor sends when the first `old_text` of the buffer becomes `new_text`.
    void replace(std::string_view old_text, std::string new_text) {
        const auto at = document.text().bytes().find(old_text);
        REQUIRE(at != std::string::npos);
        const anchor::Span span{static_cast<std::uint32_t>(at),
                                static_cast<std::uint32_t>(at + old_text.size())};
        const auto range = anchor::encode(document.text(), document.text().range(span), encoding);
        REQUIRE(send({splice(range, std::move(new_text))}));
    }
    void insert_before(std::string_view what, const std::string& text) {
        replace(what, text + std::string(what));
    }
    void whole(std::string text) {
        protocol::TextDocumentContentChangeEvent change;
        change.text = std::move(text);
        REQUIRE(send({change}));
    }
    [[nodiscard]] anchor::Placement placement() const { return document.placement(thread).value(); }
    [[nodiscard]] std::string shown() const {
        return anchor::tests::with_marks(document.text(), placement().range);
    }

    anchor::PositionEncoding encoding;
    Document document;
    core::Thread thread;
};

}  // namespace

TEST_CASE("a thread goes along with what is typed above it, and is not touched by what is typed below") {
    Editor editor("a\nb\n[[int c;]]\nd\n");
    CHECK(editor.placement().state == PlacementState::exact);
    editor.insert_before("a\n", "new\nlines\n");
    CHECK(editor.shown() == "new\nlines\na\nb\n[[int c;]]\nd\n");
    CHECK(editor.placement().state == PlacementState::shifted);
    CHECK(editor.placement().reason == "2 lines further down");
    editor.replace("d\n", "");
    CHECK(editor.shown() == "new\nlines\na\nb\n[[int c;]]\n");
    editor.replace("new\nlines\na\n", "");
    CHECK(editor.placement().reason == "1 line further up");
    editor.insert_before("b\n", "a\n");
    CHECK(editor.placement().state == PlacementState::exact);
    CHECK(editor.document.version() == 5);
}

TEST_CASE("typing inside a thread's text is an edit of it, and undoing that is none") {
    Editor editor("a\n[[int c;]]\nd\n");
    editor.replace("int c", "int counter");
    CHECK(editor.placement().state == PlacementState::edited);
    CHECK(editor.placement().reason == "edited in this buffer");
    editor.replace("int counter", "int c");
    CHECK(editor.placement().state == PlacementState::exact);
}

TEST_CASE("several changes in one notification apply one after the other") {
    Editor editor("one\n[[two]]\nthree\n");
    // The second range is of the text behind the first change.
    REQUIRE(editor.send({splice({{0, 0}, {0, 0}}, "zero\n"), splice({{3, 0}, {3, 5}}, "3")}));
    CHECK(editor.shown() == "zero\none\n[[two]]\n3\n");
}

TEST_CASE("a whole new text keeps the threads outside of what really changed") {
    Editor editor("a\nb\n[[c]]\nd\n");
    editor.whole("a\nB!\nB?\nc\nd\n");
    CHECK(editor.shown() == "a\nB!\nB?\n[[c]]\nd\n");
    CHECK(editor.placement().state == PlacementState::shifted);
    editor.whole("a\nB!\nB?\nc\nnot d\r\nmore");
    CHECK(editor.shown() == "a\nB!\nB?\n[[c]]\nnot d\r\nmore");
    // The very same text is no change, and an empty one leaves nothing.
    editor.whole("a\nB!\nB?\nc\nnot d\r\nmore");
    CHECK(editor.placement().state == PlacementState::shifted);
    editor.whole("");
    CHECK(editor.placement().state == PlacementState::outdated);
    CHECK(editor.document.text().bytes().empty());
}

TEST_CASE("a whole new text that repeats lines does not cut through characters or line ends") {
    Editor editor("x\r\n[[y]]\r\nx\r\n");
    editor.whole("x\r\ny\r\nx\r\nx\r\n");
    CHECK(editor.shown() == "x\r\n[[y]]\r\nx\r\nx\r\n");
    Editor umlauts("ä\n[[z]]\n");
    umlauts.whole("ö\nz\n");  // the first byte of both letters is the same
    CHECK(umlauts.shown() == "ö\n[[z]]\n");
}

TEST_CASE("an answer for an earlier text is carried through what was typed since") {
    Editor editor("a\n[[b]]\nc\n");
    auto from = editor.document.snapshot();
    const auto range = editor.placement().range.value();
    // The list is read anew and the same thread is placed again: as if it had not been known.
    editor.document.set_threads({});
    editor.document.set_threads({editor.thread});
    REQUIRE(editor.document.unplaced().size() == 1);
    editor.insert_before("a\n", "1\n2\n");
    editor.insert_before("c\n", "3\n");
    editor.place(range, from);
    CHECK(editor.shown() == "1\n2\na\n[[b]]\n3\nc\n");
    // And goes on from there.
    editor.insert_before("a\n", "0\n");
    CHECK(editor.shown() == "1\n2\n0\na\n[[b]]\n3\nc\n");
}

TEST_CASE("a snapshot holds the text as it is, also when an older text is still held") {
    Editor editor("a\n[[b]]\n");
    auto text = editor.document.snapshot().text;  // the snapshot itself is gone
    editor.insert_before("a\n", "0\n");
    CHECK(editor.document.snapshot().text->bytes() == "0\na\nb\n");
    auto first = editor.document.snapshot();
    editor.insert_before("a\n", "1\n");
    text = first.text;
    first = {};
    const auto second = editor.document.snapshot();
    CHECK(second.text->bytes() == "0\n1\na\nb\n");
    CHECK(editor.document.made(second));
    CHECK(editor.document.snapshot().text == second.text);  // shared while it is true
    CHECK(text->bytes() == "0\na\nb\n");
}

TEST_CASE("a snapshot of an earlier opening is told apart") {
    Editor first("a\n");
    Editor second("a\n");
    CHECK_FALSE(second.document.made(first.document.snapshot()));
}

TEST_CASE("a thread whose text is deleted is outdated where it stood, looked for once, and back with undo") {
    Editor editor("a\n[[the text]]\nz\n");
    editor.replace("the text\n", "");
    CHECK(editor.placement().state == PlacementState::outdated);
    CHECK(editor.placement().reason == "deleted in this buffer");
    CHECK(editor.shown() == "a\n[[z]]\n");
    REQUIRE(editor.document.unplaced() == std::vector<std::size_t>{0});
    editor.document.set_placement(editor.thread.id, editor.thread.anchor_op,
                                  {PlacementState::orphaned, std::nullopt, 1.0, "nothing like it"},
                                  editor.document.snapshot());
    CHECK(editor.document.unplaced().empty());
    editor.insert_before("z\n", "the text\n");
    CHECK(editor.shown() == "a\n[[the text]]\nz\n");
    CHECK(editor.placement().state == PlacementState::exact);
}

TEST_CASE("what was cut and is pasted below every other thread is told at once") {
    Editor editor("a\n[[int value = number_of(text);]]\nb\nc\n");
    editor.replace("int value = number_of(text);\n", "");
    protocol::TextDocumentContentChangeEvent paste =
        splice({{3, 0}, {3, 0}}, "int value = number_of(text);\n");
    const auto moved = editor.send({paste});
    REQUIRE(moved);
    CHECK(*moved);
    CHECK(editor.shown() == "a\nb\nc\n[[int value = number_of(text);]]\n");
}

TEST_CASE("what was deleted and is back is looked for again when it vanishes once more") {
    Editor editor("a\n[[the text]]\nz\n");
    const anchor::Placement lost{PlacementState::outdated, anchor::Range{{1, 0}, {1, 1}}, 0.9, "deleted"};
    const auto answer_lost = [&] {
        return editor.document.set_placement(editor.thread.id, editor.thread.anchor_op, lost,
                                             editor.document.snapshot());
    };
    editor.replace("the text\n", "");
    CHECK(answer_lost());
    editor.insert_before("z\n", "the text\n");
    CHECK(editor.placement().state == PlacementState::exact);
    editor.whole("\ta\n\tthe text\n\tz\n");
    CHECK(editor.document.unplaced() == std::vector<std::size_t>{0});
}

TEST_CASE("what a whole new text lost is shown where it stood, and comes back with undo") {
    const std::string before = "a\nb\nthe text\nz\n";
    Editor editor("a\nb\n[[the text]]\nz\n");
    editor.whole("A\nB\nZ\n");
    CHECK(editor.shown() == "[[A]]\nB\nZ\n");
    CHECK(editor.document.set_placement(
        editor.thread.id, editor.thread.anchor_op,
        {PlacementState::outdated, anchor::Range{{2, 0}, {2, 1}}, 0.9, "deleted"},
        editor.document.snapshot()));
    CHECK(editor.placement().state == PlacementState::outdated);
    CHECK(editor.shown() == "A\nB\n[[Z]]\n");
    editor.whole(before);
    CHECK(editor.shown() == "a\nb\n[[the text]]\nz\n");
    CHECK(editor.placement().state == PlacementState::exact);
}

TEST_CASE("a line that was emptied is looked for again when something is typed on it") {
    Editor editor("a\n[[return found->count;]]\nz\n");
    editor.replace("return found->count;", "");
    CHECK(editor.document.set_placement(editor.thread.id, editor.thread.anchor_op,
                                        {PlacementState::orphaned, std::nullopt, 1.0, "nothing like it"},
                                        editor.document.snapshot()));
    REQUIRE(editor.document.unplaced().empty());
    const auto elsewhere = editor.send({splice({{2, 0}, {2, 0}}, "y")});
    REQUIRE(elsewhere);
    CHECK(editor.document.unplaced().empty());
    const auto there = editor.send({splice({{1, 0}, {1, 0}}, "return found->number;")});
    REQUIRE(there);
    CHECK(*there);
    CHECK(editor.document.unplaced() == std::vector<std::size_t>{0});
}

TEST_CASE("a thread placed as orphaned stays so, with its reason, whatever is typed") {
    Editor editor("a\n[[b]]\n");
    editor.document.set_threads({});
    editor.document.set_threads({editor.thread});
    CHECK_FALSE(editor.document.placement(editor.thread));
    editor.document.set_placement(editor.thread.id, editor.thread.anchor_op,
                                  {PlacementState::orphaned, std::nullopt, 0.9, "deleted in 12ab"},
                                  editor.document.snapshot());
    editor.insert_before("a\n", "0\n");
    CHECK(editor.placement().reason == "deleted in 12ab");
    CHECK(editor.document.unplaced().empty());
}

TEST_CASE("a thread that was lost before is shown where it stood, and goes along with what is typed") {
    Editor editor("a\n[[b]]\nc\n");
    editor.answer({PlacementState::outdated, anchor::Range{{2, 0}, {2, 1}}, 0.9, "deleted by commit 12ab"});
    CHECK(editor.shown() == "a\nb\n[[c]]\n");
    editor.insert_before("a\n", "0\n");
    CHECK(editor.shown() == "0\na\nb\n[[c]]\n");
    editor.replace("c\n", "");
    CHECK(editor.placement().state == PlacementState::outdated);
    CHECK(editor.placement().reason == "deleted by commit 12ab");
    CHECK(editor.document.unplaced().empty());
}

TEST_CASE("a lost thread is looked for again when its lines come in, and not for others") {
    Editor editor("one\n[[twice]]\nthree\n");
    editor.answer({PlacementState::outdated, anchor::Range{{0, 0}, {0, 3}}, 0.9, "deleted"});
    editor.replace("three", "thirty");
    CHECK(editor.document.unplaced().empty());
    editor.whole("another branch\n");
    editor.answer({PlacementState::outdated, anchor::Range{{0, 0}, {0, 3}}, 0.9, "deleted"});
    CHECK(editor.document.unplaced().empty());
    editor.whole("zero\none\ntwice\nthree\n");
    CHECK(editor.document.unplaced() == std::vector<std::size_t>{0});
    editor.place({{2, 0}, {2, 5}}, editor.document.snapshot());
    CHECK(editor.shown() == "zero\none\n[[twice]]\nthree\n");
    CHECK(editor.document.unplaced().empty());
}

TEST_CASE("where a thread was followed to counts for what was placed without knowing it") {
    Editor editor("a\n[[b]]\nb\n");
    editor.answer({PlacementState::exact, anchor::Range{{1, 0}, {1, 1}}, 0.6, "by its text"},
                  Document::Basis::itself);
    editor.document.place_again(editor.thread.id);
    REQUIRE(editor.document.unplaced() == std::vector<std::size_t>{0});
    editor.document.set_placement(editor.thread.id, editor.thread.anchor_op,
                                  {PlacementState::shifted, anchor::Range{{2, 0}, {2, 1}}, 0.9, "followed"},
                                  editor.document.snapshot());
    CHECK(editor.shown() == "a\nb\n[[b]]\n");
    CHECK(editor.document.unplaced().empty());
}

TEST_CASE("where a thread was followed to counts in the commit's own text, and not in one that was edited") {
    Editor editor("a\n[[b]]\nc\n");
    editor.insert_before("a\n", "0\n");
    const auto place = [&](const anchor::Placement& placement, Document::Basis basis) {
        editor.document.place_again(editor.thread.id);
        REQUIRE(editor.document.unplaced() == std::vector<std::size_t>{0});
        editor.document.set_placement(editor.thread.id, editor.thread.anchor_op, placement,
                                      editor.document.snapshot(), basis);
        CHECK(editor.document.unplaced().empty());
    };
    const anchor::Placement elsewhere{PlacementState::edited, anchor::Range{{3, 0}, {3, 1}}, 0.9, "by 12ab"};
    const anchor::Placement lost{PlacementState::orphaned, std::nullopt, 0.9, "deleted by 12ab"};
    place(elsewhere, Document::Basis::followed);
    CHECK(editor.shown() == "0\na\n[[b]]\nc\n");
    place(lost, Document::Basis::followed);
    CHECK(editor.shown() == "0\na\n[[b]]\nc\n");
    place(elsewhere, Document::Basis::committed);
    CHECK(editor.shown() == "0\na\nb\n[[c]]\n");
    place(lost, Document::Basis::committed);
    CHECK(editor.placement() == lost);
}

TEST_CASE("what is deleted while a job looks for it is deleted") {
    Editor editor("a\n[[b]]\nc\n");
    const anchor::Placement there{PlacementState::exact, anchor::Range{{1, 0}, {1, 1}}, 1.0, "unchanged"};
    editor.document.place_again(editor.thread.id);
    const auto from = editor.document.snapshot();
    editor.replace("b\n", "");
    editor.document.set_placement(editor.thread.id, editor.thread.anchor_op, there, from,
                                  Document::Basis::committed);
    CHECK(editor.placement().state == PlacementState::outdated);
    CHECK(editor.placement().reason == "deleted in this buffer");
    // One that was not placed before.
    editor.document.set_threads({});
    editor.document.set_threads({editor.thread});
    editor.document.set_placement(editor.thread.id, editor.thread.anchor_op, there, from,
                                  Document::Basis::committed);
    CHECK(editor.placement().state == PlacementState::outdated);
    CHECK(editor.placement().reason == "deleted in this buffer");
}

TEST_CASE("that a text has just gone from the buffer is told once") {
    Editor editor("a\n[[b]]\nc\n");
    const anchor::Placement lost{PlacementState::orphaned, std::nullopt, 0.9, "nothing alike is left"};
    editor.replace("b\n", "");
    REQUIRE(editor.document.unplaced() == std::vector<std::size_t>{0});
    CHECK(editor.document.set_placement(editor.thread.id, editor.thread.anchor_op, lost,
                                        editor.document.snapshot()));
    CHECK(editor.document.unplaced().empty());
    editor.document.place_again(editor.thread.id);
    CHECK_FALSE(editor.document.set_placement(editor.thread.id, editor.thread.anchor_op, lost,
                                              editor.document.snapshot()));
}

TEST_CASE("what vanished from the buffer is lost for good only when the commit has that very text") {
    Editor editor("a\n[[b]]\nc\n");
    editor.replace("b\n", "");
    const anchor::Placement lost{PlacementState::outdated, anchor::Range{{1, 0}, {1, 1}}, 0.9,
                                 "deleted by commit 12ab"};
    const auto place = [&](Document::Basis basis) {
        editor.document.set_placement(editor.thread.id, editor.thread.anchor_op, lost,
                                      editor.document.snapshot(), basis);
    };
    place(Document::Basis::followed);
    CHECK(editor.placement().reason == "deleted in this buffer");
    CHECK(editor.document.unplaced().empty());
    place(Document::Basis::committed);
    CHECK(editor.placement().reason == "deleted by commit 12ab");
    CHECK(editor.document.unplaced().empty());
}

TEST_CASE("what was lost is placed again when it is known anew where it is, and may be lost again") {
    Editor editor("a\n[[b]]\nc\n");
    const anchor::Placement lost{PlacementState::orphaned, std::nullopt, 0.9, "deleted by commit 12ab"};
    editor.answer(lost);
    editor.document.place_again(editor.thread.id);
    REQUIRE(editor.document.unplaced() == std::vector<std::size_t>{0});
    auto still = lost;
    still.reason = "deleted by commit 34cd";
    const auto from = editor.document.snapshot();
    editor.document.set_placement(editor.thread.id, editor.thread.anchor_op, still, from);
    CHECK(editor.placement() == still);
    CHECK(editor.document.unplaced().empty());
    editor.document.place_again(editor.thread.id);
    editor.document.set_placement(editor.thread.id, editor.thread.anchor_op,
                                  {PlacementState::exact, anchor::Range{{1, 0}, {1, 1}}, 1.0, "unchanged"},
                                  from);
    CHECK(editor.shown() == "a\n[[b]]\nc\n");
}

TEST_CASE("a list read anew keeps the places that are known, and forgets threads that are gone") {
    Editor editor("a\n[[b]]\nc\n");
    editor.insert_before("a\n", "0\n");
    auto other = editor.thread;
    other.id.bytes[15] = 2;
    editor.document.set_threads({other, editor.thread});
    CHECK(editor.document.unplaced() == std::vector<std::size_t>{0});
    CHECK(editor.shown() == "0\na\n[[b]]\nc\n");
    // Anchored anew elsewhere: the old place is not its place.
    editor.thread.anchor_op.bytes[15] = 9;
    editor.document.set_threads({editor.thread});
    CHECK(editor.document.unplaced() == std::vector<std::size_t>{0});
}

TEST_CASE("a change that does not fit puts the document out of step, and says which one and why") {
    Editor editor("a\n[[b]]\n");
    auto sent = editor.send({splice({{0, 0}, {0, 0}}, "x"), splice({{7, 0}, {7, 0}}, "y")});
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code == Errc::invalid_argument);
    CHECK(sent.error().message.find("contentChanges[1]") != std::string::npos);
    CHECK_FALSE(editor.document.in_step());
    CHECK(editor.document.version() == 1);

    Editor backwards("a\n[[b]]\n");
    CHECK_FALSE(backwards.send({splice({{1, 0}, {0, 0}}, "")}));
    CHECK_FALSE(backwards.document.in_step());

    Editor grows("a\n[[b]]\n");
    auto large = grows.send({splice({{0, 0}, {0, 0}}, std::string(bytes_max, 'x'))});
    REQUIRE_FALSE(large);
    CHECK(large.error().code == Errc::too_large);
    CHECK_FALSE(grows.document.in_step());
}

TEST_CASE("a character past the end of its line is the end, as LSP has it") {
    Editor editor("a\n[[b]]\nc");
    REQUIRE(editor.send({splice({{0, 99}, {0, 100}}, "!")}));
    CHECK(editor.shown() == "a!\n[[b]]\nc");
    REQUIRE(editor.send({splice({{2, 0}, {3, 0}}, "d")}));  // "to the end", one line behind the last
    CHECK(editor.shown() == "a!\n[[b]]\nd");
}

TEST_CASE("positions count in the units that were agreed on, astral characters included") {
    for (const auto encoding :
         {anchor::PositionEncoding::utf8, anchor::PositionEncoding::utf16, anchor::PositionEncoding::utf32}) {
        Editor editor("x = '😀é'; [[y]] = 1;\n", encoding);
        editor.replace("😀", "🦀🦀");
        CHECK(editor.shown() == "x = '🦀🦀é'; [[y]] = 1;\n");
        editor.replace("é", "");
        CHECK(editor.shown() == "x = '🦀🦀'; [[y]] = 1;\n");
    }
    // A crab is two units of UTF-16: the quote behind it is at 5.
    Editor editor("🦀ab'[[y]]\n");
    REQUIRE(editor.send({splice({{0, 2}, {0, 4}}, "")}));
    CHECK(editor.shown() == "🦀'[[y]]\n");
    // In the middle of a pair is its start.
    REQUIRE(editor.send({splice({{0, 1}, {0, 2}}, "")}));
    CHECK(editor.shown() == "'[[y]]\n");
}
