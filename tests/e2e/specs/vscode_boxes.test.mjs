// New threads begun in boxes and not sent, in VS Code: each is at its own lines after the window was loaded anew, stays at its code,
// and is one thing, a draft or a thread.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { Person } from '../lib/team.mjs';
import { VsCodeSpec } from '../lib/vscode_spec.mjs';
import { until } from '../lib/wait.mjs';

const poem = ['one for sorrow', 'two for joy', 'three for a girl', 'four for a boy', 'five for silver', 'six for gold',
  'seven for a secret', 'never to be told', 'eight for a wish', 'nine for a kiss'];
const bom = ['bill of materials', 'bolts', 'nuts', 'washers'];
const text = (lines) => `${lines.join('\n')}\n`;

const vscode = new VsCodeSpec();
let ana;
let window;

before(async () => {
  ana = vscode.with(new Person(path.join(vscode.folder, 'a'), 'Ana'));
  ana.begin({ 'poem.txt': text(poem), 'bom.txt': text(bom), 'code.js': text(bom), 'list.txt': text(poem), 'code.txt': text(poem), 'fresh.txt': text(poem) });
  await ana.restante(['identity', '--name', 'Ana']);
  window = await vscode.start(ana);
});

const drafts = async () => (await ana.json('drafts')).drafts;
const texts = async () => (await drafts()).map((each) => each.text).sort();
const said = async (file) => (await ana.json('threads', '--file', file)).threads
  .map((each) => [each.range.start.line + 1, each.comments.map((one) => one.text).join()]);
const becomes = (what, ask, wanted) => until(what, async () => JSON.stringify(await ask()) === JSON.stringify(wanted),
  { every_ms: 100, otherwise: async () => JSON.stringify(await ask()) });
const form = () => window.page.locator('.review-widget .comment-form .monaco-editor').first();
const shown = (scope, line) => scope.locator('.view-line', { hasText: new RegExp(line.replaceAll(' ', '.')) }).first();

/** Ends with the keys in a new thread's box. */
async function begin(file, line) {
  await window.openFile(file);
  await shown(window.page.locator('.editor-instance'), line).click();
  await window.command('Restante: New Thread');
  await window.page.locator('.review-widget .comment-form .monaco-editor.focused').first().waitFor();
}

/** By the button of the box that has the keys: there may be another one. */
async function startThread() {
  const box = window.page.locator('.review-widget', { has: window.page.locator('.comment-form .monaco-editor.focused') });
  await box.locator('.form-actions .monaco-button:not(.disabled)', { hasText: 'Start Thread' }).click();
}

/** To a file that has a tab. */
async function goTo(file) {
  await window.page.locator(`.tab[data-resource-name="${file}"]`).first().click();
  await window.page.locator(`.tab.active[data-resource-name="${file}"]`).first().waitFor();
}

/** Opens the only mark in the file that is in front. */
async function openUnsent(what) {
  const text = window.threads('Unsent draft').first().locator('.comment-body', { hasText: what }).first();
  // A thread that VS Code was told of just now may close again.
  await until('it is open', async () => {
    await window.page.locator('.comment-range-glyph.comment-thread').first().click();
    return text.waitFor({ timeout: 3000 }).then(() => true, () => false);
  });
  return window.threads('Unsent draft').first();
}

/** The only box is between two lines, once the keys are elsewhere. */
async function isBetween(line, next) {
  const source = window.page.locator('.editor-instance');
  await shown(source, 'three for a girl').click();
  const y = async (locator) => (await locator.boundingBox()).y;
  await until(`the box is behind "${line}"`, async () => {
    const [at, top, behind] = await Promise.all([shown(source, line), window.page.locator('.review-widget').first(), shown(source, next)].map(y));
    return at < top && top < behind;
  });
}

async function discardAll() {
  for (const { id } of await drafts()) await ana.restante(['drafts', 'remove', id]);
}

