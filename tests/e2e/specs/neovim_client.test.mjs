// The Neovim client's own specs, in the oldest Neovim that it supports: one test a file.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { runLua, runSpecs } from '../lib/neovim.mjs';
import { root, temporaryFolder } from '../lib/paths.mjs';

const folder = path.join(root, 'clients/neovim/tests');
for (const name of fs.readdirSync(folder).filter((each) => each.endsWith('_spec.lua')).sort()) {
  test(`Neovim client: ${name}`, async (t) => {
    const home = temporaryFolder(t);
    const file = path.join(folder, name);
    // A spec that ends the process itself is a program; the others call describe() and it().
    const program = /\bos\.exit\(/.test(fs.readFileSync(file, 'utf8'));
    const { status, output } = program ? await runLua(file, [], { home }) : await runSpecs([file], { home });
    assert.equal(status, 0, output);
  });
}
