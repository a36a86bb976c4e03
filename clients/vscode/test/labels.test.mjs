import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./pure.mjs";

const labels = await load("labels");

function example(area, type) {
    const file = new URL(`../../../protocol/examples/${area}/${type}.json`, import.meta.url);
    return JSON.parse(readFileSync(file, "utf8")).minimal;
}

const ana = { id: "a", name: "Ana", me: false };
const comment = (more = {}) => ({
    ...example("threads", "Comment"),
    author: ana,
    redacted: false,
    sync: "sent",
    ...more,
});
function thread(more = {}) {
    const plain = { state: "open", sync: "sent", opener: ana, line: 3, quote: "x", path: "src/a.c", short: "abcdefg" };
    return { ...example("threads", "Thread"), ...plain, comments: [comment({ text: "Why?\nTell." })], ...more };
}
const placed = (state) => ({ placement: { state, confidence: 1, reason: "because." } });

for (const [what, given, wanted] of [
    ["an open thread is just open", {}, "Open"],
    ["a title stands for itself", { title: "Cache" }, "Cache"],
    ["a resolved thread names who resolved it", { state: "resolved", stateBy: ana }, "Resolved by Ana"],
    ["a titled thread adds its state only when it is resolved", { title: "T", state: "resolved" }, "T · resolved"],
    ["a thread that waits in the outbox says so", { sync: "pending" }, "Open · not sent yet"],
    ["a refused thread says so", { title: "T", sync: "rejected" }, "T · refused by the hub"],
    ["a thread kept here without a hub is nothing unusual", { sync: "local" }, "Open"],
    ["lines that changed are named", placed("edited"), "Open · lines changed since"],
    ["a thread that moved is marked", placed("moved"), "Open · moved here"],
    ["an orphaned thread is marked, with the reason", placed("orphaned"), "Open · orphaned: because"],
    ["an outdated thread says that, and why", placed("outdated"), "Open · outdated, it stood here: because"],
    ["a titled one too", { title: "T", ...placed("outdated") }, "T · outdated, it stood here: because"],
    ["what a newer daemon says is left out", { ...placed("teleported"), sync: "beamed" }, "Open"],
]) {
    test(what, () => assert.equal(labels.threadLabel(thread(given)), wanted));
}

test("behind the last line of open threads whose code is gone stands that it is, and what became of it", () => {
    const lines = (first, last) => ({
        range: { start: { line: first, character: 0 }, end: { line: last, character: 1 } },
    });
    const threads = [
        thread({ ...lines(1, 2), ...placed("outdated") }),
        thread({ ...lines(4, 4), ...placed("outdated") }),
        thread({ title: "T", ...lines(4, 4), ...placed("outdated") }),
        thread({ state: "resolved", ...lines(6, 6), ...placed("outdated") }),
        thread(placed("orphaned")),
        ...["exact", "shifted", "edited", "moved", "teleported"].map((state) =>
            thread({ ...lines(8, 8), ...placed(state) }),
        ),
    ];
    const about = (name) => `${name} (outdated, it stood here: because)`;
    assert.deepEqual(labels.outdatedNotes(threads), [
        { line: 2, text: "○ outdated", about: [about("Why?")] },
        { line: 4, text: "○ 2 outdated", about: [about("Why?"), about("T")] },
    ]);
});

test("a comment's label tells edits and what has not travelled", () => {
    assert.equal(labels.commentLabel(comment()), undefined);
    assert.equal(labels.commentLabel(comment({ editedAt: 5 })), "edited");
    const earlier = [{ author: ana, at: 1, text: "b", alsoEdited: true }];
    assert.equal(labels.commentLabel(comment({ editedAt: 5, earlier })), "edited · also edited");
    assert.equal(labels.commentLabel(comment({ sync: "pending" })), "not sent yet");
});

test("a redacted comment keeps its place and says so", () => {
    assert.equal(labels.commentBody(comment({ redacted: true, text: "" })), "*Withdrawn by its author.*");
    assert.equal(labels.commentLabel(comment({ redacted: true, editedAt: 5 })), undefined);
});

test("a list shows a thread by its title or its first line, and where it is", () => {
    assert.equal(labels.threadItemLabel(thread()), "Why?");
    assert.equal(labels.threadItemLabel(thread({ title: "T" })), "T");
    const range = { start: { line: 6, character: 0 }, end: { line: 6, character: 1 } };
    assert.equal(labels.threadItemDescription(thread({ range })), "line 7 · Ana");
    assert.equal(labels.threadItemDescription(thread(placed("orphaned"))), "no line · Ana · orphaned: because");
    const two = [comment(), comment()];
    assert.equal(labels.threadSpoken(thread({ title: "T", comments: two })), "Thread: T, line 3, Ana, 1 reply");
});

test("a long first line is cut by characters, not by halves of them", () => {
    assert.equal(labels.firstLine(`\n  ${"😀".repeat(5)}  \n`, 4), "😀😀😀…");
    assert.equal(labels.firstLine(""), "");
    assert.equal(labels.firstLine("> Why **not** `a*b`?"), "Why not a*b?");
});

