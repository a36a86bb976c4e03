// What Ana types in Neovim is sent once, and what she types after that is kept, whatever stalls: the real programs, in a terminal.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ex, startNeovim } from '../lib/neovim.mjs';
import { startWithPoem } from '../lib/team.mjs';
import { until } from '../lib/wait.mjs';

let folder;
let ana;
let screen;
let id;

before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rst-'));
  ana = await startWithPoem(folder);
  ({ threads: [{ id }] } = await ana.json('threads', '--file', 'poem.txt'));
  screen = await start();
});

after(async () => {
  await screen?.stop();
  await ana?.stop();
  if (folder) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function start() {
  const neovim = await startNeovim({ home: ana.home, cwd: ana.clone, file: 'poem.txt', columns: 200 });
  await neovim.waitFor('Ana: Why a girl?');
  return neovim;
}

const command = (text, where = screen) => ex(where, text);

const comments = async () => (await ana.thread(id)).comments.map((comment) => comment.text);
const drafts = async () => (await ana.json('drafts')).drafts.map((draft) => draft.text);

test('what is typed after a daemon stalled while the text was sent is a draft of its own, and is sent as a further comment', async () => {
  await command('3 | Restante thread reply');
  await screen.waitFor(':w sends');
  await screen.type('iFirst');
  await screen.keys('Escape');
  await until('the daemon has it', async () => (await drafts()).includes('First'));
  const { pid } = await ana.json('status');
  process.kill(pid, 'SIGSTOP');
  try {
    await command('w');
    await screen.waitFor('did not answer within 10 s', { deadline_ms: 20_000 });
    await screen.type('oAnd more');
    await screen.keys('Escape');
    await screen.waitFor('And more');
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await screen.waitFor('an earlier version was sent (see the thread)');
  await until('what is left is the only draft', async () => JSON.stringify(await drafts()) === JSON.stringify(['First\nAnd more']));
  assert.deepEqual(await comments(), ['Why a girl?', 'First']);
  await command('w');
  await screen.waitGone(':w sends');
  assert.deepEqual(await comments(), ['Why a girl?', 'First', 'First\nAnd more']);
  assert.deepEqual(await drafts(), []);
});

test('of two Neovims with one draft the first sends it, and the other keeps what it has and sends it as a further comment', async (t) => {
  await command('3 | Restante thread reply');
  await screen.waitFor(':w sends');
  await screen.type('iShared');
  await screen.keys('Escape');
  await until('the daemon has it', async () => (await drafts()).includes('Shared'));
  const other = await start();
  t.after(() => other.stop());
  await command('3 | Restante thread reply', other);
  await other.waitFor(/1: Go on with the draft of .*: Shared/);
  await other.type('1');
  await other.keys('Enter');
  await other.waitFor(':w sends');
  await other.type('oand longer');
  await other.keys('Escape');
  await until('the daemon has it', async () => (await drafts()).includes('Shared\nand longer'));
  const before = await comments();
  await command('w');
  await screen.waitGone(':w sends');
  await command('w', other);
  await other.waitFor('an earlier version was sent (see the thread)');
  await until('what is left is the only draft', async () => JSON.stringify(await drafts()) === JSON.stringify(['Shared\nand longer']));
  assert.deepEqual(await comments(), [...before, 'Shared']);
  await command('w', other);
  await other.waitGone(':w sends');
  assert.deepEqual(await comments(), [...before, 'Shared', 'Shared\nand longer']);
  assert.deepEqual(await drafts(), []);
});
