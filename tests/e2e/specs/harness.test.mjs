// That the harness drives the real editors: without this, a test that sees nothing could be one that looked nowhere.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { closeBrowser } from '../lib/browser.mjs';
import { CodeServer } from '../lib/code_server.mjs';
import { runSpecs, startNeovim } from '../lib/neovim.mjs';
import { root, temporaryFolder } from '../lib/paths.mjs';
import { Workbench } from '../lib/workbench.mjs';

after(closeBrowser);

function workspace(t) {
  const home = temporaryFolder(t);
  const folder = path.join(home, 'project');
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'poem.txt'), 'one for sorrow\ntwo for joy\nthree for a girl\n');
  fs.writeFileSync(path.join(folder, 'other.txt'), 'another file\n');
  return { home, folder, file: path.join(folder, 'poem.txt') };
}

test('Neovim opens a file in a terminal, takes keys and leaves a picture', async (t) => {
  const { home, folder, file } = workspace(t);
  const screen = await startNeovim({ home, cwd: folder, file });
  t.after(() => screen.stop());
  await screen.waitFor('three for a girl');
  await screen.type('Gofour for a boy');
  await screen.keys('Escape');
  await screen.waitGone('-- INSERT --');
  const picture = await screen.screenshot('harness/neovim');
  assert.ok(fs.statSync(picture).size > 2000);
  await screen.type(':wq');
  await screen.keys('Enter');
  await screen.waitEnd();
  assert.match(fs.readFileSync(file, 'utf8'), /four for a boy\n$/);
});

test('a headless Neovim runs specs and reports their failures', async (t) => {
  const home = temporaryFolder(t);
  const good = await runSpecs([path.join(root, 'tests/e2e/nvim/harness_spec.lua')], { home });
  assert.equal(good.status, 0, good.output);
  assert.match(good.output, /6 passed, 0 failed/);
  const spec = path.join(home, 'bad_spec.lua');
  fs.writeFileSync(spec, "it('is wrong', function() eq(1, 2) end)\nit('is right', function() end)\nerror('loud')\n");
  const bad = await runSpecs([spec], { home });
  assert.equal(bad.status, 1, bad.output);
  assert.match(bad.output, /FAILED bad_spec is wrong[^]*1 passed, 2 failed/);
});

test('VS Code opens a file, takes keys and leaves a picture', async (t) => {
  const { home, folder, file } = workspace(t);
  const server = await CodeServer.start({ home });
  t.after(() => server.stop());
  const window = await Workbench.open(server, folder);
  t.after(() => window.close());
  await window.openFile('poem.txt');
  await window.page.locator('.view-line', { hasText: 'three for a girl' }).first().click();
  await window.page.keyboard.press('End');
  await window.page.keyboard.type(', four for a boy');
  await window.command('File: Save');
  await window.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  const picture = await window.screenshot('harness/vscode');
  assert.ok(fs.statSync(picture).size > 10_000);
  assert.match(fs.readFileSync(file, 'utf8'), /three for a girl, four for a boy\n$/);
  assert.deepEqual([...window.hostsAsked], [], 'VS Code asked hosts outside');
});
