import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./pure.mjs";

const { newId, untilAnswered } = await load("again");

/** Fails with these, one after the other, then gives "done". */
function attempts(...errors) {
    const made = { count: 0 };
    made.attempt = async () => {
        made.count++;
        if (errors.length > 0) throw errors.shift();
        return "done";
    };
    return made;
}

const broke = new Error("Pending response rejected since connection got disposed");
const refused = Object.assign(new Error("there is no text"), { data: { errc: "invalid_argument" } });
const leaving = Object.assign(new Error("the daemon is ending"), { data: { errc: "unavailable" } });

test("an id is one of the daemon's: 26 digits, ordered by time, never the same", () => {
    assert.match(newId(), /^[0-7][0-9a-hjkmnp-tv-z]{25}$/);
    assert.ok(newId(1) < newId(2));
    assert.ok(newId(2 ** 48 - 1).startsWith("7zzzzzzzzz"));
    assert.equal(new Set(Array.from({ length: 100 }, () => newId(5))).size, 100);
});

test("what no answer came to is asked again on the next connection", async () => {
    const made = attempts(broke, leaving);
    let connections = 0;
    const reconnected = async () => {
        connections++;
        return true;
    };
    assert.equal(await untilAnswered(made.attempt, reconnected), "done");
    assert.equal(made.count, 3);
    assert.equal(connections, 2);
});

test("a refusal is an answer", async () => {
    const made = attempts(refused);
    await assert.rejects(untilAnswered(made.attempt, assert.fail), refused);
    assert.equal(made.count, 1);
});

test("without another connection, and after some of them, it is given up", async () => {
    const alone = attempts(broke);
    await assert.rejects(
        untilAnswered(alone.attempt, async () => false),
        broke,
    );
    assert.equal(alone.count, 1);
    const always = attempts(...Array(9).fill(broke));
    await assert.rejects(
        untilAnswered(always.attempt, async () => true),
        broke,
    );
    assert.equal(always.count, 4);
});
