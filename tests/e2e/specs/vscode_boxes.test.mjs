// A new thread that is begun in a box and not sent yet stays at its code, in VS Code.
import fs from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { Person } from '../lib/team.mjs';
import { VsCodeSpec } from '../lib/vscode_spec.mjs';
import { until } from '../lib/wait.mjs';

const poem = ['one for sorrow', 'two for joy', 'three for a girl', 'four for a boy', 'five for silver', 'six for gold',
  'seven for a secret', 'never to be told', 'eight for a wish', 'nine for a kiss'];
const text = (lines) => `${lines.join('\n')}\n`;

const vscode = new VsCodeSpec();
let ana;
let window;

before(async () => {
  ana = vscode.with(new Person(path.join(vscode.folder, 'a'), 'Ana'));
  ana.begin({ 'list.txt': text(poem) });
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
  const top = async (locator) => (await locator.boundingBox()).y;
  const box = window.page.locator('.review-widget').first();
  await until('its box is below its line', async () =>
    (await top(box)) > (await top(shown(window.page.locator('.editor-instance'), 'eight for a wish'))));
  await window.screenshot('vscode/box_stays');
  await form().click();
  await window.page.keyboard.press('Control+Enter');
  await becomes('it is sent at its line', () => said('list.txt'), [[10, 'Which wish']]);
});