test('two drafts in two files are each at their own lines again, and gone on with in documents', async () => {
  await begin('bom.txt', 'bolts');
  await window.page.keyboard.type('draft AAA bom');
  await begin('poem.txt', 'eight for a wish');
  await window.page.keyboard.type('draft BBB poem');
  await window.screenshot('vscode/begun_two');
  await becomes('both are drafts', texts, ['draft AAA bom', 'draft BBB poem']);
  // Back in the first, whose box is drawn anew.
  await goTo('bom.txt');
  await shown(window.page.locator('.comment-form'), 'draft AAA bom').click();
  await window.page.keyboard.press('Control+End');
  await window.page.keyboard.type(', on');
  await becomes('it goes on', texts, ['draft AAA bom, on', 'draft BBB poem']);

  await window.killAndOpen();
  await window.statusBar('Restante').waitFor({ timeout: 120_000 });
  await window.openFile('poem.txt');
  await openUnsent('draft BBB poem');
  await window.openFile('bom.txt');
  const widget = await openUnsent('draft AAA bom, on');
  await window.screenshot('vscode/two_files');
  await widget.locator('[aria-label="Go On with Draft"]').first().click();
  await window.page.locator('.tab.active', { hasText: 'New thread' }).first().waitFor();
  await shown(window.page.locator('.editor-instance'), 'draft AAA bom, on').click();
  await window.page.keyboard.press('Control+End');
  await window.page.keyboard.type(' and on');
  await becomes('it goes on', texts, ['draft AAA bom, on and on', 'draft BBB poem']);
  await goTo('bom.txt');
  await window.page.locator('.comment-range-glyph.comment-thread').first().waitFor({ state: 'detached' });
  await window.page.locator('.tab', { hasText: 'New thread' }).first().click();
  await window.page.keyboard.press('Control+Enter');
  await becomes('it is sent', () => said('bom.txt'), [[2, 'draft AAA bom, on and on']]);

  await goTo('poem.txt');
  const other = await openUnsent('draft BBB poem');
  await other.locator('[aria-label="Discard Draft"]').first().click();
  await window.page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Discard' }).first().click();
  await becomes('it is gone', texts, []);
  await window.page.locator('.comment-range-glyph.comment-thread').first().waitFor({ state: 'detached' });
});

test('a thread that is begun stays at its code when the file is read anew, and is sent there', async () => {
  const other = poem.map((line, index) => ([0, 9].includes(index) ? line.toUpperCase() : line));
  await begin('list.txt', 'eight for a wish');
  await window.page.keyboard.type('Which wish');
  await until('it is a draft', async () => (await texts()).includes('Which wish'), { every_ms: 100 });
  for (const lines of [other, poem, ['zero', ...other]]) {
    fs.writeFileSync(path.join(ana.clone, 'list.txt'), text(lines));
    await shown(window.page.locator('.editor-instance'), lines.at(-1)).waitFor();
    await shown(window.page.locator('.editor-instance'), lines[0]).waitFor();
  }
  await isBetween('eight for a wish', 'NINE FOR A KISS');
  await window.screenshot('vscode/box_stays');
  await form().click();
  await window.page.keyboard.press('Control+Enter');
  await becomes('it is sent at its line', () => said('list.txt'), [[10, 'Which wish']]);
});

test('keys go on into a box whose file is read anew while somebody types', async () => {
  await discardAll();
  const source = window.page.locator('.editor-instance');
  const readAnew = async (lines) => {
    fs.writeFileSync(path.join(ana.clone, 'code.txt'), text(lines));
    await shown(source, lines[0]).waitFor();
  };
  /** Ends with what was typed. */
  const typeOn = async () => {
    let typed = '';
    for (const [index, word] of ['one', 'two', 'three', 'four', 'five', 'six'].entries()) {
      // What somebody types takes longer than until the box would have been put back.
      await window.page.keyboard.type(`${word} `, { delay: 80 });
      typed += `${word} `;
      // Above and below at once, which VS Code takes for a replacement of all between; and back.
      const change = (line) => (index % 2 === 0 ? line.toUpperCase() : line);
      await readAnew(poem.map((line, at) => (at === 0 ? change(line) : at === 8 ? `${change(line)} ` : line)));
    }
    return typed;
  };
  await begin('code.txt', 'seven for a secret');
  const begun = await typeOn();
  await becomes('all of it is a draft', texts, [begun]);
  await isBetween('seven for a secret', 'never to be told');
  await shown(window.page.locator('.comment-form'), 'one two').click();
  await window.page.keyboard.press('Control+Enter');
  await becomes('it is sent', () => said('code.txt'), [[7, begun]]);

  await window.threads(begun.trim()).locator('.author').first().waitFor();
  const reply = window.page.locator('.review-thread-reply-button').first();
  if (await reply.isVisible()) await reply.click();
  await form().click();
  const answer = await typeOn();
  await becomes('all of it is a draft', texts, [answer]);
  await window.screenshot('vscode/typed_on');
  await isBetween('seven for a secret', 'never to be told');
  await discardAll();
});

