#include "anchor/live.hpp"

#include <doctest/doctest.h>

#include "generator.hpp"
#include "marked.hpp"

using namespace restante::anchor;
using restante::anchor::tests::Generator;
using restante::anchor::tests::marked;
using restante::anchor::tests::with_marks;

namespace {

/// A text with one live anchor, edited by searching for what to replace.
struct Document {
    explicit Document(std::string_view source) {
        auto m = marked(source);
        text = std::move(m.text);
        id = anchors.add(m.range.value(), text);
    }

    bool edit(Span span, std::string new_text) {
        const Edit edit{text.range(span), std::move(new_text)};
        const bool changed = anchors.apply(edit, text);
        text.apply(edit);
        return changed;
    }

    bool replace(std::string_view what, std::string by) {
        const auto at = static_cast<std::uint32_t>(text.bytes().find(what));
        REQUIRE(at < text.size());
        return edit({at, at + static_cast<std::uint32_t>(what.size())}, std::move(by));
    }

    bool insert(std::uint32_t at, std::string what) { return edit({at, at}, std::move(what)); }
    [[nodiscard]] std::string shown() const { return with_marks(text, anchors.range(id, text)); }

    Text text;
    LiveAnchors anchors;
    LiveId id = 0;
};

}  // namespace

TEST_CASE("an insertion at the start pushes a range along, at its end it does not grow, inside it does") {
    Document start("a [[bc]] d");
    start.insert(2, "xy");
    CHECK(start.shown() == "a xy[[bc]] d");
    Document end("a [[bc]] d");
    end.insert(4, "xy");
    CHECK(end.shown() == "a [[bc]]xy d");
    Document inside("a [[bc]] d");
    inside.insert(3, "xy");
    CHECK(inside.shown() == "a [[bxyc]] d");
}

TEST_CASE("an edit over one end cuts that end off") {
    Document head("one [[two three]] four");
    head.replace("e two", "");
    CHECK(head.shown() == "on[[ three]] four");
    Document tail("one [[two three]] four");
    tail.replace("three f", "");
    CHECK(tail.shown() == "one [[two ]]our");
}

TEST_CASE("the replacement of exactly the range is its new text") {
    Document d("call([[first]])");
    d.replace("first", "second");
    CHECK(d.shown() == "call([[second]])");
    CHECK_FALSE(d.anchors.collapsed(d.id));
}

TEST_CASE("a deleted range is a point, and undo brings it back") {
    Document d("one\n[[two\nthree]]\nfour\n");
    d.replace("two\nthree\n", "");
    CHECK(d.shown() == "one\n[[]]four\n");
    CHECK(d.anchors.collapsed(d.id));
    d.insert(4, "two\nthree\n");
    CHECK(d.shown() == "one\n[[two\nthree]]\nfour\n");
    CHECK_FALSE(d.anchors.collapsed(d.id));
}

TEST_CASE("undo restores an end that was cut off") {
    Document d("one [[two three]] four");
    d.replace("e two", "");
    d.insert(2, "e two");
    CHECK(d.shown() == "one [[two three]] four");
}

TEST_CASE("what was deleted character by character comes back in one piece") {
    Document d("0123[[456789]]abcdef");
    for (std::uint32_t at = 12; at > 3; --at)
        d.edit({at - 1, at}, "");
    CHECK(d.shown() == "012[[]]cdef");
    d.insert(3, "3456789ab");
    CHECK(d.shown() == "0123[[456789]]abcdef");
}

TEST_CASE("what was deleted in one piece comes back character by character") {
    Document d("0123[[456789]]abcdef");
    d.replace("23456789ab", "");
    const std::string_view back = "23456789ab";
    for (std::uint32_t i = 0; i < back.size(); ++i)
        d.insert(2 + i, std::string(1, back[i]));
    CHECK(d.shown() == "0123[[456789]]abcdef");
}

TEST_CASE("typing that is undone together with a deletion leaves the range as it was") {
    Document d("[[one two]] three");
    d.insert(7, "abc");
    for (std::uint32_t at = 10; at > 5; --at)
        d.edit({at - 1, at}, "");
    CHECK(d.text.bytes() == "one t three");
    d.insert(5, "wo");
    CHECK(d.shown() == "[[one two]] three");
}

