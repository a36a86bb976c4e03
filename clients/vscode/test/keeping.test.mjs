import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./pure.mjs";

const { Keeper } = await load("keeping");
const { Copies } = await load("copies");

const reply = { kind: "reply", threadId: "t" };

/** As VS Code keeps it. */
function memory() {
    const values = {};
    return {
        get: (name, otherwise) => values[name] ?? otherwise,
        update: async (name, value) => {
            values[name] = value;
        },
    };
}

/** A daemon with drafts by id; `fail` holds what the next requests are answered with. */
function daemon() {
    const one = {
        drafts: new Map(),
        sent: [],
        sentIn: {},
        fail: {},
        places: {},
        saved: [],
        copies: new Copies(memory()),
    };
    const failing = (name) => {
        const error = one.fail[name];
        if (error !== undefined) throw error;
    };
    one.write = async (name, params) => {
        failing(name);
        if (name === "restante/draft/put") {
            const { id, base = 0, ...draft } = params;
            const { text } = draft;
            one.saved.push(text);
            if (text === "") {
                one.drafts.delete(id);
                return { id, revision: 1, forked: false };
            }
            const known = one.drafts.get(id);
            const revision = known?.revision ?? 0;
            const sentIn = one.sentIn[id] === undefined ? {} : { sentIn: one.sentIn[id] };
            if (JSON.stringify({ ...draft, revision }) === JSON.stringify(known))
                return { id, revision, forked: false, ...sentIn };
            const forked = revision !== base || (known === undefined && one.sentIn[id] !== undefined);
            const saved = { id: forked ? `fork of ${id}` : id, revision: forked ? 1 : revision + 1 };
            one.drafts.set(saved.id, { ...draft, revision: saved.revision });
            return { ...saved, forked, ...sentIn };
        }
        if (one.sentIn[params.draftId] !== undefined) throw refused("already_exists");
        one.drafts.delete(params.draftId);
        one.sentIn[params.draftId] = "t";
        one.sent.push(params);
        return { thread: { id: "t" } };
    };
    one.request = async (name, params) => {
        failing(name);
        if (name === "restante/draft/remove") one.drafts.delete(params.id);
        if (name === "restante/drafts") {
            return { drafts: [...one.drafts].map(([id, draft]) => ({ id, ...draft, ...one.places[id] })) };
        }
        return name === "restante/thread" ? { thread: { comments: [{ id: "c", version: one.newest }] } } : null;
    };
    one.texts = () => [...one.drafts.values()].map(({ text }) => text);
    return one;
}

const refused = (errc) => Object.assign(new Error("no"), { data: { errc } });
const settled = async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
};

test("typing without a pause is saved all the same, at most a second behind", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const there = daemon();
    const keeper = new Keeper(there, reply);
    for (let i = 1; i <= 40; i++) {
        keeper.typed("x".repeat(i));
        t.mock.timers.tick(100);
        await settled();
        assert.ok(i - (there.texts()[0]?.length ?? 0) <= 10, `${there.texts()[0]?.length} of ${i} after ${i * 100} ms`);
    }
    t.mock.timers.tick(1000);
    await settled();
    assert.deepEqual(there.texts(), ["x".repeat(40)]);
});

test("what could not be saved is not called kept, is tried again, and is saved in the end", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const there = daemon();
    const troubles = [];
    const keeper = new Keeper(there, reply, { onTrouble: (error) => troubles.push(error.message) });
    keeper.typed("one");
    await keeper.save();
    there.fail["restante/draft/put"] = new Error("disk full");
    keeper.typed("one two");
    t.mock.timers.tick(1000);
    await settled();
    assert.deepEqual([troubles, there.texts()], [["disk full"], ["one"]]);
    there.fail = {};
    t.mock.timers.tick(5000);
    await settled();
    assert.deepEqual(there.texts(), ["one two"]);
    there.fail["restante/draft/put"] = new Error("disk full");
    keeper.typed("one two three");
    await assert.rejects(keeper.send(), ({ kept, typed }) => kept === undefined && typed.text === "one two three");
    there.fail = {};
    t.mock.timers.tick(5000);
    await settled();
    assert.deepEqual(there.texts(), ["one two three"]);
});

