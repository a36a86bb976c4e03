import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./pure.mjs";

const { messageOf, editOf, findAgain } = await load("decisionMessages");

const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } };
const about = { uri: "file:///r/poem.lua", range, quote: "two" };
const purpose = (more = {}) => ({
    act: "propose",
    what: "New decision",
    root: "file:///r/poem.lua",
    key: "k",
    ...more,
});

test("a proposal has what was written, and its lines", () => {
    const { name, params } = messageOf("# T\nApplies to: a/**\n## Outcome\nYes.", purpose(), about);
    assert.equal(name, "restante/decision/propose");
    const { root, key } = purpose();
    const where = { textDocument: { uri: about.uri }, range };
    assert.deepEqual(params, { root, title: "T", appliesTo: ["a/**"], outcome: "Yes.", ...where, key });
});

test("what was deleted of a thread's proposal is not filled in again", () => {
    const { params } = messageOf("# T\n## Context\nWhy?", purpose({ thread: "t1", answer: "c2" }));
    assert.deepEqual([params.fromThread, params.acceptedComment, params.options], ["t1", "c2", ""]);
});

test("without a title, or with nothing to say, nothing is asked", () => {
    assert.throws(() => messageOf("## Context\nWhy?", purpose()), /it has no title/);
    assert.throws(() => messageOf(" \n", purpose({ act: "comment", decision: "d1" })), /nothing to send/);
});

test("an edit has what was changed, on the version that it was typed on; without a change there is none", () => {
    const texts = [{ name: "context", text: "Why?", version: "v3" }];
    const edit = { ...editOf({ id: "d1", short: "D-1", texts }, "r", "# T\n## Context\nWhy?"), key: "k" };
    const { name, params } = messageOf("# T\n## Context\nWhy not?", edit);
    assert.equal(name, "restante/decision/edit");
    assert.deepEqual(params, {
        decisionId: "d1",
        texts: [{ name: "context", text: "Why not?", base: "v3" }],
        key: "k",
    });
    assert.throws(() => messageOf("# T\n\n## Context\nWhy?\n", edit), /as they were/);
});

test("lines are found where they were, or at the one place that says the same", () => {
    const offsetOf = ({ line }) => line * 4;
    assert.equal(findAgain(about, "one\ntwo\ntwo\n", offsetOf), 4);
    assert.equal(findAgain(about, "zero\none\ntwo\n", offsetOf), 9);
    assert.equal(findAgain(about, "two\none\ntwo\n", offsetOf), undefined);
    assert.equal(findAgain(about, "one\n", offsetOf), undefined);
    assert.equal(findAgain({ ...about, quote: "" }, "one\n\n", offsetOf), undefined);
});
