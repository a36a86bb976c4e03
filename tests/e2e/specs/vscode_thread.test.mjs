// A thread between Ana, at a command line, and Bo, in VS Code: each with a daemon and a clone, through a hub.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { startTeam } from '../lib/team.mjs';
import { VsCodeSpec } from '../lib/vscode_spec.mjs';
import { until } from '../lib/wait.mjs';

const poem = ['one for sorrow', 'two for joy', 'three for a girl', 'four for a boy', 'five for silver', 'six for gold',
  'seven for a secret', 'never to be told'];

const vscode = new VsCodeSpec();
let team;
let window;

before(async () => {
  team = await startTeam(vscode.folder, { 'poem.txt': `${poem.join('\n')}\n` });
  vscode.with(team);
  // Bo's clone is not Ana's: everything stands two lines lower there.
  team.bo.write('poem.txt', `Counting magpies\n\n${poem.join('\n')}\n`);
  window = await vscode.start(team.bo);
  await window.openFile('poem.txt');
});

/** The text of the line that a thread's mark stands at. */
async function markedLines() {
  const { page } = window;
  const lines = await page.locator('.editor-instance .view-line').all();
  const marks = await page.locator('.comment-thread-unresolved, .comment-thread').all();
  const tops = await Promise.all(marks.map(async (mark) => (await mark.boundingBox())?.y));
  const marked = [];
  for (const line of lines) {
    const box = await line.boundingBox();
    if (box && tops.some((top) => Math.abs(top - box.y) < 3)) marked.push((await line.innerText()).replaceAll('\u00a0', ' '));
  }
  return marked;
}

function waitForMark(text) {
  return until(`there is a mark at "${text}"`, async () => (await markedLines()).includes(text),
    { otherwise: () => markedLines().then((lines) => lines.join('\n')) });
}

/** Has all lines in view, whatever threads are open. */
async function showAll() {
  await window.command('Comments: Collapse All Comments');
  await window.page.locator('.editor-instance .view-line').first().click();
  await window.page.keyboard.press('Control+Home');
}

const replies = (thread, text) => thread.comments.filter((comment) => comment.text === text);

test('a thread from the command line stands at its line in VS Code; a reply and its resolution go back', async () => {
  const { ana } = team;
  const { thread } = await ana.json('thread', 'new', 'poem.txt:3', '--message', 'Why a **girl**?');
  await waitForMark('three for a girl');
  assert.deepEqual(await markedLines(), ['three for a girl']);
  const widget = await window.openThread('Why a girl?');
  await widget.locator('.author', { hasText: 'Ana' }).first().waitFor();
  await window.screenshot('vscode/thread');

  await window.reply(widget, 'Because the rhyme says so.', 'Reply');
  const answered = await ana.waitForThread(thread.id, 'with the reply', (each) => each.comments.length === 2);
  assert.equal(answered.comments[1].text, 'Because the rhyme says so.');
  assert.equal(answered.comments[1].author.name, 'Bo');
  await widget.getByText('Because the rhyme says so.').waitFor();
  await window.screenshot('vscode/replied');

  await widget.locator('[aria-label="Resolve Thread"]').first().click();
  const done = await ana.waitForThread(thread.id, 'resolved', (each) => each.state === 'resolved');
  assert.equal(done.stateBy.name, 'Bo');
  await ana.restante(['reopen', thread.id]);
  await window.page.locator('.comment-thread-unresolved').first().waitFor();
  await ana.restante(['resolve', thread.id]);
  await window.page.locator('.comment-thread-unresolved').first().waitFor({ state: 'detached' });
});

test('a thread that is begun in VS Code is about the same lines in another clone', async () => {
  const { page } = window;
  await page.locator('.view-line', { hasText: 'four for a boy' }).first().click();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await window.command('Restante: New Thread');
  const box = page.locator('.review-widget', { hasText: 'Start Thread' }).first();
  await box.locator('.comment-form .monaco-editor').first().click();
  await page.keyboard.type('Boy and silver belong together?');
  await box.locator('.form-actions .monaco-button', { hasText: 'Start Thread' }).first().click();
  await window.threads('Boy and silver').locator('.author', { hasText: 'Bo' }).first().waitFor();
  await window.screenshot('vscode/begun');
  const { ana } = team;
  const listed = await until('Ana lists the thread', async () => {
    const { threads } = await ana.json('threads', '--file', 'poem.txt');
    return threads.find((each) => each.comments[0].text === 'Boy and silver belong together?');
  }, { every_ms: 100 });
  assert.equal(listed.range.start.line, 3);
  assert.equal(listed.range.end.line, 4);
});

test('half a reply stays in its box whatever arrives', async () => {
  const { ana } = team;
  const { thread } = await ana.json('thread', 'new', 'poem.txt:7', '--message', 'Which secret?');
  await waitForMark('seven for a secret');
  const widget = await window.openThread('Which secret?');
  const collapsed = widget.locator('.review-thread-reply-button');
  if (await collapsed.first().isVisible()) await collapsed.first().click();
  await widget.locator('.comment-form .monaco-editor').first().click();
  await window.page.keyboard.type('Half a thou');
  await ana.restante(['reply', thread.id, '--message', 'Any of them?']);
  await widget.getByText('Any of them?').waitFor();
  await window.page.keyboard.type('ght');
  await widget.locator('.comment-form .view-line', { hasText: /Half.a.thought/ }).first().waitFor();
  await window.screenshot('vscode/half_a_reply');
  await widget.locator('.form-actions .monaco-button', { hasText: 'Reply' }).first().click();
  await ana.waitForThread(thread.id, 'with the reply', (each) => replies(each, 'Half a thought').length === 1);
});

