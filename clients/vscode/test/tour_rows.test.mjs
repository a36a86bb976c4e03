import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./pure.mjs";

const { emptyTour, tourRows } = await load("tourRows");

const record = (name) => ({ source: "file", name, title: "T", status: "accepted", path: `docs/${name}.md` });
const lines = (first, last) => ({ start: { line: first - 1, character: 0 }, end: { line: last - 1, character: 1 } });

test("a tour's stops are numbered in the daemon's order, with why, and code below them", () => {
    const place = { path: "src/a.c", range: lines(3, 5) };
    const stops = [
        { decision: record("ADR-9"), why: "It applies to src." },
        { decision: record("ADR-1"), why: "src/a.c names it.", place },
    ];
    const rows = tourRows({ stops, left: 0, gaps: [{ text: "x" }] });
    assert.deepEqual(
        rows.map(({ label, description, children }) => [label, description, children.map((each) => each.label)]),
        [
            ["1. ADR-9: T", "It applies to src.", []],
            ["2. ADR-1: T", "src/a.c names it.", ["src/a.c:3-5"]],
            ["Not looked at: x", undefined, []],
        ],
    );
    assert.deepEqual(rows[1].children[0].opens.place, place);
    assert.equal(rows[0].spoken, "Stop 1. ADR-9: T, accepted, It applies to src.");
});

test("a folder that no decision is about says where there are some", () => {
    assert.match(emptyTour({ stops: [], left: 4, gaps: [] }), /The repository has 4: see Restante: Decisions\./);
    assert.match(emptyTour({ stops: [], left: 0, gaps: [] }), /The repository has none\./);
});
