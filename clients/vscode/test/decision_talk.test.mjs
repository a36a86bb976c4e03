import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./pure.mjs";

const { talkText } = await load("decisionTalk");

const by = { id: "b", name: "ben\n# x", me: false };
const position = (at, current) => ({ by, stand: current ? "consent" : "objection", at, text: "A\nB", current });

test("what was said is in the order of time, with who said it; what was withdrawn is not there", () => {
    const decision = {
        changes: [
            { status: "proposed", by, at: 1 },
            { status: "rejected", by, at: 5, reason: "No." },
            { status: "proposed", by, at: 6 },
        ],
        positions: [position(3, false), position(4, true)],
        comments: [{ author: by, at: 2, text: "gone", redacted: true }],
    };
    assert.equal(
        talkText(decision, (at) => `at ${at}`),
        `## What was said

- ben # x proposed it, at 1

- ben # x withdrew a comment, at 2

- ben # x objects (and took another position since), at 3:

  A
  B

- ben # x consents, at 4:

  A
  B

- ben # x rejected it, at 5:

  No.

- ben # x reopened it, at 6
`,
    );
});
