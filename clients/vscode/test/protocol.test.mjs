// Holds src/protocol.ts to protocol/examples, which the C++ and Lua tests read too. Plain `node --test`: the TypeScript is
// compiled by esbuild if it is installed here, else by a Node that can strip types itself.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const source = fileURLToPath(new URL("../src/protocol.ts", import.meta.url));
const protocol = fileURLToPath(new URL("../../../protocol", import.meta.url));

async function loadProtocol() {
    let esbuild;
    try {
        esbuild = createRequire(import.meta.url)("esbuild");
    } catch {
        if (process.features.typescript) return import(pathToFileURL(source).href);
        throw new Error("esbuild is missing: run `npm ci` in clients/vscode");
    }
    const { code } = esbuild.transformSync(readFileSync(source, "utf8"), { loader: "ts", format: "esm" });
    return import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`);
}

const { is, method, problemOf, ThreadState } = await loadProtocol();

const examples = readdirSync(join(protocol, "examples"), { recursive: true })
    .filter((name) => name.endsWith(".json"))
    .map((name) => ({ name, ...JSON.parse(readFileSync(join(protocol, "examples", name), "utf8")) }));

test("there are examples", () => assert.ok(examples.length > 50));

for (const { name, type, valid, minimal, invalid, future } of examples) {
    test(`${name}: what is right is taken for a ${type}, what is wrong is named`, () => {
        for (const value of [...valid, minimal, ...future]) assert.equal(problemOf(type, value), undefined, JSON.stringify(value));
        for (const { value, error } of invalid) {
            assert.ok((problemOf(type, value) ?? "no problem").includes(error), `${problemOf(type, value)}, not ${error}`);
            assert.equal(is(type, value), false);
        }
    });
}

test("arrays, maps and nullable values are checked by their inner type", () => {
    const person = { id: "a", name: "b", me: true };
    assert.equal(problemOf("[Person]", [person, { id: 1 }]), "[1].id: string expected, got number");
    assert.equal(problemOf("[[boolean]]", [[], [true, 0]]), "[1][1]: boolean expected, got number");
    assert.equal(problemOf("{[boolean]}", { a: [true, null] }), "a[1]: boolean expected, got null");
    assert.equal(problemOf("Person?", null), undefined);
    assert.equal(problemOf("null", 0), "null expected, got number");
    assert.equal(problemOf("uinteger", 2147483648), "integer out of range");
});

test("every method of the schema has its constant, and nothing else has", () => {
    const names = readdirSync(join(protocol, "schema")).flatMap((name) =>
        Object.keys(JSON.parse(readFileSync(join(protocol, "schema", name), "utf8")).methods ?? {}),
    );
    assert.deepEqual(Object.values(method).sort(), names.sort());
    assert.equal(method.threadNew, "restante/thread/new");
    assert.equal(method.textDocumentDidOpen, "textDocument/didOpen");
});

test("an enum's values are those on the wire", () => {
    assert.deepEqual(ThreadState, { open: "open", resolved: "resolved" });
});
