import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./pure.mjs";

const text = await load("decisionText");

const decision = (more = {}) => ({
    source: "file",
    name: "ADR-0012",
    title: "Loops are written out",
    status: "accepted",
    date: "2024-05-01",
    path: "docs/decisions/0012-loops.md",
    ...more,
});

test("a decision has its name, its status, and what replaces it", () => {
    assert.equal(text.decisionName(decision()), "ADR-0012: Loops are written out");
    assert.equal(text.decisionName(decision({ title: undefined })), "ADR-0012");
    assert.equal(text.decisionDescription(decision()), "accepted · 2024-05-01");
    const replaced = { status: "superseded", supersededBy: ["ADR-0020", "ADR-0021"], date: undefined };
    assert.equal(text.decisionDescription(decision(replaced)), "superseded by ADR-0020, ADR-0021");
    assert.equal(text.decisionStatus(decision({ supersededBy: ["ADR-0020"] })), "accepted, superseded by ADR-0020");
    assert.equal(text.decisionStatus(decision({ status: "unknown" })), "no status");
    assert.equal(
        text.decisionDescription(decision({ reviewBy: "2026-01-01" })),
        "accepted · 2024-05-01 · review by 2026-01-01",
    );
});

test("what others wrote is one line, without what would turn it around, cut by characters", () => {
    assert.equal(text.oneLine("  a\n# b\u001b[31m\t\u202ec\u2069 "), "a # b [31m c");
    assert.equal(text.oneLine("😀".repeat(5), 4), "😀😀😀…");
    assert.equal(text.oneLine("src/**/*.c `x`"), "src/**/*.c `x`", "and nothing of it is taken for Markdown");
    assert.equal(text.withoutIcons("$(sync~spin) a"), "\\$(sync~spin) a");
});

for (const [what, names, wanted] of [
    ["nobody is nothing", [], ""],
    ["one", ["Ana"], "Ana"],
    ["one who touched several lines", ["Ana", "Ana"], "Ana"],
    ["two", ["Ana", "Bo"], "Ana and Bo"],
    ["three", ["Ana", "Bo", "Cy"], "Ana, Bo and Cy"],
    ["more", ["Ana", "Bo", "Cy", "Di"], "Ana, Bo and 2 others"],
]) {
    test(`who touched lines last: ${what}`, () =>
        assert.equal(text.peopleText(names.map((name) => ({ name }))), wanted));
}

test("what could not be looked at is told with what helps", () => {
    assert.equal(text.gapText({ text: "the history is shallow." }), "Not looked at: the history is shallow");
    assert.equal(text.gapText({ text: "x.", hint: "git fetch" }), "Not looked at: x (git fetch)");
});

test("the lines that were asked about are named as compilers name them", () => {
    const range = { start: { line: 2, character: 0 }, end: { line: 5, character: 0 } };
    assert.equal(text.whereText("file:///a/b%20c.txt", range), "b c.txt:3-5");
});
