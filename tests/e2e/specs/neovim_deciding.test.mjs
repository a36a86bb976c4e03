// Decisions of the space in Neovim, on the real daemon: proposed about lines and out of a thread, accepted, shown, written into the
// repository; and a proposal that is left is there again.
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
const proposed = async () => (await ana.request('restante/decisions/proposed', { root: ana.clone })).decisions;
const decision = async (id) => (await ana.request('restante/decision', { decisionId: id })).decision;

test('a proposal about some lines is written as Markdown, is there again after it was left, and is proposed by :w', async () => {
  await command('4,6Restante decision new');
  await screen.waitFor('New decision about rhyme.lua, lines 4–6: :w proposes it');
  await screen.type('ACount one by one');
  await screen.keys('Escape');
  await command('call append(search("## Outcome") + 1, "We count one by one.")');
  await screen.screenshot('neovim/decision_new');
  await command('q!');
  await screen.waitGone('## Outcome');
  assert.deepEqual(await proposed(), []);
  await command('Restante drafts');
  await screen.waitFor('1: New decision about rhyme.lua, lines 4–6');
  await screen.type('1');
  await screen.keys('Enter');
  await screen.waitFor('# Count one by one');
  await command('w');
  await screen.waitFor(/proposed D-\w{7}: Count one by one/);
  const [row] = await proposed();
  assert.deepEqual([row.title, row.status, row.outcome], ['Count one by one', 'proposed', 'We count one by one.']);
  const [place] = (await decision(row.id)).places;
  assert.deepEqual([place.path, place.line], ['src/rhyme.lua', 4]);
});

test('on its lines it is accepted without a name, and the window that shows it says so', async () => {
  await screen.waitGone('## Outcome');
  await command('5');
  await screen.waitFor(/┊\s+4 function/);
  await command('Restante decision show');
  await screen.waitFor('decision (q closes): D-');
  await screen.waitFor('status: proposed');
  await command('Restante decision accept');
  await screen.waitFor('Why accept it (may be empty):');
  await screen.type('All agree.');
  await screen.keys('Enter');
  await screen.waitFor(/D-\w{7} is accepted: Count one by one/);
  await screen.waitFor('status: accepted');
  await command('normal! G');
  await screen.waitFor('Ana accepted it, ');
  await screen.waitFor('All agree.');
  await screen.screenshot('neovim/decision_show');
  assert.equal((await proposed())[0].status, 'accepted');
  await screen.type('q');
  await screen.waitGone('q closes');
});

test('it is written into the repository, and nothing is committed', async () => {
  await command('5');
  await command('Restante decision write');
  const record = await until('there is a record', () => ana.git('status', '--short', '-uall').split('\n').find((each) => each.includes('docs/adr/0014')));
  assert.match(record, /^\?\? docs\/adr\/0014-count-one-by-one\.md/);
  await screen.screenshot('neovim/decision_write');
});

test('a thread becomes a decision, filled with what was said there', async () => {
  await command('edit! src/plain.lua');
  const { thread } = await ana.json('thread', 'new', 'src/plain.lua:1', '--message', 'Why one?');
  await ana.restante(['reply', thread.id, '--message', 'One is enough.']);
  await screen.waitFor('Why one?');
  await command('Restante thread show');
  await screen.waitFor('One is enough.');
  await command('call search("One is enough")');
  await screen.type('D');
  await screen.waitFor(`Decision of ${thread.short}: :w proposes it`);
  await screen.screenshot('neovim/decision_from');
  await command('w');
  await screen.waitFor(/proposed D-\w{7}: Why one\?/);
  const row = (await proposed()).find((each) => each.title === 'Why one?');
  assert.equal(row.outcome, 'One is enough.');
});
