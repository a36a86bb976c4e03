import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./pure.mjs";

const { chooseNew } = await load("boxChoice");

const box = (name, more) => ({ box: name, kept: undefined, visible: true, bound: false, boundNow: false, ...more });

test("a box that somebody types in is the one that was begun last, in a file that shows", () => {
    assert.equal(chooseNew("W", [box("first"), box("second")]), "second");
    assert.equal(chooseNew("W", [box("here"), box("elsewhere", { visible: false })]), "here");
    assert.equal(chooseNew("W", [box("elsewhere", { visible: false })]), undefined);
});

test("one key that makes another box's text is no sign of that one", () => {
    const all = [box("held", { kept: "W", bound: true }), box("begun")];
    assert.equal(chooseNew("W", all), "begun");
    assert.equal(chooseNew("W", [all[0]]), undefined);
});

test("a box that a document is of is not begun again, but shows again in another one", () => {
    assert.equal(chooseNew("Wh", [box("bound", { bound: true })]), undefined);
    assert.equal(chooseNew("half a thought", [box("held", { kept: "half a thought", bound: true })]), "held");
});

test("one that shows again is told by its text, before its file is known to show", () => {
    const all = [box("first", { kept: "one", visible: false }), box("second", { kept: "two" }), box("begun")];
    assert.equal(chooseNew("one", all), "first");
    assert.equal(chooseNew("two", all), "second");
});

test("a text never takes the place of another one's", () => {
    const held = box("held", { kept: "half a thought" });
    assert.equal(chooseNew("W", [held]), undefined);
    assert.equal(chooseNew("half", [held]), undefined);
    assert.equal(chooseNew("half a thought, and more", [held]), "held");
    assert.equal(chooseNew("half a thought, and more", [held, box("begun")]), "begun");
});

test("of equal texts each is told apart: by the file that shows, and by what showed again just now", () => {
    const elsewhere = box("elsewhere", { kept: "Why this?", visible: false, bound: true });
    const first = box("first", { kept: "Why this?", bound: true });
    const second = box("second", { kept: "Why this?", bound: true });
    assert.equal(chooseNew("Why this?", [elsewhere, first, second]), "first");
    assert.equal(chooseNew("Why this?", [elsewhere, { ...first, boundNow: true }, second]), "second");
    const both = [
        { ...first, boundNow: true },
        { ...second, boundNow: true },
    ];
    assert.equal(chooseNew("Why this? And", both), undefined);
});