test("the status bar hints at what waits for the reader, and is short otherwise", () => {
    const status = (...spaces) => ({
        drafts: 0,
        spaces: spaces.map((space) => ({ pending: 0, rejected: 0, text: "", ...space })),
    });
    assert.equal(labels.statusText(undefined, undefined), "Restante");
    assert.equal(labels.statusText(status({ phase: "idle" }), 0), "Restante");
    assert.equal(labels.statusText(status({ phase: "syncing" }, { phase: "noHub" }), 2), "Restante 2");
    assert.equal(labels.statusText(status({ phase: "offline" }), 2), "Restante 2 · offline");
    assert.equal(labels.statusText(status({ phase: "offline" }, { phase: "needsLogin" }), 0), "Restante · log in");
    assert.equal(labels.statusText(status({ phase: "syncing", received: 0 }), 0), "Restante · first sync");
    assert.equal(labels.statusText(status({ phase: "offline", received: 9 }), 0), "Restante · offline");
    assert.equal(labels.statusText(status({ phase: "idle", rejected: 1 }), 0), "Restante · 1 refused");
    const lines = labels.statusLines(
        { ...status({ phase: "idle", text: "fine", pending: 2, hub: "https://h" }), drafts: 1 },
        1,
    );
    assert.deepEqual(lines, ["1 open thread in this file", "https://h: fine, 2 to send", "1 unsent draft"]);
});

test("a screen reader says what the status bar's number counts", () => {
    assert.equal(labels.statusSpoken("Restante 1", 1), "Restante, 1 open thread");
    assert.equal(labels.statusSpoken("Restante 2 · offline", 2), "Restante, 2 open threads, offline");
    assert.equal(labels.statusSpoken("Restante · stopped", 2), "Restante, stopped");
});

test("a text that was not sent is where the words say that it is", () => {
    const error = { message: "no disk.", typed: { kind: "reply", text: "x" }, kept: undefined, apart: undefined };
    const told = (more) => labels.notSentText("The reply", { ...error, ...more }, "its box");
    assert.match(told({}), /was not sent: no disk\. It could not be kept .* nowhere but in its box/);
    assert.match(told({ kept: { text: "x" } }), /no disk\. It is kept as a draft\.$/);
    assert.match(
        told({ apart: "sent" }),
        /earlier version .* see the thread\. .* draft of its own; sending it adds a further comment\.$/,
    );
    assert.match(told({ apart: "taken" }), /elsewhere meanwhile\. .* draft of its own/);
});

test("a new thread's draft that was sent elsewhere goes on as a comment; one that was changed begins its own thread", () => {
    const typed = { kind: "newThread", text: "x", uri: "file:///a/poem.txt" };
    assert.match(
        labels.forkText(typed, "sent"),
        /^New thread in poem\.txt: an earlier version .* see the thread\. .*; sending it adds a further comment\.$/,
    );
    const own = /changed or discarded elsewhere meanwhile\. .*; sending it begins a thread of its own\.$/;
    assert.match(labels.forkText(typed, "taken"), own);
    assert.match(labels.notSentText("It", { message: "", typed, kept: { text: "x" }, apart: "taken" }, ""), own);
});

test("a thread with a draft out of sight says so", () => {
    assert.equal(labels.threadLabel(thread(), true), "Open · unsent draft");
    assert.equal(labels.threadLabel(thread({ title: "T" }), true), "T · unsent draft");
});

test("a damaged database is told with what to do, before anything else", () => {
    const damage = { text: "page 7 is malformed.", since: 5, hint: "keep a copy" };
    const text = "The database is damaged: page 7 is malformed (keep a copy)";
    assert.equal(labels.damageText(damage), text);
    assert.deepEqual(labels.statusLines({ damage, spaces: [], drafts: 1 }, 0), [
        text,
        "0 open threads in this file",
        "1 unsent draft",
    ]);
});

test("a draft says what it will become", () => {
    const range = { start: { line: 4, character: 0 }, end: { line: 4, character: 0 } };
    assert.equal(
        labels.draftPurpose({ kind: "newThread", uri: "file:///a/b%20c.txt", range }),
        "New thread at b c.txt, line 5",
    );
    assert.equal(labels.draftPurpose({ kind: "reply", threadId: "xxxxabcdefg" }), "Reply to abcdefg");
    assert.equal(labels.draftPurpose({ kind: "edit", threadId: "xxxxabcdefg" }), "Edit in abcdefg");
});

test("a thread as text keeps a quote that holds fences whole, and every earlier text", () => {
    const earlier = [{ author: ana, at: 1, text: "first\nsecond", alsoEdited: true }];
    const whole = thread({
        quote: "```\ncode\n```\n",
        comments: [comment({ text: "now", earlier })],
        ...placed("orphaned"),
    });
    const text = labels.threadMarkdown(whole, (at) => `@${at}`);
    assert.match(text, /^# now\n/);
    assert.match(text, /\nNo line here: because\.\n/);
    assert.match(text, /\n````\n```\ncode\n```\n````\n/);
    assert.match(text, /\n> Also edited, Ana, @1:\n>\n> first\n> second\n/);
});
