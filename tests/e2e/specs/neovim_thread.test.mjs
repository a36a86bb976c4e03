// A thread between Ana, who types in Neovim, and Bo, at a command line: each with a daemon and a clone, through a hub.
// The tests follow one another in one Neovim, as a working day would.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { closeBrowser } from '../lib/browser.mjs';
import { ex, startNeovim } from '../lib/neovim.mjs';
import { startTeam } from '../lib/team.mjs';
import { until } from '../lib/wait.mjs';

const poem = ['one for sorrow', 'two for joy', 'three for a girl', 'four for a boy', 'five for silver', 'six for gold',
  'seven for a secret', 'never to be told'];

let folder;
let team;
let screen;
let id;

before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rst-'));
  team = await startTeam(folder, { 'poem.txt': `${poem.join('\n')}\n` });
  screen = await startNeovim({
    home: team.ana.home, cwd: team.ana.clone, file: 'poem.txt',
    commands: ["set statusline=%f\\ %m%=%{v:lua.require'restante'.status()}\\ ", 'set number'],
  });
  await screen.waitFor('never to be told');
});

after(async () => {
  await screen?.stop();
  await closeBrowser();
  for (const each of [team?.ana, team?.bo, team?.hub]) await each?.stop();
  if (folder) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const command = (text) => ex(screen, text);

/** The row of the screen that holds a line of the file. */
async function row(text) {
  return (await screen.text()).split('\n').find((each) => each.includes(text)) ?? '';
}

/** In a window to write in: types, and sends with `:w`. */
async function write(text) {
  await screen.waitFor(':w sends');
  await screen.type(text);
  await screen.keys('Escape');
  await screen.waitGone('-- INSERT --');
  await command('w');
  await screen.waitGone(':w sends');
}

const texts = (thread) => thread.comments.map((comment) => comment.text);

function boHas(what, holds) {
  return team.bo.waitForThread(id, what, holds);
}

test('a thread is written in a buffer, stands at its line, and reaches Bo', async () => {
  await command('3Restante thread new');
  await screen.waitFor('New thread at poem.txt, line 3: :w sends');
  await screen.screenshot('neovim/compose');
  await write('iWhy a *girl*?');
  await screen.waitFor(/● +3 three for a girl +● 1 +Ana: Why a \*girl\*\?/);
  await screen.waitFor(/poem\.txt +1 thread/);
  const { threads } = await until('Bo has the thread', async () => {
    const answer = await team.bo.json('threads', '--file', 'poem.txt');
    return answer.threads.length > 0 && answer;
  }, { every_ms: 100 });
  assert.equal(threads.length, 1);
  assert.equal(threads[0].range.start.line, 2);
  id = threads[0].id;
});

test("Bo's reply appears without doing anything, and the float shows all of it", async () => {
  await team.bo.restante(['reply', id, '--message', 'For the rhyme.\n\nAsk *Mother Goose*.']);
  await screen.waitFor('● 2  Ana: Why a *girl*?');
  await screen.screenshot('neovim/marks');
  await command('3');
  await command('Restante thread show');
  await screen.waitFor('Ask *Mother Goose*.');
  await screen.waitFor(/## Ana \(you\) · \d{4}-\d\d-\d\d \d\d:\d\d/);
  await screen.waitFor('## Bo · ');
  await screen.screenshot('neovim/float');
});

test('the float replies, edits, resolves and reopens, and follows while it is open', async () => {
  await screen.type('r');
  await write('iThat expains it.');
  await screen.waitFor('That expains it.');
  await screen.waitFor('## Bo · ');
  await boHas('with the reply', (thread) => texts(thread).includes('That expains it.'));
  // The cursor is on the new comment.
  await screen.type('e');
  await screen.waitFor(/Edit in \w{7}: :w sends/);
  await write(':s/expains/explains\n');
  await screen.waitFor('That explains it.');
  await screen.waitFor(/## Ana \(you\) · .* · edited /);
  await boHas('with the edit', (thread) => texts(thread)[2] === 'That explains it.' && thread.comments[2].editedAt);
  await screen.type('R');
  await screen.waitFor('resolved by Ana · line 3');
  await boHas('resolved', (thread) => thread.state === 'resolved');
  await screen.waitGone('● 3  Ana');
  await team.bo.restante(['reopen', id]);
  await screen.waitFor(/open · line 3/);
  await screen.type('g?');
  await screen.waitFor('withdraw the comment under the cursor');
  await screen.screenshot('neovim/float-keys');
  await screen.type('q');
  await screen.waitFor('● 3  Ana: Why a *girl*?');
});

test('the mark follows lines that are typed above it, and so does the daemon', async () => {
  await command('1');
  await screen.type('OCounting magpies');
  await screen.keys('Enter', 'Escape');
  await until('the mark went along', async () => /● +5 three for a girl +● 3/.test(await row('three for a girl')),
    { otherwise: () => screen.text() });
  await command('w');
  const placed = await until("Ana's daemon places it there", async () => {
    const { threads } = await team.ana.json('threads', '--file', 'poem.txt');
    return threads[0].range.start.line === 4 && threads[0];
  }, { every_ms: 100 });
  assert.equal(placed.placement.state, 'shifted');
  await until('the mark is still there', async () => /● +5 three for a girl +● 3/.test(await row('three for a girl')));
});

test('without the hub a reply is kept and says so; it arrives once when the hub is back', async () => {
  await team.hub.kill();
  await command('5');
  await command('Restante thread reply');
  await write('iWritten on a train.');
  await screen.waitFor(/◌ +5 three for a girl +◌ 4 +Ana: Why a \*girl\*\? \(not sent yet\)/);
  await screen.waitFor('offline');
  await screen.screenshot('neovim/offline');
  await team.hub.comeBack();
  await command('Restante sync');
  await screen.waitFor('● 4  Ana: Why a *girl*?', { deadline_ms: 60_000 });
  const thread = await boHas('with the reply from the train', (each) => texts(each).includes('Written on a train.'));
  assert.equal(texts(thread).filter((text) => text === 'Written on a train.').length, 1);
  await screen.waitGone('offline');
});

test('a daemon that is killed while Ana writes takes nothing with it', async () => {
  await command('Restante thread reply');
  await screen.waitFor(':w sends');
  await screen.type('iBefore the crash');
  await screen.waitFor('Before the crash');
  const { pid } = await team.ana.json('status');
  process.kill(pid, 'SIGKILL');
  await screen.type(' and after it');
  await screen.keys('Escape');
  await screen.waitGone('-- INSERT --');
  await command('w');
  await screen.waitFor('● 5  Ana: Why a *girl*?');
  await screen.waitGone(':w sends');
  const thread = await boHas('with the whole text', (each) => texts(each).includes('Before the crash and after it'));
  assert.equal(thread.comments.length, 5);
});

test('a draft is there after Neovim was left in the middle of a word', async () => {
  await command('Restante thread reply');
  await screen.waitFor(':w sends');
  await screen.type('iHalf a wo');
  await screen.keys('Escape');
  await screen.waitGone('-- INSERT --');
  await command('qa!');
  await screen.waitEnd();
  screen = await startNeovim({ home: team.ana.home, cwd: team.ana.clone, file: 'poem.txt' });
  await screen.waitFor('● 5  Ana: Why a *girl*?');
  await command('5');
  await command('Restante thread reply');
  await screen.waitFor(/1: Go on with the draft of .*: Half a wo/);
  await screen.screenshot('neovim/draft');
  await screen.type('1');
  await screen.keys('Enter');
  await screen.waitFor(':w sends');
  await write('ard is enough.');
  await boHas('with the text that was begun before', (thread) => texts(thread).includes('Half a word is enough.'));
});