test("a text that was kept and not sent says where it is, and goes as that draft", async () => {
    const there = daemon();
    const keeper = new Keeper(there, reply, { id: "d" });
    keeper.typed("one");
    there.fail["restante/thread/reply"] = refused("permission_denied");
    await assert.rejects(keeper.send(), ({ kept }) => kept.id === "d" && kept.text === "one");
    there.fail = {};
    await keeper.send();
    assert.deepEqual([there.sent[0].draftId, there.sent[0].text, there.texts()], ["d", "one", []]);
    assert.ok(keeper.isOver);
});

test("a text of which an earlier one was sent becomes a draft of its own, and the old one goes", async () => {
    const there = daemon();
    const keeper = new Keeper(there, reply, { id: "d" });
    keeper.typed("one and more");
    there.fail["restante/thread/reply"] = refused("already_exists");
    let own;
    await assert.rejects(keeper.send(), ({ apart, kept }) => {
        own = kept.id;
        return apart === "sent" && kept.text === "one and more";
    });
    assert.notEqual(own, "d");
    assert.deepEqual([...there.drafts.keys()], [own]);
    there.fail = {};
    await keeper.send();
    assert.deepEqual([there.sent[0].draftId, there.texts()], [own, []]);
});

test("a draft that somebody else had meanwhile is not sent unasked", async () => {
    const there = daemon();
    const forks = [];
    const keeper = new Keeper(there, reply, { id: "d", onFork: () => forks.push(keeper.text) });
    keeper.typed("one");
    await keeper.save();
    there.drafts.delete("d");
    keeper.typed("one two");
    await assert.rejects(keeper.send(), ({ apart, kept }) => apart === "taken" && kept.id === "fork of d");
    assert.deepEqual([there.sent, there.texts()], [[], ["one two"]]);
    there.drafts.clear();
    keeper.typed("one two three");
    await keeper.save();
    assert.deepEqual(forks, ["one two three"]);
});

test("what is typed while a text is sent is kept", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const there = daemon();
    const keeper = new Keeper(there, reply, { id: "d" });
    keeper.typed("one");
    const { write } = there;
    there.write = async (name, params) => {
        if (name === "restante/thread/reply") keeper.typed("one two");
        return write(name, params);
    };
    await keeper.send();
    assert.ok(!keeper.isOver);
    t.mock.timers.tick(1000);
    await settled();
    assert.deepEqual([there.sent[0].text, there.texts()], ["one", ["one two"]]);
});

const range = { start: { line: 4, character: 0 }, end: { line: 4, character: 5 } };
const newThread = { kind: "newThread", uri: "file:///a/poem.txt", range };

/** A keeper of a new thread whose text "one" is saved; `told` is what was told of it. */
async function begun(there) {
    const told = [];
    const keeper = new Keeper(there, newThread, { id: "d", onFork: (apart, was) => told.push([apart, was.kind]) });
    keeper.typed("one");
    await keeper.save();
    return { keeper, told };
}

/** Another editor sends the draft with its own text; ours is typed into it before that, or not. */
const elsewhere = {
    "the draft went with it": (there) => {
        there.sentIn.d = "t";
        there.drafts.delete("d");
    },
    "another text stayed in the draft": (there) => {
        there.sentIn.d = "t";
    },
};

for (const [what, happens] of Object.entries(elsewhere)) {
    test(`a new thread that was sent elsewhere is gone on with as a comment there, told once: ${what}`, async () => {
        const there = daemon();
        const { keeper, told } = await begun(there);
        happens(there);
        keeper.typed("one two");
        await keeper.save();
        keeper.typed("one two three");
        await keeper.save();
        assert.deepEqual(told, [["sent", "newThread"]]);
        const kept = [...there.drafts.values()].map(({ revision: _, ...draft }) => draft);
        assert.deepEqual(kept, [{ kind: "reply", threadId: "t", text: "one two three" }]);
        await keeper.send();
        const [{ threadId, text }] = there.sent;
        assert.deepEqual([there.sent.length, threadId, text, there.texts()], [1, "t", "one two three", []]);
    });

    test(`typed on and sent at once, it is not sent unasked, and as a comment when asked again: ${what}`, async () => {
        const there = daemon();
        const { keeper, told } = await begun(there);
        happens(there);
        keeper.typed("one two");
        const error = await keeper.send().catch((thrown) => thrown);
        const typed = { kind: "reply", threadId: "t", text: "one two" };
        assert.deepEqual([error.apart, error.typed, there.sent, told], ["sent", typed, [], []]);
        assert.deepEqual([...there.drafts.entries()], [[error.kept.id, { ...typed, revision: 1 }]]);
        await keeper.send();
        assert.deepEqual([there.sent.length, there.sent[0].threadId, there.texts()], [1, "t", []]);
    });
}

