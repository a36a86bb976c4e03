import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { load } from "./pure.mjs";

const { commitText } = await load("commit");

let folder;
const git = (...words) =>
    execFileSync("git", ["-c", "user.name=ana", "-c", "user.email=a@x", ...words], { cwd: folder, encoding: "utf8" });

before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "rst-"));
    git("init", "--quiet");
    fs.writeFileSync(path.join(folder, "poem.txt"), "one for sorrow\n");
    git("add", ".");
    git("commit", "--quiet", "--message", "Begin a poem");
});
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const head = () => git("rev-parse", "HEAD").trim();

test("a commit is its message and what it changed", async () => {
    const text = await commitText(head(), folder);
    assert.match(text, /Begin a poem/);
    assert.match(text, /^\+one for sorrow$/m);
});

test("nothing that the repository names is run for it", async () => {
    const trap = path.join(folder, "trap");
    fs.writeFileSync(trap, `#!/bin/sh\ntouch ${folder}/ran\n`, { mode: 0o755 });
    fs.writeFileSync(path.join(folder, ".gitattributes"), "*.txt diff=trap\n");
    const traps = ["diff.external", "diff.trap.command", "diff.trap.textconv", "core.pager", "gpg.program"];
    for (const name of traps) git("config", name, trap);
    git("config", "log.showSignature", "true");
    const signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n";
    const signed = git("cat-file", "commit", "HEAD").replace("\n\n", `\n${signature}\n`);
    const options = { cwd: folder, input: signed, encoding: "utf8" };
    const commit = execFileSync("git", ["hash-object", "-t", "commit", "-w", "--stdin"], options).trim();
    for (const each of [head(), commit]) assert.match(await commitText(each, folder), /one for sorrow/);
    assert.equal(fs.existsSync(path.join(folder, "ran")), false);
});

test("what is no commit, or none here, is told in words", async () => {
    await assert.rejects(commitText("--output=x", folder), /--output=x is no commit/);
    await assert.rejects(commitText("12ab".repeat(10), folder), /bad object/);
});