TEST_CASE("an edit elsewhere between deletion and undo does not matter") {
    Document d("head\n[[two]]\ntail\n");
    d.replace("two\n", "");
    d.insert(0, "#include <x>\n");
    d.replace("tail", "tails");
    d.insert(18, "two\n");
    CHECK(d.shown() == "#include <x>\nhead\n[[two]]\ntails\n");
}

TEST_CASE("a text that is cut and pasted elsewhere takes its anchor along, and back") {
    Document d("one();\n[[two_is_here();]]\nthree();\n");
    d.replace("two_is_here();\n", "");
    d.insert(16, "two_is_here();\n");
    CHECK(d.shown() == "one();\nthree();\n[[two_is_here();]]\n");
    d.edit({16, 31}, "");
    CHECK(d.anchors.collapsed(d.id));
    d.insert(7, "two_is_here();\n");
    CHECK(d.shown() == "one();\n[[two_is_here();]]\nthree();\n");
}

TEST_CASE("lines that are cut from where they are indented are gone, and go along where they are pasted") {
    const std::string before = "{\n[[    check(result);\n    return result;]]\n    next();\n}\nend\n";
    Document document(before);
    // From the first letter of the one line to that of the one behind: its indentation stays.
    document.replace("check(result);\n    return result;\n    ", "");
    CHECK(document.anchors.collapsed(document.id));
    CHECK(document.text.bytes() == "{\n    next();\n}\nend\n");
    document.insert(document.text.size() - 4, "check(result);\n    return result;\n    ");
    CHECK(document.shown() == "{\n    next();\n}\n[[check(result);\n    return result;]]\n    end\n");
    document.replace("check(result);\n    return result;\n    ", "");
    CHECK(document.anchors.collapsed(document.id));
    document.replace("next", "check(result);\n    return result;\n    next");
    CHECK(document.shown() == before);
    CHECK_FALSE(document.anchors.collapsed(document.id));
}

TEST_CASE("a line of which only the indentation is left is gone") {
    Document document("a\n[[    return x;]]\nb\n");
    document.replace("return x;", "");
    CHECK(document.anchors.collapsed(document.id));
    document.insert(6, "return x;");
    CHECK(document.shown() == "a\n[[    return x;]]\nb\n");
    // Of blank lines that were pointed at, blanks are all.
    Document blank("a\n[[\n    \n]]b\n");
    blank.replace("    ", "");
    CHECK_FALSE(blank.anchors.collapsed(blank.id));
}

TEST_CASE("a paste that is undone leaves the anchor where it was cut") {
    Document d("one();\n[[two_is_here();]]\nthree();\n");
    d.replace("two_is_here();\n", "");
    d.insert(16, "two_is_here();\n");
    d.edit({16, 31}, "");
    CHECK(d.shown() == "one();\n[[]]three();\n");
}

TEST_CASE("undo at one of two equal places does not take the other's anchor") {
    Document d("[[the same statement();]]\nbetween\nthe same statement();\n");
    d.edit({0, 22}, "");
    const auto second = static_cast<std::uint32_t>(d.text.bytes().find("the same"));
    d.edit({second, second + 22}, "");
    d.insert(second, "the same statement();\n");
    CHECK(d.anchors.collapsed(d.id));
    d.insert(0, "the same statement();\n");
    CHECK(d.shown() == "[[the same statement();]]\nbetween\nthe same statement();\n");
}

TEST_CASE("a formatter that replaces the whole text moves no anchor off its line") {
    Document d("int a;\nint   b;\n[[int c;]]\nint d;\n");
    const Edit all{{{0, 0}, {9, 0}}, "int a;\nint b;\nint new_one;\nint c;\nint d;\n"};
    d.anchors.apply(all, d.text);
    d.text.apply(all);
    CHECK(d.shown() == "int a;\nint b;\nint new_one;\n[[int c;]]\nint d;\n");
}

TEST_CASE("a line replaced by the same line with one word changed keeps the ranges beside that word") {
    Document d("  result = compute([[input]], flags);\n");
    d.replace("  result = compute(input, flags);", "  value = compute(input, flags);");
    CHECK(d.shown() == "  value = compute([[input]], flags);\n");
}