test("a new thread that is refused because an earlier text of it was sent becomes a comment there", async () => {
    const there = daemon();
    const { keeper } = await begun(there);
    there.sentIn.d = "t";
    const error = await keeper.send().catch((thrown) => thrown);
    const typed = { kind: "reply", threadId: "t", text: "one" };
    assert.deepEqual([error.apart, error.typed], ["sent", typed]);
    assert.deepEqual([...there.drafts.entries()], [[error.kept.id, { ...typed, revision: 1 }]]);
    await keeper.send();
    assert.deepEqual([there.sent.length, there.sent[0].threadId, there.texts()], [1, "t", []]);
});

test("a copy of a draft that is sent then is a comment in the thread of that, also for whoever goes on with it", async () => {
    for (const resumed of [false, true]) {
        const there = daemon();
        let { keeper, told } = await begun(there);
        there.drafts.set("d", { ...newThread, text: "typed elsewhere", revision: 2 });
        keeper.typed("one two");
        await keeper.save();
        assert.deepEqual([told, there.texts()], [[["taken", "newThread"]], ["typed elsewhere", "one two"]]);
        elsewhere["the draft went with it"](there);
        if (resumed) keeper = new Keeper(there, newThread, { kept: { id: "fork of d", revision: 1, text: "one two" } });
        const error = await keeper.send().catch((thrown) => thrown);
        const typed = { kind: "reply", threadId: "t", text: "one two" };
        assert.deepEqual([error.apart, error.typed, there.sent], ["sent", typed, []]);
        assert.deepEqual([...there.drafts.entries()], [[error.kept.id, { ...typed, revision: 1 }]]);
        await keeper.send();
        assert.deepEqual([there.sent.length, there.sent[0].threadId, there.texts()], [1, "t", []]);
    }
});

test("a copy that is sent first goes under the name of the other, so that this is not sent beside it unawares", async () => {
    const there = daemon();
    const { keeper } = await begun(there);
    there.drafts.set("d", { ...newThread, text: "typed elsewhere", revision: 2 });
    keeper.typed("one two");
    await keeper.save();
    await keeper.send();
    assert.deepEqual([there.sent.length, there.sent[0].draftId, there.drafts.has("fork of d")], [1, "d", false]);
});

test("of many copies the newest are remembered, each with the draft that was there before all others", () => {
    const copies = new Copies(memory());
    copies.remember("02", "01");
    copies.remember("03", "02");
    assert.deepEqual([copies.firstOf("03"), copies.firstOf("01")], ["01", "01"]);
    for (let i = 100; i < 200; i++) copies.remember(`${i}`, "x");
    assert.deepEqual([copies.firstOf("03"), copies.firstOf("100"), copies.firstOf("199")], ["03", "x", "x"]);
});

test("that it goes on as a comment holds, is told once and is saved by and by, whatever cannot be saved at first", async () => {
    for (const sends of [false, true]) {
        const there = daemon();
        const { keeper, told } = await begun(there);
        elsewhere["the draft went with it"](there);
        const { write } = there;
        there.write = async (name, params) => {
            if (params.kind === "reply") throw new Error("disk full");
            return write(name, params);
        };
        keeper.typed("one two");
        await assert.rejects(sends ? keeper.send() : keeper.save());
        await assert.rejects(keeper.save());
        there.write = write;
        await keeper.save();
        keeper.typed("one two three");
        await keeper.send();
        assert.deepEqual([told.length, there.texts()], [sends ? 0 : 1, []]);
        assert.deepEqual([there.sent.length, there.sent[0].threadId], [1, "t"]);
    }
});

