import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./pure.mjs";

const places = await load("places");

function example(type, which = "minimal") {
    const file = new URL(`../../../protocol/examples/threads/${type}.json`, import.meta.url);
    const read = JSON.parse(readFileSync(file, "utf8"));
    return which === "minimal" ? read.minimal : read.valid[0];
}

const lines = (first, last, character = 3) => ({
    start: { line: first, character: 0 },
    end: { line: last, character },
});
function thread(state, more = {}) {
    const placement = { state, confidence: 0.25, reason: "deleted by 12ab34c.", ...more };
    return { ...example("Thread"), path: "src/a.c", line: 7, placement };
}
const ana = { id: "a", name: "Ana", me: false };
const bo = { id: "b", name: "Bo", me: true };

for (const [what, given, wanted] of [
    ["a thread at its lines is nothing unusual", thread("exact"), undefined],
    ["a thread whose lines stand elsewhere in the file is nothing unusual", thread("shifted"), undefined],
    ["one that was edited says so", thread("edited"), "lines changed since"],
    ["one that moved says so", thread("moved"), "moved here"],
    ["one that moved to another file names the first", thread("moved", { path: "b.c" }), "moved here from src/a.c"],
    ["an outdated one has its reason", thread("outdated"), "outdated, it stood here: deleted by 12ab34c"],
    ["an orphaned one has its reason", thread("orphaned"), "orphaned: deleted by 12ab34c"],
    ["what a newer daemon says is left out", thread("teleported"), undefined],
    ["a thread that is in no text is nothing unusual", { ...thread("exact"), placement: undefined }, undefined],
]) {
    test(what, () => assert.equal(places.unusual(given), wanted));
}

test("only outdated and orphaned threads are lost", () => {
    const states = ["exact", "shifted", "edited", "moved", "outdated", "orphaned", "teleported"];
    assert.deepEqual(
        states.filter((state) => places.isLost(thread(state))),
        ["outdated", "orphaned"],
    );
});

test("lines are written as compilers do, without a last line of which there is nothing", () => {
    assert.equal(places.spot("a.c", places.bounds(lines(9, 9))), "a.c:10");
    assert.equal(places.spot("a.c", places.bounds(lines(9, 9, 0))), "a.c:10");
    assert.equal(places.spot("a.c", places.bounds(lines(9, 11))), "a.c:10-12");
    assert.equal(places.spot("a.c", places.bounds(lines(9, 12, 0))), "a.c:10-12");
});

test("a place is explained by its reason, where it was last, and who attached it to what", () => {
    const known = {
        ...example("ThreadExplainResult"),
        thread: { ...thread("outdated", { path: "src/b.c" }), range: lines(4, 4) },
        lastGood: { commit: "abcdef0123456", path: "src/b.c", range: lines(4, 6, 0) },
        brokenBy: "12ab34cdef567",
        anchors: [
            { by: ana, at: 1, path: "src/a.c", line: 7, endLine: 8, quote: "x", commit: "1234567890" },
            { by: bo, at: 2, path: "src/b.c", line: 5, endLine: 5, quote: "x" },
        ],
    };
    const wanted = [
        "Outdated, src/b.c:5: deleted by 12ab34c",
        "Confidence: 0.25",
        "Last found: src/b.c:5-6 in commit abcdef0123",
        "Not found after commit 12ab34cdef",
        "Opened by Ana, @1: src/a.c:7-8 in commit 1234567890",
        "Re-attached by Bo, @2: src/b.c:5",
    ];
    assert.deepEqual(
        places.explanation(known, (at) => `@${at}`),
        wanted,
    );
});

test("what is not known is not said", () => {
    const minimal = example("ThreadExplainResult");
    const known = { ...minimal, thread: { ...minimal.thread, placement: undefined }, anchors: [] };
    assert.deepEqual(places.explanation(known, String), ["Not placed: no text of its file is at hand"]);
    const uncommitted = places.explanation({ ...known, lastGood: { path: "a.c", range: lines(0, 0) } }, String);
    assert.equal(uncommitted.at(-1), "Last found: a.c:1, in no commit");
});

test("an original is named by its file and commit, and says when it is not whole", () => {
    const anchor = { by: ana, at: 1, path: "src/a.c", line: 7, endLine: 8, quote: "x", commit: "1234567890" };
    const original = { path: "src/a.c", text: "x", line: 1, whole: true };
    assert.equal(places.originalTitle({ anchors: [anchor], original }), "a.c (1234567890)");
    const { commit: _, ...uncommitted } = anchor;
    const quote = { ...original, whole: false };
    assert.equal(places.originalTitle({ anchors: [uncommitted], original: quote }), "a.c, these lines only");
});

test("a candidate tells its place, what speaks for it and how it begins", () => {
    const { candidates } = example("ThreadExplainResult", "whole");
    assert.ok(candidates.length > 0);
    const given = { ...candidates[0], path: "src/a.c", range: lines(9, 11), confidence: 0.8249 };
    assert.deepEqual(places.candidateText({ ...given, reason: "12 of 15 lines equal.", preview: "  int x;" }), {
        label: "src/a.c:10-12",
        description: "12 of 15 lines equal",
        detail: "int x;",
    });
});

const anchor = (by, line) => ({ by, at: 1, path: "a.c", line, endLine: line + 1, quote: `${line}` });
for (const [what, anchors, wanted] of [
    ["of a thread that was never re-attached nothing can be undone", [anchor(ana, 1)], undefined],
    ["a re-attachment can be undone", [anchor(ana, 1), anchor(bo, 5)], "Undo the re-attachment by Bo"],
    [
        "an undo is not undone but what it undid is done again",
        [anchor(ana, 1), anchor(bo, 5), anchor(ana, 1)],
        "Attach again to a.c:5-6, as by Bo",
    ],
    [
        "also when there were others before",
        [anchor(ana, 1), anchor(ana, 3), anchor(bo, 5), anchor(ana, 3)],
        "Attach again to a.c:5-6, as by Bo",
    ],
    ["a second one can be undone", [anchor(ana, 1), anchor(ana, 3), anchor(bo, 5)], "Undo the re-attachment by Bo"],
    ["one to the same lines, too", [anchor(ana, 1), anchor(bo, 1)], "Undo the re-attachment by Bo"],
]) {
    test(what, () => assert.equal(places.undoing(anchors), wanted));
}
