import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { options } from "../scripts/bundle_options.mjs";
import { notices } from "../scripts/notices.mjs";

const here = fileURLToPath(new URL("..", import.meta.url));

test("every package in the bundle has its licence in the notices, and they are packed", async () => {
    const { metafile } = await build({ ...options, absWorkingDir: here, metafile: true, write: false });
    const text = notices(metafile.inputs, here);
    const names = Object.keys(metafile.inputs).flatMap(
        (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [],
    );
    assert.ok(names.includes("vscode-languageclient"));
    for (const name of new Set(names)) assert.match(text, new RegExp(`^${name} \\d`, "m"));
    assert.match(text, /Permission is hereby granted, free of charge/);
    assert.match(readFileSync(new URL("../.vscodeignore", import.meta.url), "utf8"), /^!ThirdPartyNotices\.txt$/m);
});

test("a package without a licence text is not passed over", () => {
    assert.throws(() => notices({ "node_modules/none/index.js": {} }, here));
});