test('somebody who resolves a thread that is open takes no keys, from the source, from a reply or from an edit', async () => {
  const { ana, bo } = team;
  const { page } = window;
  const { thread } = await bo.json('thread', 'new', 'poem.txt:4', '--message', 'Joy of what?');
  await showAll();
  await waitForMark('two for joy');
  const widget = await window.openThread('Joy of what?');
  const source = page.locator('.editor-instance .view-line', { hasText: /two.for.joy/ }).first();
  /** Types while Ana does something to the thread, and on until it is to be seen here. */
  const typeWhile = async (act, state) => {
    await page.keyboard.type('one ', { delay: 60 });
    await act();
    await page.keyboard.type('two ', { delay: 60 });
    await widget.locator('.review-title, .head', { hasText: state }).first().waitFor();
    await page.keyboard.type('three', { delay: 60 });
  };
  const poem = () => page.locator('.editor-instance > .monaco-editor, .editor-instance').first();
  await source.click();
  await page.keyboard.press('End');
  await page.keyboard.type(' ');
  await typeWhile(() => ana.restante(['resolve', thread.id]), 'Resolved');
  await poem().locator('.view-line', { hasText: /two.for.joy.one.two.three/ }).first().waitFor();
  await window.screenshot('vscode/resolved_while_typing');
  await page.keyboard.press('Control+Z');
  await until('the source is as it was', async () => {
    await page.keyboard.press('Control+Z');
    return (await page.locator('.tab.active.dirty').count()) === 0;
  });

  await ana.restante(['reopen', thread.id]);
  const reply = widget.locator('.review-thread-reply-button');
  if (await reply.first().isVisible()) await reply.first().click();
  await widget.locator('.comment-form .monaco-editor').first().click();
  await typeWhile(() => ana.restante(['resolve', thread.id]), 'Resolved');
  await widget.locator('.comment-form .view-line', { hasText: /one.two.three/ }).first().waitFor();
  await widget.locator('.form-actions .monaco-button', { hasText: 'Reply' }).first().click();
  await bo.waitForThread(thread.id, 'with the reply', (each) => replies(each, 'one two three').length === 1);

  await ana.restante(['reopen', thread.id]);
  await widget.locator('.comment-body', { hasText: 'Joy of what?' }).first().hover();
  await widget.locator('[aria-label="Edit Comment"]').first().click();
  await widget.locator('.edit-container .monaco-editor').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' ');
  await typeWhile(() => ana.restante(['resolve', thread.id]), 'Resolved');
  await widget.locator('.edit-container .view-line', { hasText: /Joy.of.what..one.two.three/ }).first().waitFor();
  await page.keyboard.press('Control+Enter');
  await bo.waitForThread(thread.id, 'edited', (each) => each.comments[0].text === 'Joy of what? one two three');
  assert.equal(await page.locator('.monaco-dialog-box').count(), 0);
  assert.equal(await page.locator('.tab.dirty').count(), 0);
});

test('with the keys in a box the commands are about its thread and its file', async () => {
  const widget = window.threads('Joy of what?').first();
  const reply = widget.locator('.review-thread-reply-button');
  if (await reply.first().isVisible()) await reply.first().click();
  await widget.locator('.comment-form .monaco-editor').first().click();
  await window.ask('Restante: Threads in This File');
  await window.rows('Joy of what?').first().waitFor();
  await window.page.keyboard.press('Escape');
  await widget.locator('.comment-form .monaco-editor').first().click();
  await window.command('Restante: Reopen Thread');
  const { threads } = await team.bo.json('threads', '--file', 'poem.txt');
  const { id } = threads.find((each) => each.comments[0].text.startsWith('Joy of what?'));
  await team.bo.waitForThread(id, 'open again', (each) => each.state === 'open');
});

test('with the hub down both go on, and when it is back everything arrives, once', async () => {
  const { ana, bo, hub } = team;
  await showAll();
  const { thread } = await ana.json('thread', 'new', 'poem.txt:6', '--message', 'Gold by weight?');
  await waitForMark('six for gold');
  await hub.kill();
  const widget = await window.openThread('Gold by weight?');
  await window.reply(widget, 'By count, I think.', 'Reply');
  await widget.getByText('By count, I think.').waitFor();
  await widget.getByText('not sent yet').first().waitFor();
  await ana.restante(['reply', thread.id, '--message', 'Or by lustre.']);
  await window.statusBar('offline').waitFor();
  await window.screenshot('vscode/hub_down');

  await hub.comeBack();
  for (const one of [ana, bo]) {
    await one.waitForThread(thread.id, 'with both replies', (each) => each.comments.length === 3, { deadline_ms: 60_000 });
  }
  await widget.getByText('Or by lustre.').waitFor();
  await widget.getByText('not sent yet').first().waitFor({ state: 'detached' });
  await window.statusBar('offline').waitFor({ state: 'detached' });
  await window.screenshot('vscode/hub_back');
  for (const one of [ana, bo]) {
    await one.restante(['sync']);
    const there = await one.thread(thread.id);
    assert.equal(replies(there, 'By count, I think.').length, 1);
    assert.equal(replies(there, 'Or by lustre.').length, 1);
    assert.equal(there.comments.length, 3);
  }
});

test('the window asked no host but its own server, and raised no notification', async () => {
  assert.deepEqual([...window.hostsAsked], []);
  assert.equal(await window.toasts().count(), 0);
});