test("emptied and begun again, a text that goes on elsewhere is not told of a second time", async () => {
    const there = daemon();
    const { keeper, told } = await begun(there);
    elsewhere["the draft went with it"](there);
    for (const text of ["one two", "", "three"]) {
        keeper.typed(text);
        await keeper.save();
    }
    assert.deepEqual([told.length, there.texts()], [1, ["three"]]);
});

test("what is typed while a new thread is sent goes on as a comment there", async () => {
    const there = daemon();
    const { keeper } = await begun(there);
    const { write } = there;
    there.write = async (name, params) => {
        if (name === "restante/thread/new") keeper.typed("one two");
        return write(name, params);
    };
    await keeper.send();
    await keeper.save();
    keeper.end();
    const [{ kind, threadId, text }, ...more] = there.drafts.values();
    assert.deepEqual([kind, threadId, text, more], ["reply", "t", "one two", []]);
});

test("a document that was restored goes on with its draft, or stands beside one that it did not come from", async () => {
    const read = async () => ({ id: "d", revision: 1, text: "half a" });
    for (const [typed, wanted] of [
        [undefined, ["half a"]],
        ["half a thought", ["half a thought"]],
        ["other", ["half a", "other"]],
    ]) {
        const there = daemon();
        there.drafts.set("d", { text: "half a", revision: 1 });
        const keeper = new Keeper(there, reply, { id: "d", read });
        if (typed === undefined) await keeper.ready();
        else keeper.typed(typed);
        await keeper.save();
        assert.deepEqual(there.texts(), wanted);
        assert.equal(keeper.text, typed ?? "half a");
    }
});

test("a draft whose text is taken away is gone, and so is one that is discarded", async () => {
    const there = daemon();
    const keeper = new Keeper(there, reply);
    keeper.typed("one");
    await keeper.save();
    keeper.typed("");
    await keeper.save();
    assert.deepEqual([there.texts(), keeper.kept], [[], undefined]);
    keeper.typed("two");
    await keeper.save();
    await keeper.discard();
    assert.deepEqual([there.texts(), keeper.isOver], [[], true]);
});

test("an edit goes on from the newest text of its comment once it was told that there is one", async () => {
    const edit = { kind: "edit", threadId: "t", commentId: "c", version: "old" };
    const elsewhere = {
        "an earlier text of it was sent": (there) => {
            there.fail["restante/comment/edit"] = refused("already_exists");
        },
        "it was sent, and is a draft no more": (there) => there.drafts.clear(),
    };
    for (const [what, happens] of Object.entries(elsewhere)) {
        const there = daemon();
        const keeper = new Keeper(there, edit, { id: "d" });
        keeper.typed("one");
        await keeper.save();
        happens(there);
        there.newest = "new";
        keeper.typed("one two");
        await assert.rejects(keeper.send(), ({ apart, typed }) => apart !== undefined && typed.version === "new");
        there.fail = {};
        await keeper.send();
        assert.deepEqual([there.sent.length, there.sent[0].base], [1, "new"], what);
    }
    const there = daemon();
    const told = [];
    const keeper = new Keeper(there, edit, { id: "d", onFork: () => told.push(keeper.text) });
    keeper.typed("one");
    await keeper.save();
    there.drafts.clear();
    there.newest = "new";
    keeper.typed("one two");
    await keeper.save();
    await keeper.send();
    assert.deepEqual([told, there.sent[0].base], [["one two"], "new"]);
    there.fail["restante/thread"] = new Error("nobody answers");
    const other = new Keeper(there, edit, { id: "e" });
    other.typed("one");
    await other.save();
    there.drafts.clear();
    other.typed("one two");
    await assert.rejects(other.send(), ({ typed }) => typed.version === "old");
});

test("a new thread is sent where the lines of its draft are by now, and not at all when they are lost", async () => {
    const at = (line) => ({ start: { line, character: 0 }, end: { line, character: 0 } });
    const server = daemon();
    const keeper = new Keeper(server, { kind: "newThread", uri: "file:///poem.txt", range: at(8) }, { id: "d" });
    keeper.typed("Why eight");
    await keeper.save();
    server.places.d = { range: at(5), lost: true };
    await assert.rejects(keeper.send(), ({ kept }) => kept.text === "Why eight");
    assert.deepEqual(server.sent, []);
    server.places.d = { range: at(3) };
    await keeper.send();
    assert.deepEqual(server.sent[0].range, at(3));
});
