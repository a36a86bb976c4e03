import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./pure.mjs";

const { choose } = await load("boxChoice");

const box = (name, more) => ({ box: name, text: "", visible: true, taken: false, known: false, ...more });

test("a box that opens blank is one of a file that shows, whichever file's draft was offered last", () => {
    const bom = box("bom", { text: "draft AAA bom" });
    const poem = box("poem", { text: "draft BBB poem" });
    assert.equal(choose("", [bom, { ...poem, visible: false }]), "bom");
    assert.equal(choose("", [{ ...bom, visible: false }, poem]), "poem");
    assert.equal(
        choose("typed", [
            { ...bom, taken: true },
            { ...poem, visible: false },
        ]),
        undefined,
    );
});

test("boxes of one file come in the order of their threads, one that was just begun before them", () => {
    const first = box("first", { text: "one", known: true });
    const second = box("second", { text: "two", known: true });
    assert.equal(choose("", [first, second]), "first");
    assert.equal(choose("", [{ ...first, taken: true }, second]), "second");
    assert.equal(choose("", [first, second, box("begun")]), "begun");
});

test("one that shows again is told by its text, one that somebody types in by having none", () => {
    const all = [box("first", { text: "one" }), box("second", { text: "two" })];
    assert.equal(choose("two", all), "second");
    assert.equal(choose("new words", [...all, box("begun")]), "begun");
    assert.equal(choose("new words", all), "first");
});

test("while its last document is still there it is nobody's", () => {
    assert.equal(choose("", [box("only", { text: "draft", taken: true })]), undefined);
});
