// Files that are not UTF-8: their threads are at their lines, and an unchanged file is none whose lines changed.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { Person } from '../lib/team.mjs';
import { VsCodeSpec } from '../lib/vscode_spec.mjs';
import { until } from '../lib/wait.mjs';

const vscode = new VsCodeSpec();
let ana;
let window;

before(async () => {
  ana = vscode.with(new Person(path.join(vscode.folder, 'a'), 'Ana'));
  ana.begin({ 'fable.txt': Buffer.from('Der Löwe\nfür\nzwölf Mäuse\nsüß\n', 'latin1') });
  await ana.restante(['identity', '--name', 'Ana']);
  await ana.restante(['thread', 'new', 'fable.txt:3', '--message', 'Why twelve?']);
  window = await vscode.start(ana, { settings: { 'files.encoding': 'iso88591' } });
  await window.openFile('fable.txt');
  await window.page.locator('.view-line', { hasText: 'zwölf' }).first().waitFor();
});

const marked = () => window.page.locator('.margin-view-overlays > div', {
  has: window.page.locator('.comment-thread-unresolved'),
}).allInnerTexts();
const threads = async () => (await ana.json('threads', '--file', 'fable.txt')).threads;
const isMarked = (...lines) => until(`lines ${lines} are marked`, async () => String(await marked()) === String(lines), {
  otherwise: marked,
});

/** Begins a thread at a line; the box. */
async function begin(line, text) {
  await window.page.locator('.editor-instance .view-line', { hasText: line }).first().click();
  await window.command('Restante: New Thread');
  const box = window.page.locator('.review-widget', { hasText: 'Start Thread' }).first();
  await box.locator('.comment-form .monaco-editor').first().click();
  await window.page.keyboard.type(text);
  return box;
}
const start = (box) => box.locator('.form-actions .monaco-button', { hasText: 'Start Thread' }).first().click();

test('a thread is at its line, whose text is not said to have changed', async () => {
  await window.page.locator('.comment-thread-unresolved').first().waitFor();
  await isMarked(3);
  const widget = await window.openThread('Why twelve?');
  assert.equal(await widget.getByText('lines changed since').count(), 0);
  await window.screenshot('vscode/latin1');
});

test('one that is begun there is about those lines of the file, and what others say comes', async () => {
  await start(await begin('süß', 'Sweet?'));
  await window.threads('Sweet?').locator('.author', { hasText: 'Ana' }).first().waitFor();
  await isMarked(3, 4);
  const sweet = (await threads()).find((each) => each.comments[0].text === 'Sweet?');
  assert.deepEqual([sweet.line, sweet.placement.state], [4, 'exact']);
  await ana.restante(['reply', sweet.id, '--message', 'As honey.']);
  await window.threads('As honey.').first().waitFor();
});

test('while it has changes that are not saved nothing is begun in it; the text stays, and is sent once they are', async () => {
  await window.page.locator('.editor-instance .view-line', { hasText: 'Der' }).first().click();
  await window.page.keyboard.press('Home');
  await window.page.keyboard.type('Über: ');
  await isMarked(3, 4);
  const box = await begin('für', 'For whom?');
  await start(box);
  await window.toasts('fable.txt has changes that are not saved').first().waitFor();
  assert.equal((await threads()).length, 2);
  await window.screenshot('vscode/latin1_unsaved');
  await window.page.locator('.editor-instance .view-line', { hasText: 'Der' }).first().click();
  await window.page.keyboard.press('Control+S');
  await until('it is saved', () => fs.readFileSync(path.join(ana.clone, 'fable.txt'), 'latin1').startsWith('Über'));
  await start(box);
  await window.threads('For whom?').locator('.author', { hasText: 'Ana' }).first().waitFor();
  await isMarked(2, 3, 4);
});

test('read as UTF-8, which it is not, and back its threads stay where they are', async () => {
  for (const encoding of ['UTF-8', 'Western (ISO 8859-1)']) {
    await window.ask('File: Change File Encoding');
    await window.rows('Reopen with Encoding').first().click();
    await window.rows(encoding).first().click();
    await window.statusBar(encoding.replace('Western (ISO 8859-1)', 'ISO 8859-1')).waitFor();
    await isMarked(2, 3, 4);
  }
  assert.deepEqual((await threads()).map((each) => each.placement.state), ['exact', 'exact', 'exact']);
});
