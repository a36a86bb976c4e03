import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./pure.mjs";

const { boxAddress } = await load("boxAddress");

const uuid = "4e64fe41-7302-45fd-bb64-5cb38eb397d2";
const box = (authority, rest, more = "") => {
    return { scheme: "comment", authority, path: `/restante.restante/commentinput-${rest}.md${more}` };
};

for (const [what, address, wanted] of [
    ["a reply's box names its thread", box("restante", `${uuid}-restante.17`), { kind: "reply", handle: 17 }],
    [
        "so does that of 1.100",
        box("restante", `${uuid}-restante.17`, '?{"commentThreadId":"restante.17"}'),
        { kind: "reply", handle: 17 },
    ],
    ["a new thread's has a count", box("restante", `${uuid}-3`), { kind: "new" }],
    ["an edit's has a number and a time", box("", "2-1795688721953"), { kind: "edit" }],
    ["another extension's is none of ours", box("github", `${uuid}-github.17`), undefined],
    ["a thread of another form is not guessed at", box("restante", `${uuid}-x.17`), undefined],
    ["a file is no box", { scheme: "file", authority: "", path: "/commentinput-2-1.md" }, undefined],
]) {
    test(what, () => assert.deepEqual(boxAddress(address, "restante"), wanted));
}