TEST_CASE("an edit behind all anchors, or further along, is nothing to tell") {
    Document d("one\n[[two]]\nthree\n");
    CHECK_FALSE(d.replace("three", "3"));
    CHECK_FALSE(d.replace("one", "1"));
    CHECK(d.insert(0, "\n"));
    CHECK(d.replace("two", "2"));
    CHECK_FALSE(d.edit({1, 1}, ""));
}

TEST_CASE("a removed anchor is gone, and the others keep their ids") {
    Document d("[[one]] two");
    const auto other = d.anchors.add({{0, 4}, {0, 7}}, d.text);
    d.replace("one ", "");
    d.anchors.remove(d.id);
    CHECK_FALSE(d.anchors.contains(d.id));
    d.insert(0, "one ");
    CHECK(d.anchors.range(other, d.text) == Range{{0, 4}, {0, 7}});
    CHECK(d.anchors.size() == 1);
}

TEST_CASE("an anchor that was added in between stays when the text is as it was before") {
    Document d("one\n[[two]]\nthree\n");
    d.edit({0, d.text.size()}, "");
    d.insert(0, "one\ntwo\nthree");
    d.anchors.remove(d.id);
    d.id = d.anchors.add({{1, 0}, {1, 3}}, d.text);
    const auto other = d.anchors.add({{2, 0}, {2, 5}}, d.text);
    d.insert(d.text.size(), "\n");
    CHECK(d.shown() == "one\n[[two]]\nthree\n");
    CHECK(d.anchors.range(other, d.text) == Range{{2, 0}, {2, 5}});
    CHECK_FALSE(d.anchors.collapsed(d.id));
}

TEST_CASE("any edits, undone in reverse order, bring every anchor back") {
    for (std::uint32_t seed = 1; seed <= 400; ++seed) {
        CAPTURE(seed);
        Generator random(seed);
        Text text{random.characters(40)};
        LiveAnchors anchors;
        std::vector<Range> at_first;
        for (int n = 0; n < 6; ++n) {
            const auto range = text.range(random.span(text));
            at_first.push_back(range);
            anchors.add(range, text);
        }
        const auto first_bytes = text.bytes();
        std::vector<Edit> undo;
        for (int step = 0; step < 12; ++step) {
            const auto edit = random.edit(text);
            const auto span = text.span(edit.range);
            std::string taken(text.slice(span));
            anchors.apply(edit, text);
            text.apply(edit);
            const Span inserted{span.start, span.start + static_cast<std::uint32_t>(edit.new_text.size())};
            const auto back = text.range(inserted);
            // Joining "\r" and "\n" hides a place from positions: such an edit has no inverse in the
            // protocol.
            if (text.span(back) != inserted) {
                undo.clear();
                break;
            }
            undo.push_back({back, taken});
            for (LiveId id = 0; id < 6; ++id) {
                const auto range = anchors.range(id, text);
                REQUIRE(range.start <= range.end);
                REQUIRE(text.clamp(range) == range);
            }
        }
        if (undo.empty()) continue;
        for (auto edit = undo.rbegin(); edit != undo.rend(); ++edit) {
            anchors.apply(*edit, text);
            text.apply(*edit);
        }
        REQUIRE(text.bytes() == first_bytes);
        for (LiveId id = 0; id < 6; ++id)
            REQUIRE(anchors.range(id, text) == at_first[id]);
    }
}

TEST_CASE("any edits, undone by one that replaces the whole text, leave every range in the text") {
    for (std::uint32_t seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        Generator random(seed);
        Text text{random.lines(20, 6)};
        LiveAnchors anchors;
        for (int n = 0; n < 6; ++n)
            anchors.add(text.range(random.span(text)), text);
        for (int step = 0; step < 20; ++step) {
            const Edit edit =
                step % 5 == 4 ? Edit{{{0, 0}, text.end()}, random.lines(20, 6)} : random.edit(text);
            anchors.apply(edit, text);
            text.apply(edit);
            for (LiveId id = 0; id < 6; ++id) {
                const auto range = anchors.range(id, text);
                REQUIRE(range.start <= range.end);
                REQUIRE(text.clamp(range) == range);
            }
        }
    }
}
