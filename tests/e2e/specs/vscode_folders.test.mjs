// A window on two repositories: each has its threads, its lists and its drafts, also where their files have the same names.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { Person } from '../lib/team.mjs';
import { VsCodeSpec } from '../lib/vscode_spec.mjs';
import { until } from '../lib/wait.mjs';

const vscode = new VsCodeSpec();
/** Ana, by her clones. */
let english;
let spanish;
let window;

before(async () => {
  english = vscode.with(new Person(path.join(vscode.folder, 'a'), 'Ana'));
  spanish = Object.assign(new Person(english.home, 'Ana'), { clone: path.join(english.home, 'spanish') });
  english.begin({ 'count.txt': 'one\ntwo\nthree\n' });
  spanish.begin({ 'count.txt': 'uno\ndos\ntres\n', 'song.txt': 'la la\n' });
  await english.restante(['identity', '--name', 'Ana']);
  await english.restante(['thread', 'new', 'count.txt:1', '--message', 'From one?']);
  await spanish.restante(['thread', 'new', 'count.txt:2', '--message', '¿Dos?']);
  const open = path.join(english.home, 'both.code-workspace');
  fs.writeFileSync(open, JSON.stringify({ folders: [{ path: english.clone }, { path: spanish.clone }] }));
  window = await vscode.start(english, { open });
  await window.statusBar('Restante').waitFor();
  await window.command('Restante: Focus on Threads View');
});

const row = (text) => window.page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
const said = async (person) => (await person.json('threads')).threads.flatMap((each) => each.comments.map(({ text }) => text)).sort();
const drafts = async () => (await english.json('drafts')).drafts;

async function open(text) {
  await row(text).click();
  await window.threads(text).first().waitFor();
}

/** Begins a thread at a line that shows. */
async function begin(line, text) {
  await window.page.locator('.editor-instance .view-line', { hasText: line }).first().click();
  await window.command('Restante: New Thread');
  const box = window.page.locator('.review-widget', { hasText: 'Start Thread' }).first();
  await box.locator('.comment-form .monaco-editor').first().click();
  await window.page.keyboard.type(text);
  return until(`there is a draft ${text}`, async () => (await drafts()).find((each) => each.text === text), { every_ms: 100 });
}

async function sendBox(text) {
  const box = window.page.locator('.review-widget', { hasText: 'Start Thread' }).first();
  await box.locator('.form-actions .monaco-button', { hasText: 'Start Thread' }).first().click();
  await window.threads(text).locator('.author', { hasText: 'Ana' }).first().waitFor();
}

test('the list has the threads of both, each under its folder, and opens each in its own file', async () => {
  await row('¿Dos?').waitFor();
  const labels = await window.page.locator('.pane-body .monaco-list-row')
    .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
  assert.deepEqual(labels, ['project, count.txt, 1 thread', 'Thread: From one?, line 1, Ana',
    'spanish, count.txt, 1 thread', 'Thread: ¿Dos?, line 2, Ana']);
  await open('¿Dos?');
  await window.page.locator('.editor-instance .view-line', { hasText: 'tres' }).first().waitFor();
  await open('From one?');
  await window.page.locator('.editor-instance .view-line', { hasText: 'three' }).first().waitFor();
  await window.screenshot('vscode/two_folders');
});

test('a thread that is begun in a file belongs to its folder, as does its draft after a reload', async () => {
  const { page } = window;
  assert.equal((await begin('three', 'To three?')).uri, `file://${english.clone}/count.txt`);
  await sendBox('To three?');
  await open('¿Dos?');
  assert.equal((await begin('tres', '¿Tres?')).uri, `file://${spanish.clone}/count.txt`);
  page.on('dialog', (dialog) => dialog.accept());
  await page.reload({ waitUntil: 'commit' });
  // The window may not have remembered yet which of the two was in front.
  await row('¿Dos?').waitFor({ timeout: 120_000 });
  await open('¿Dos?');
  // A thread without a comment has another mark than the others.
  const mark = page.locator('.comment-range-glyph.comment-thread').first();
  await mark.waitFor({ timeout: 120_000 });
  await page.locator('.editor-instance .view-line', { hasText: 'tres' }).first().waitFor();
  await mark.click();
  await window.threads('Unsent draft').first().locator('[aria-label="Go On with Draft"]').first().click();
  await page.locator('.tab.active', { hasText: 'New thread' }).first().waitFor();
  await page.locator('.editor-instance .view-line', { hasText: '¿Tres?' }).first().waitFor();
  await page.keyboard.press('Control+Enter');
  await page.locator('.tab', { hasText: 'New thread' }).first().waitFor({ state: 'detached' });
  assert.deepEqual([await said(english), await said(spanish), await drafts()],
    [['From one?', 'To three?'], ['¿Dos?', '¿Tres?'], []]);
  await row('¿Tres?').waitFor();
});

test('the repository to make a space is chosen', async () => {
  await window.ask('Restante: Make This Repository a Space');
  await window.rows('spanish').first().click();
  await window.page.locator('.quick-input-widget', { hasText: 'Make spanish a space' }).first().waitFor();
  await window.page.keyboard.press('Enter');
  await window.toasts('spanish/.restante.json was written').first().waitFor();
  assert.ok(!fs.existsSync(path.join(english.clone, '.restante.json')));
});
