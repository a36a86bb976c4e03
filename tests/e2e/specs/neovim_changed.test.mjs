// A thread whose code a commit deletes, in Neovim: marked where it stood, with what it was about one key away, and attached
// to what became of it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { closeBrowser } from '../lib/browser.mjs';
import { deleted, elsewhere, startChanging } from '../lib/changing.mjs';
import { ex, startNeovim } from '../lib/neovim.mjs';

let folder;
let ana;
let thread;
let screen;

before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rst-'));
  ({ ana, thread } = await startChanging(folder));
  screen = await startNeovim({ home: ana.home, cwd: ana.clone, file: 'queue.lua', commands: ['set number'] });
  await screen.waitFor('return Queue');
});

after(async () => {
  await screen?.stop();
  await closeBrowser();
  await ana?.stop();
  if (folder) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const command = (text) => ex(screen, text);

test('a thread whose code is deleted in a commit is marked where it stood, and says by which', async () => {
  await screen.waitFor(/● +7 function Queue:push_bounded\(item\) +● 1 +Ana: Why drop/);
  ana.commit({ 'queue.lua': deleted }, 'Need no bound');
  const sha = ana.git('rev-parse', '--short=10', 'HEAD').trim();
  await command('checktime');
  await screen.waitFor(new RegExp(`○ +[67] .*○ 1 +Ana: Why drop .*\\(outdated: deleted by commit ${sha}\\)`));
  await screen.screenshot('neovim/outdated');
  await command('Restante next');
  await command('Restante thread show');
  await screen.waitFor(`deleted by commit ${sha}`);
  await screen.waitFor('It was about:');
  await screen.waitFor('function Queue:push_bounded(item)');
  await screen.waitFor('a re-attach');
  await screen.screenshot('neovim/outdated_float');
});

test('the code as it was is one key away, and so is a diff from it', async () => {
  await screen.type('o');
  await screen.waitFor(/as it was \(q closes\): queue\.lua:7-13 in [0-9a-f]{10}/);
  await screen.waitFor('function Queue:push_bounded(item)');
  await screen.screenshot('neovim/original');
  await screen.type('q');
  await screen.waitGone('as it was');
  await screen.waitFor('It was about:');
  await screen.type('d');
  await screen.waitFor(/function Queue:push_bounded\(item\) *│.*-{5}/);
  await screen.screenshot('neovim/diff');
  await screen.type('q');
  await screen.waitGone('as it was');
  await screen.waitFor('It was about:');
});

test('in a narrow window the float keeps what matters', async () => {
  await screen.tmux('resize-window', '-x', '44', '-y', '30');
  await screen.waitFor(new RegExp(`╭ open, outdated · .+…?.* · ${thread.id.slice(-7)} ─*╮`));
  await screen.waitFor(/╰─* a re-attach.* g\? keys ╯/);
  await screen.screenshot('neovim/narrow');
  await screen.tmux('resize-window', '-x', '100', '-y', '30');
  await screen.waitFor('q close');
});

test('it is attached by keys to what became of its code, tells who did, and that can be undone', async () => {
  ana.commit({ 'ring.lua': elsewhere }, 'A ring instead');
  await screen.type('a');
  await screen.waitFor(/1: ring\.lua:3-9 \(.*\) function Ring:push\(item\)/);
  await screen.screenshot('neovim/reattach');
  await screen.type('1');
  await screen.keys('Enter');
  await screen.waitFor('re-attached to ring.lua:3-9');
  const moved = await ana.waitForThread(thread.id, 'at the other file', (each) => each.path === 'ring.lua');
  assert.equal(moved.placement.state, 'exact');
  await screen.type('q');
  await command('edit ring.lua');
  await screen.waitFor(/● +3 function Ring:push\(item\) +● 1 +Ana: Why drop the oldest/);
  await screen.screenshot('neovim/reattached');
  await command('3');
  await command('Restante thread explain');
  await screen.waitFor(/opened by Ana, .*: queue\.lua:7-13 in commit/);
  await screen.waitFor(/re-attached by Ana, .*: ring\.lua:3-9/);
  await screen.screenshot('neovim/explain');
  // No "Press ENTER": what is typed next is the next command.
  await command('3');
  await command('Restante thread reattach undo');
  await screen.waitFor(/back at queue\.lua/);
  await ana.waitForThread(thread.id, 'back', (each) => each.path === 'queue.lua');
  await command(`Restante thread reattach ${thread.id}`);
  await screen.waitFor('Attach again to ring.lua:3-9, as by Ana');
  await screen.keys('Escape');
  await screen.waitGone('Attach again');
});

test('it is attached to selected lines', async () => {
  await command('edit queue.lua');
  await screen.waitFor(/\(outdated: deleted by commit [0-9a-f]{10}\)/);
  await command('9,11Restante thread reattach');
  await screen.waitFor(/1: Ana: Why drop the oldest.*deleted by/);
  await screen.type('1');
  await screen.keys('Enter');
  await screen.waitFor(/● +9 /);
  const there = await ana.waitForThread(thread.id, 'at the lines', (each) => each.range?.start.line === 8);
  assert.deepEqual([there.range.end.line, there.placement.state], [10, 'exact']);
});