test('a thread that is begun in a file without any goes along with its code', async () => {
  await begin('fresh.txt', 'one for sorrow');
  await window.page.keyboard.type('Whose sorrow?');
  await becomes('it is a draft', texts, ['Whose sorrow?']);
  fs.writeFileSync(path.join(ana.clone, 'fresh.txt'), text(['zero', 'half', ...poem]));
  await isBetween('one for sorrow', 'two for joy');
  await shown(window.page.locator('.comment-form'), 'Whose sorrow?').click();
  await window.page.keyboard.press('Control+Enter');
  await becomes('it is sent', () => said('fresh.txt'), [[3, 'Whose sorrow?']]);
});

test('what is sent as soon as it is typed is no draft afterwards', async () => {
  await discardAll();
  for (const [index, line] of bom.entries()) {
    await begin('code.js', line);
    await window.page.keyboard.insertText(`At once ${index}`);
    await startThread();
    await until('it is sent', async () => (await said('code.js')).length === index + 1, { every_ms: 20 });
  }
  // Saved later than a draft of those would be.
  await begin('poem.txt', 'six for gold');
  await window.page.keyboard.type('Later');
  await until('the later one is a draft', async () => (await texts()).includes('Later'), { every_ms: 100 });
  assert.deepEqual(await texts(), ['Later']);
});

test('a second thread on a line is begun where its keys go, not in the source', async () => {
  await window.openFile('list.txt');
  await window.page.locator('.comment-range-glyph.comment-thread, .comment-thread-unresolved').first().waitFor();
  await shown(window.page.locator('.editor-instance'), 'eight for a wish').click();
  await window.command('Restante: New Thread');
  await window.page.locator('.tab.active', { hasText: 'New thread' }).first().waitFor({ timeout: 10_000 });
  await window.page.keyboard.type('Another wish');
  await until('it is a draft', async () => (await texts()).includes('Another wish'), { every_ms: 100 });
  await window.screenshot('vscode/second_thread');
  await window.page.keyboard.press('Control+Enter');
  await becomes('both are there', async () => (await said('list.txt')).sort(), [[10, 'Another wish'], [10, 'Which wish']]);
  assert.equal(await window.page.locator('.tab.dirty').count(), 0);
});

test('half a thread is in no other thread after the extension was killed', async () => {
  await discardAll();
  await begin('poem.txt', 'two for joy');
  await window.page.keyboard.type('Half of it');
  await becomes('it is a draft', texts, ['Half of it']);
  const { pid } = await vscode.extensionHost();
  process.kill(pid, 'SIGKILL');
  await until('there is another extension host', async () => (await vscode.extensionHost()).pid !== pid, { deadline_ms: 60_000 });
  await window.page.locator('.comment-range-glyph.comment-thread').first().waitFor({ timeout: 120_000 });
  // It is given the number that the other one had.
  for (const line of ['one for sorrow', 'four for a boy']) {
    await begin('poem.txt', line);
    await window.page.keyboard.type(`About ${line}`);
    await startThread();
    await window.threads(`About ${line}`).locator('.author').first().waitFor();
  }
  assert.deepEqual((await drafts()).map(({ kind, text }) => [kind, text]), [['newThread', 'Half of it']]);
});

test('keys behind a text that was just sent do not say it twice', async () => {
  await discardAll();
  await begin('poem.txt', 'six for gold');
  await window.page.keyboard.type('Why gold?');
  await becomes('it is a draft', texts, ['Why gold?']);
  await window.page.keyboard.press('Control+Enter');
  await window.page.keyboard.type('+x', { delay: 20 });
  // With the keys that came before VS Code handed it over.
  const sent = async () => (await said('poem.txt')).filter(([, text]) => text.startsWith('Why gold?'));
  await until('it is sent', async () => (await sent()).length > 0, { every_ms: 20 });
  // Saved later than a draft of that would be.
  await begin('list.txt', 'two for joy');
  await window.page.keyboard.type('Later');
  await until('the later one is a draft', async () => (await texts()).includes('Later'), { every_ms: 100 });
  assert.deepEqual((await texts()).filter((each) => each.startsWith('Why')), []);
  assert.equal((await sent()).length, 1);
});
