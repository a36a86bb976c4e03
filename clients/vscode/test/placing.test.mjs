import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./pure.mjs";

const { Placing } = await load("placing");

/** As much of vscode.Range as is needed. */
function range(line, end = line, column = 0) {
    return {
        start: { line, character: 0 },
        end: { line: end, character: column, translate: (_, more) => ({ line: end, character: column + more }) },
        with: (start, behind) => ({ start, end: behind }),
    };
}

/** A thread, and where it was put. */
function thread(at) {
    const moves = [];
    let now = at;
    return {
        moves,
        get range() {
            return now;
        },
        set range(value) {
            now = value;
            moves.push(value.start.line);
        },
    };
}

test("a thread is put where it is to be, once", () => {
    const placing = new Placing();
    const shown = thread(range(3));
    placing.put(shown, range(3));
    assert.deepEqual(shown.moves, []);
    placing.put(shown, range(5));
    placing.put(shown, range(5));
    assert.deepEqual(shown.moves, [5]);
});

test("one that was moved out of its lines is put there although it says that it is there", () => {
    const placing = new Placing();
    const shown = thread(range(3));
    placing.putBack(shown, range(3));
    assert.equal(shown.moves.at(-1), 3);
});

test("one whose box has the keys is put to its lines when these are elsewhere, and to the last that it was to have", () => {
    const placing = new Placing();
    const shown = thread(range(3));
    const other = thread(range(1));
    placing.keysIn(shown);
    placing.putBack(shown, range(3));
    placing.put(shown, range(7));
    placing.put(other, range(2));
    placing.keysIn(shown);
    assert.deepEqual([shown.moves, other.moves], [[], [2]]);
    placing.keysIn(undefined);
    assert.equal(shown.range.start.line, 7);
    const { length } = shown.moves;
    placing.put(shown, range(7));
    placing.keysIn(shown);
    placing.keysIn(other);
    assert.equal(shown.moves.length, length);
});

test("one that was moved back by VS Code itself, and waits, is put back all the same", () => {
    const placing = new Placing();
    const shown = thread(range(3));
    placing.keysIn(shown);
    placing.putBack(shown, range(3));
    placing.put(shown, range(3));
    placing.keysIn(undefined);
    assert.equal(shown.moves.at(-1), 3);
});

test("one that is shown no more is put nowhere", () => {
    const placing = new Placing();
    const shown = thread(range(3));
    placing.keysIn(shown);
    placing.putBack(shown, range(3));
    placing.forget(shown);
    placing.keysIn(undefined);
    assert.deepEqual(shown.moves, []);
});
