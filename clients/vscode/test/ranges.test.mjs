import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./pure.mjs";

const { afterChanges, sameRange, selectedLines, touches, wholeLines } = await load("ranges");

const range = (fromLine, from, toLine, to) => ({
    start: { line: fromLine, character: from },
    end: { line: toLine, character: to },
});
const lengths = [10, 0, 7, 25];
const lengthOf = (line) => lengths[line];

test("a range from the gutter covers its last line to the end", () => {
    assert.deepEqual(wholeLines(range(0, 0, 3, 0), lengthOf), range(0, 0, 3, 25));
});

test("a range from the gutter over one line stays as it is: the daemon takes an empty one for its line", () => {
    assert.deepEqual(wholeLines(range(2, 0, 2, 0), lengthOf), range(2, 0, 2, 0));
    assert.deepEqual(wholeLines(range(2, 1, 2, 5), lengthOf), range(2, 1, 2, 5));
});

test("a range that ends within a line is not widened", () => {
    assert.deepEqual(wholeLines(range(0, 3, 2, 4), lengthOf), range(0, 3, 2, 4));
});

test("a selection that ends at the start of a line does not include that line", () => {
    assert.deepEqual(selectedLines(range(0, 2, 3, 0), lengthOf), range(0, 2, 2, 7));
    assert.deepEqual(selectedLines(range(0, 2, 3, 1), lengthOf), range(0, 2, 3, 1));
    assert.deepEqual(selectedLines(range(1, 0, 1, 0), lengthOf), range(1, 0, 1, 0));
});

test("a line is in a range from its first to its last", () => {
    assert.deepEqual(
        [0, 1, 2, 3].map((line) => touches(range(1, 5, 2, 0), line)),
        [false, true, true, false],
    );
    assert.equal(touches(undefined, 0), false);
});

test("ranges are the same when all four numbers are", () => {
    assert.ok(sameRange(range(1, 2, 3, 4), range(1, 2, 3, 4)));
    assert.ok(!sameRange(range(1, 2, 3, 4), range(1, 2, 3, 5)));
    assert.ok(!sameRange(undefined, range(1, 2, 3, 4)));
});

for (const [what, changes, wanted] of [
    ["nothing moves lines below what is typed in", [[range(5, 0, 5, 0), "x\n"]], [2, 3]],
    ["a line that is typed above moves them", [[range(0, 4, 0, 4), "\n"]], [3, 4]],
    ["one that is typed right before them, too", [[range(2, 0, 2, 0), "x\n"]], [3, 4]],
    ["a line within them makes them longer", [[range(2, 3, 2, 3), "\n"]], [2, 4]],
    ["lines that are deleted above move them back", [[range(0, 0, 2, 0), ""]], [0, 1]],
    ["deleted within, they are fewer", [[range(2, 1, 3, 1), ""]], [2, 2]],
    ["replaced as a whole, they are where they were", [[range(1, 0, 5, 0), "a\nb\n"]], [1, 1]],
    [
        "several changes count together",
        [
            [range(3, 0, 3, 0), "y\n"],
            [range(0, 0, 0, 0), "x\n"],
        ],
        [3, 5],
    ],
]) {
    test(`lines that are followed: ${what}`, () => {
        const told = changes.map(([where, text]) => ({ range: where, text }));
        const { start, end } = afterChanges(range(2, 0, 3, 4), told);
        assert.deepEqual([start.line, end.line], wanted);
    });
}
