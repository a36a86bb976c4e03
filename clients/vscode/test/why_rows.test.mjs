import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./pure.mjs";

const { whyRows, whySummary } = await load("whyRows");
const { parentOf } = await load("rows");

const example = new URL("../../../protocol/examples/threads/Thread.json", import.meta.url);
const thread = { ...JSON.parse(readFileSync(example, "utf8")).minimal, id: "t1", title: "Why a loop?" };
const ana = { name: "Ana", mail: "a@x", commit: "12ab".repeat(10), at: 5 };
const record = (name, more = {}) => ({ source: "file", name, status: "accepted", path: `docs/${name}.md`, ...more });
const evidence = (text, more = {}) => ({ kind: "applies-to", text, weight: 0.5, ...more });
const because = (decision, ...found) => ({ decision, score: 0.9, evidence: found });
const answer = (more = {}) => ({
    decisions: [],
    threads: [],
    people: [],
    uncommitted: false,
    gaps: [],
    complete: true,
    ...more,
});
const rowsOf = (known) => whyRows(known, (at) => `@${at}`);
const shape = (rows) =>
    rows.map(({ label, children }) => (children.length === 0 ? label : [label, ...shape(children)]));

test("decisions stand best first, each with its outcome and evidence, then threads, asking, people and gaps", () => {
    const known = answer({
        decisions: [
            because(record("ADR-2", { title: "B", outcome: "We do B." }), evidence("line 3 names ADR-2", { line: 3 })),
            because(record("ADR-1", { status: "superseded", supersededBy: ["ADR-2"] }), evidence("it says src/**")),
        ],
        threads: [thread],
        people: [ana],
        uncommitted: true,
        gaps: [{ text: "the history is shallow." }],
    });
    assert.deepEqual(shape(rowsOf(known)), [
        ["ADR-2: B", "We do B.", "line 3 names ADR-2"],
        ["ADR-1", "it says src/**"],
        "Why a loop?",
        "Ask about these lines",
        ["Last touched by", "Ana"],
        "Some of these lines are not committed",
        "Not looked at: the history is shallow",
    ]);
    assert.equal(whySummary(known), "2 decisions · 1 thread");
    assert.equal(rowsOf(known)[1].description, "superseded by ADR-2");
});

test("each row opens what it is about", () => {
    const found = [evidence("a", { commit: "12ab", line: 3 }), evidence("b", { line: 3 }), evidence("c")];
    const decision = record("ADR-2");
    const [first, shown, ask, people] = rowsOf(
        answer({ decisions: [because(decision, ...found)], threads: [thread], people: [ana] }),
    );
    assert.deepEqual(first.opens, { kind: "record", decision });
    assert.deepEqual(
        first.children.map(({ opens }) => opens),
        [
            { kind: "commit", commit: "12ab" },
            { kind: "line", line: 3 },
            { kind: "record", decision },
        ],
    );
    assert.equal(shown.opens.thread.id, "t1");
    assert.deepEqual(ask.opens, { kind: "ask" });
    assert.equal(people.opens, undefined);
    assert.deepEqual(people.children[0].opens, { kind: "commit", commit: ana.commit });
});

test("where nothing is recorded it says so, and whom to ask", () => {
    const bo = { ...ana, name: "Bo", mail: "b@x" };
    const [nothing, ask] = rowsOf(answer({ people: [ana, bo] }));
    assert.equal(nothing.label, "Nothing is recorded about these lines");
    assert.equal(`${ask.label} ${ask.description}`, "Ask Ana and Bo who touched these lines last");
    assert.equal(rowsOf(answer())[1].label, "Ask about these lines");
});

test("nothing is said to be recorded nowhere before the history was asked", () => {
    const known = answer({ complete: false });
    assert.deepEqual(shape(rowsOf(known)), ["Ask about these lines"]);
    assert.equal(whySummary(known), "looking at the history…");
});

test("a row that was there before the answer is the same row in it", () => {
    const decision = because(record("ADR-2"), evidence("a"));
    const before = rowsOf(answer({ decisions: [decision], complete: false }));
    const after = rowsOf(answer({ decisions: [because(record("ADR-1")), decision], people: [ana] }));
    assert.equal(before[0].id, after[1].id);
    assert.equal(before[0].children[0].id, after[1].children[0].id);
    const ids = after.flatMap((row) => [row.id, ...row.children.map(({ id }) => id)]);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(parentOf(after, before[0].children[0]).id, before[0].id);
    assert.equal(parentOf(after, before[0]), undefined);
});

test("a screen reader hears what a row is", () => {
    const [row] = rowsOf(answer({ decisions: [because(record("ADR-2", { outcome: "We do B." }), evidence("a"))] }));
    assert.equal(row.spoken, "Decision, ADR-2, accepted, We do B.");
    assert.equal(row.children[1].spoken, "Evidence: a");
});

test("a hostile record is words in its rows", () => {
    const hostile = "x\n[run](command:evil) ![y](https://evil/z.png) <script>a</script>\u202e";
    const found = because(record("ADR-2", { title: hostile, outcome: hostile }), evidence(hostile));
    const [row] = rowsOf(answer({ decisions: [found] }));
    const plain = "x [run](command:evil) ![y](https://evil/z.png) <script>a</script>";
    assert.deepEqual(shape([row]), [[`ADR-2: ${plain}`, plain, plain]]);
    for (const each of [row, ...row.children]) assert.equal(typeof each.label, "string");
});
