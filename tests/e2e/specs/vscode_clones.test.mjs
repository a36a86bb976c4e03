// A window on two clones of one repository: they have the same threads, each clone at the lines where its own text has them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { Person } from '../lib/team.mjs';
import { VsCodeSpec } from '../lib/vscode_spec.mjs';
import { until } from '../lib/wait.mjs';

const vscode = new VsCodeSpec();
/** Ana, by her clones. */
let first;
let second;
let window;

before(async () => {
  first = vscode.with(new Person(path.join(vscode.folder, 'a'), 'Ana'));
  second = Object.assign(new Person(first.home, 'Ana'), { clone: path.join(first.home, 'again') });
  first.begin({ 'count.txt': 'one\ntwo\nthree\nfour\nfive\n' });
  execFileSync('git', ['clone', '--quiet', first.clone, second.clone], { env: first.env });
  second.write('count.txt', 'minus one\nzero\none\ntwo\nthree\nfour\nfive\n');
  await first.restante(['identity', '--name', 'Ana']);
  await first.restante(['thread', 'new', 'count.txt:2', '--message', 'Why two?']);
  const open = path.join(first.home, 'both.code-workspace');
  fs.writeFileSync(open, JSON.stringify({ folders: [{ path: first.clone }, { path: second.clone }] }));
  window = await vscode.start(first, { open });
  await window.statusBar('Restante').waitFor();
  await window.command('Restante: Focus on Threads View');
});

const listed = (folder) => window.page.locator('.pane-body .monaco-list-row', { hasText: 'Why two?' })
  .nth(folder === first ? 0 : 1);
/** The editor of a clone's file: the window is split once the first is open. */
const editor = (folder) => window.page.locator('.editor-group-container').nth(folder === first ? 0 : 1);
/** The numbers of the lines that have a thread. */
const marked = (folder) => editor(folder).locator('.margin-view-overlays > div', {
  has: window.page.locator('.comment-thread-unresolved'),
}).allInnerTexts();

test('each has the thread at its own lines, both at once', async () => {
  await listed(first).click();
  await editor(first).locator('.review-widget', { hasText: 'Why two?' }).first().waitFor();
  await window.command('View: Split Editor Right');
  await listed(second).click();
  await editor(second).locator('.review-widget', { hasText: 'Why two?' }).first().waitFor();
  await until('each is marked', async () => JSON.stringify([await marked(first), await marked(second)]) === '[["2"],["4"]]', {
    otherwise: async () => JSON.stringify([await marked(first), await marked(second)]),
  });
  await window.screenshot('vscode/two_clones');
});

test('a reply in one shows in the other', async () => {
  const widget = editor(second).locator('.review-widget', { hasText: 'Why two?' }).first();
  await window.reply(widget, 'Because of three.', 'Reply');
  for (const each of [first, second]) {
    await editor(each).locator('.review-widget .comment-body', { hasText: 'Because of three.' }).first()
      .waitFor({ state: 'attached' });
  }
  const { threads } = await first.json('threads');
  assert.deepEqual(threads.map((each) => each.comments.length), [2]);
  await window.screenshot('vscode/two_clones_reply');
});
