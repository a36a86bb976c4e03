// "Why is this line so?" in Neovim: decisions with their evidence, where each leads, asking where nothing is recorded; marks, lists
// and a tour.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { closeBrowser } from '../lib/browser.mjs';
import { startDeciding } from '../lib/deciding.mjs';
import { ex, startNeovim } from '../lib/neovim.mjs';
import { until } from '../lib/wait.mjs';

let folder;
let ana;
let screen;

before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rst-'));
  ana = await startDeciding(folder);
  screen = await startNeovim({ home: ana.home, cwd: ana.clone, file: 'src/rhyme.lua', commands: ['set number'] });
  await screen.waitFor('return rhyme');
});

after(async () => {
  await screen?.stop();
  await closeBrowser();
  await ana?.stop();
  if (folder) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const command = (text) => ex(screen, text);

test('a line tells which decision explains it, how that was found, and who touched it last', async () => {
  await command('6');
  await command('Restante why');
  await screen.waitFor(/╭ why · src\/rhyme\.lua:6 /);
  await screen.waitFor(/Write loops out/);
  await screen.waitFor('accepted · 2024-05-01');
  await screen.waitFor('We write loops out, for readers who come from other languages.');
  await screen.waitFor(/its subject +names ADR-0012/);
  await screen.waitFor(/Last touched by/);
  await screen.screenshot('neovim/why');
});

test('each line leads on: to the commit, and to the record', async () => {
  await command('call search("its subject")');
  await screen.keys('Enter');
  await screen.waitFor(/commit \(q closes\): [0-9a-f]{10}/);
  await screen.waitFor('Count birds one by one (ADR-0012)');
  await screen.screenshot('neovim/why_commit');
  await screen.type('q');
  await screen.waitGone('q closes');
  await command('Restante why');
  await screen.waitFor('Write loops out');
  await command('call search("Write loops out")');
  await screen.keys('Enter');
  await screen.waitFor('# 12. Write loops out');
  await command('buffer #');
});

test('a decision that was replaced stands behind the one that stands', async () => {
  await command('edit src/harm.lua');
  await command('2');
  await command('Restante why');
  const shown = await screen.waitFor(/superseded by/);
  assert.ok(shown.indexOf('ADR-0012: Write loops out') < shown.indexOf('ADR-0003: Unroll loops'), shown);
  await screen.type('q');
  await screen.waitGone('superseded by');
});

test('where nothing is recorded it says so, and one key asks', async () => {
  await command('edit src/plain.lua');
  await command('Restante why');
  await screen.waitFor('Nothing is recorded about these lines. a: ask Ana, who touched them last');
  await screen.screenshot('neovim/why_nothing');
  await screen.type('a');
  await screen.waitFor('New thread at plain.lua, line 1');
  await screen.type('iWhy one?');
  await screen.keys('Escape');
  await command('w');
  const { threads } = await until('the thread is there', async () => {
    const found = await ana.json('threads');
    return found.threads.length === 1 && found;
  });
  assert.equal(threads[0].comments[0].text, 'Why one?');
});

test('the thread is part of the answer from then on', async () => {
  await command('Restante why');
  await screen.waitFor('1 thread');
  await screen.waitFor(/- Ana: Why one\? \(open/);
  await screen.type('q');
  await screen.waitGone('1 thread');
});

test('lines that name a decision are marked, and what is wrong about it is a hint', async () => {
  await command('edit src/harm.lua');
  await screen.waitFor(/┊ +1 -- ADR-0013/);
  await screen.waitFor(/2 -- As it was: ADR-0003.*superseded/);
  await command('1Restante governed');
  await screen.waitFor(/13.*Harm.*\(accepted, 2024-06-01\)/);
  await screen.screenshot('neovim/governed');
});

test('decisions are listed and searched, and a tour goes through those of a folder', async () => {
  await command('Restante decisions');
  await screen.waitFor(/0003-unroll-loops\.md\|1.*Unroll loops \(superseded by/);
  await screen.screenshot('neovim/decisions');
  await command('cclose');
  await command('Restante decisions other languages');
  await screen.waitFor(/\[Quickfix List\] Decisions with other languages/);
  await screen.waitFor('Write loops out');
  await screen.waitGone('0003-unroll');
  await command('cclose');
  await command('edit src/rhyme.lua');
  await command('Restante tour');
  await screen.waitFor(/1\. .*Write loops out/);
  await screen.screenshot('neovim/tour');
  await command('cclose');
  await command('Restante tour next');
  await screen.waitFor('# 12. Write loops out');
});
