import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./pure.mjs";

const { fileRows, placedAs } = await load("threadRows");

const file = new URL("../../../protocol/examples/threads/Thread.json", import.meta.url);
const example = JSON.parse(readFileSync(file, "utf8")).minimal;
const thread = (id, path, line, more = {}) => ({ ...example, id, path, line, ...more });
const listed = (root, ...threads) => threads.map((each) => ({ root, thread: each }));
const shape = (rows) => rows.map(({ root, path, threads }) => [root, path, threads.map(({ id }) => id)]);

test("threads are listed by path, then by line, those without one last", () => {
    const lost = { placement: { state: "orphaned", confidence: 0, reason: "gone." } };
    const rows = fileRows(
        listed("r", thread("1", "b", 9), thread("2", "a", 5), thread("3", "b", 2), thread("4", "b", 1, lost)),
    );
    assert.deepEqual(shape(rows), [
        ["r", "a", ["2"]],
        ["r", "b", ["3", "1", "4"]],
    ]);
});

test("equal paths of two folders are two files, in the folders' order, and so is a thread that both have", () => {
    const rows = fileRows([
        ...listed("z", thread("1", "main.c", 1)),
        ...listed("a", thread("2", "main.c", 1), thread("1", "main.c", 3)),
    ]);
    assert.deepEqual(shape(rows), [
        ["z", "main.c", ["1"]],
        ["a", "main.c", ["2", "1"]],
    ]);
});

test("a publication about another folder's file moves nothing", () => {
    const [one] = listed("file:///r", thread("1", "a", 1, { uri: "file:///r/a" }));
    const range = { start: { line: 6, character: 0 }, end: { line: 6, character: 1 } };
    assert.equal(placedAs(one, thread("1", "a", 1, { uri: "file:///r2/a", range })), one.thread);
    assert.deepEqual(placedAs(one, thread("1", "a", 1, { uri: "file:///r/a", range })).range, range);
    assert.equal(placedAs(one, undefined), one.thread);
});
