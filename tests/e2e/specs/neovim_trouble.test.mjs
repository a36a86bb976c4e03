// What becomes of what Ana types in Neovim when its process is ended, when there is no room for a swap file, and when the
// daemon cannot run: the real programs, in a terminal.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { closeBrowser } from '../lib/browser.mjs';
import { ex, startNeovim } from '../lib/neovim.mjs';
import { startWithPoem } from '../lib/team.mjs';
import { until } from '../lib/wait.mjs';

let folder;
let ana;

before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rst-'));
  ana = await startWithPoem(folder);
});

after(async () => {
  await closeBrowser();
  await ana?.stop();
  if (folder) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function start(t, more = {}) {
  const screen = await startNeovim({ home: ana.home, cwd: ana.clone, file: 'poem.txt', columns: 200, ...more });
  t.after(() => screen.stop());
  return screen;
}

const drafts = async () => (await ana.json('drafts')).drafts.map((draft) => draft.text);

/** The texts that lie in Neovim's own files. */
function inFiles() {
  const where = path.join(ana.home, '.local/state/nvim/restante/drafts');
  const names = fs.existsSync(where) ? fs.readdirSync(where).filter((name) => name.endsWith('.json')) : [];
  return names.map((name) => JSON.parse(fs.readFileSync(path.join(where, name), 'utf8')).text);
}

async function kill(screen, signal) {
  process.kill(Number(await screen.tmux('display-message', '-p', '#{pane_pid}')), signal);
  await screen.waitEnd();
}

for (const signal of ['SIGTERM', 'SIGHUP', 'SIGKILL']) {
  test(`what is typed is offered again after ${signal}`, async (t) => {
    const screen = await start(t);
    await screen.waitFor('Ana: Why a girl?');
    await ex(screen, '3 | Restante thread reply');
    await screen.waitFor(':w sends');
    await screen.type('iHalf a reply');
    await until('the daemon has it', async () => (await drafts()).includes('Half a reply'));
    await screen.type(' and more');
    await until('all of it is in a file', () => inFiles().includes('Half a reply and more'));
    await kill(screen, signal);
    const again = await start(t);
    await again.waitFor('Ana: Why a girl?');
    await ex(again, 'Restante drafts');
    await again.waitFor(/1: Reply .*: Half a reply and more/);
    await again.type('1');
    await again.keys('Enter');
    await again.waitFor(':w sends');
    await again.keys('Escape', 'd', 'G');
    await ex(again, 'quit!');
    await until('it is thrown away', async () => (await drafts()).length === 0 && inFiles().length === 0);
  });
}

test('without room for a swap file a text is written all the same', async (t) => {
  const screen = await start(t, { commands: ['set updatecount=200 directory=/proc/self//'] });
  await screen.waitFor('Ana: Why a girl?');
  await ex(screen, '1 | Restante thread new');
  await screen.waitFor(':w sends');
  await screen.type('iNo swap');
  await screen.keys('Escape');
  await ex(screen, 'w');
  await screen.waitFor('Ana: No swap');
  assert.equal(fs.readFileSync(path.join(ana.clone, 'poem.txt'), 'utf8').split('\n')[0], 'one for sorrow');
});

test('why the daemon cannot run is told by whatever needs it, and what is typed is kept', async (t) => {
  await ana.stop();
  const database = path.join(ana.home, '.local/share/restante/restante.db');
  const version = (number) => execFileSync('python3', ['-c',
    `import sqlite3,sys; db = sqlite3.connect(sys.argv[1]); print(db.execute("pragma user_version").fetchone()[0]); db.execute("pragma user_version = ${number}"); db.close()`,
    database], { encoding: 'utf8' });
  const was = Number(version(9999));
  const why = 'was written by a newer version';
  try {
    const screen = await start(t);
    await ex(screen, 'Restante threads');
    await screen.waitFor(why);
    await screen.screenshot('neovim/newer_database');
    await ex(screen, '1 | Restante thread new');
    await screen.waitFor(':w sends');
    await screen.type('iTyped meanwhile');
    await screen.keys('Escape');
    await ex(screen, 'w');
    await screen.waitFor(/NOT SENT: .*the daemon could not start/);
    await until('it is in a file', () => inFiles().includes('Typed meanwhile'));
    await kill(screen, 'SIGHUP');
    assert.deepEqual(inFiles(), ['Typed meanwhile']);
  } finally {
    version(was);
  }
  const again = await start(t);
  await again.waitFor('Ana: Why a girl?');
  await ex(again, 'Restante drafts');
  await again.waitFor(/1: New thread .*: Typed meanwhile/);
});
