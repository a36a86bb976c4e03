// Nothing typed is lost, in VS Code: what is typed in its comment boxes and in documents of drafts is with the server before it is
// sent, and is there again after the window was loaded anew.
import assert from 'node:assert/strict';
import path from 'node:path';
import { before, test } from 'node:test';
import { Person } from '../lib/team.mjs';
import { VsCodeSpec } from '../lib/vscode_spec.mjs';
import { until } from '../lib/wait.mjs';

const poem = ['one for sorrow', 'two for joy', 'three for a girl', 'four for a boy', 'five for silver', 'six for gold'];

const vscode = new VsCodeSpec();
let ana;
let window;

before(async () => {
  ana = vscode.with(new Person(path.join(vscode.folder, 'a'), 'Ana'));
  ana.begin({ 'poem.txt': `${poem.join('\n')}\n` });
  await ana.restante(['identity', '--name', 'Ana']);
  for (const line of [1, 2, 3]) await ana.restante(['thread', 'new', `poem.txt:${line}`, '--message', `About line ${line}`]);
  window = await vscode.start(ana, {
    // What would change a text that is being written, if it were Markdown like any other.
    settings: { 'files.trimTrailingWhitespace': true, 'files.insertFinalNewline': true },
  });
  await window.openFile('poem.txt');
  await window.page.locator('.comment-thread-unresolved').nth(2).waitFor();
});

/** Ends with the document of a reply to a thread in front. */
async function replyInEditor(text) {
  await openThread(text);
  await window.ask('Restante: Reply in an Editor');
  await window.rows(text).first().click({ timeout: 2000 }).catch(() => {});
  await window.page.locator('.tab.active', { hasText: 'Reply to' }).first().waitFor();
}

/** Opens a thread of the file that is in front. */
async function openThread(text) {
  await window.page.locator('.editor-instance .view-line').first().click();
  return window.openThread(text);
}

const drafts = async () => (await ana.json('drafts')).drafts;
const draftOf = (what, is) => until(`there is a draft ${what}`, async () => (await drafts()).find(is),
  { every_ms: 100, otherwise: async () => JSON.stringify(await drafts()) });
const shownText = (scope, text) => scope.locator('.view-line', { hasText: text }).first();

/** By the browser, as if the extension host had been killed with the window, or by VS Code's own command, which keeps the tabs. */
async function loadAgain(how) {
  const { page } = window;
  page.once('dialog', (dialog) => dialog.accept());
  const loaded = page.waitForEvent('domcontentloaded', { timeout: 120_000 });
  await (how === 'killed' ? page.reload({ waitUntil: 'commit' }) : window.ask('Developer: Reload Window'));
  await loaded;
  await page.locator('.monaco-workbench').waitFor({ timeout: 120_000 });
  await window.statusBar('Restante').waitFor({ timeout: 120_000 });
}

test('a reply that another editor begins is told of, and gone on with in its box', async () => {
  const { threads } = await ana.json('threads', '--file', 'poem.txt');
  const { id } = threads.find((each) => each.comments[0].text === 'About line 2');
  const widget = await openThread('About line 2');
  await ana.request('restante/draft/put', { kind: 'reply', threadId: id, text: 'Begun elsewhere' });
  await widget.locator('.review-title, .head', { hasText: 'unsent draft' }).first().waitFor();
  const reply = widget.locator('.review-thread-reply-button');
  if (await reply.first().isVisible()) await reply.first().click();
  await widget.locator('.comment-form .monaco-editor').first().click();
  await shownText(widget.locator('.comment-form'), /Begun.elsewhere/).waitFor();
  await window.page.keyboard.press('Control+End');
  await window.page.keyboard.type(', and on');
  await draftOf('of it', (each) => each.text === 'Begun elsewhere, and on');
  assert.equal((await drafts()).length, 1);
  for (const { id: draft } of await drafts()) await ana.restante(['drafts', 'remove', draft]);
  await window.page.keyboard.press('Control+A');
  await window.page.keyboard.press('Delete');
});

test('half a reply, and half a thread that was begun in the gutter, are drafts before anything is sent', async () => {
  const { page } = window;
  const widget = await openThread('About line 3');
  await widget.locator('.review-thread-reply-button').first().click();
  await widget.locator('.comment-form .monaco-editor').first().click();
  await page.keyboard.type('Half a rep');
  const { threads } = await ana.json('threads', '--file', 'poem.txt');
  const third = threads.find((each) => each.comments[0].text === 'About line 3');
  await draftOf('of the reply', (each) => each.kind === 'reply' && each.threadId === third.id && each.text === 'Half a rep');
  await page.keyboard.type('ly ');
  await draftOf('of all of it', (each) => each.text === 'Half a reply ');

  await shownText(page.locator('.editor-instance'), 'five for silver').click();
  await window.command('Restante: New Thread');
  const box = page.locator('.review-widget', { hasText: 'Start Thread' }).first();
  await box.locator('.comment-form .monaco-editor').first().click();
  await page.keyboard.type('Half a thread');
  const begun = await draftOf('of the thread', (each) => each.kind === 'newThread' && each.text === 'Half a thread');
  assert.equal(begun.range.start.line, 4);
  assert.equal((await drafts()).length, 2);
});

test('both are there again when the window is, quietly; sent, they are drafts no more', async () => {
  await loadAgain('killed');
  const { page } = window;
  // The first line may be out of sight: the file is scrolled as it was.
  await page.locator('.comment-thread-unresolved').first().waitFor({ timeout: 120_000 });
  const widget = await openThread('About line 3');
  await widget.getByText('unsent draft').first().waitFor();
  assert.equal(await window.toasts().count(), 0);
  await widget.locator('.review-thread-reply-button').first().click();
  await shownText(widget.locator('.comment-form'), /Half.a.reply/).waitFor();
  await window.screenshot('vscode/draft_again');
  await widget.locator('.form-actions .monaco-button', { hasText: 'Reply' }).first().click();
  await widget.locator('.comment-body', { hasText: 'Half a reply' }).first().waitFor();
  await widget.getByText('unsent draft').first().waitFor({ state: 'detached' });
  await until('its draft is gone', async () => (await drafts()).length === 1, { every_ms: 100 });

  // It has no entry in the list: its mark is the last.
  await page.locator('.comment-range-glyph.comment-thread').first().click();
  const box = window.threads('Unsent draft').first();
  await box.locator('.comment-body', { hasText: 'Half a thread' }).first().waitFor();
  await window.screenshot('vscode/begun_again');
  await box.locator('[aria-label="Go On with Draft"]').first().click();
  await shownText(page.locator('.editor-instance'), /Half.a.thread/).waitFor();
  await page.keyboard.press('Control+Enter');
  await page.locator('.tab', { hasText: 'New thread' }).first().waitFor({ state: 'detached' });
  const sent = await openThread('Half a thread');
  await sent.locator('.author', { hasText: 'Ana' }).first().waitFor();
  await until('no draft is left', async () => (await drafts()).length === 0, { every_ms: 100 });
});

test('half an edit is a draft; taken up again it has the text, and cancelled it is gone', async () => {
  const { page } = window;
  const widget = await openThread('About line 1');
  const edit = async () => {
    await widget.locator('.comment-body').first().hover();
    await widget.locator('[aria-label="Edit Comment"]').first().click();
    const form = widget.locator('.edit-container');
    await form.locator('.monaco-editor').first().click();
    return form;
  };
  let form = await edit();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(', and more');
  await draftOf('of the edit', (each) => each.kind === 'edit' && each.text === 'About line 1, and more');
  await form.locator('.monaco-button', { hasText: 'Cancel' }).first().click();
  await until('it is gone', async () => !(await drafts()).some(({ kind }) => kind === 'edit'), { every_ms: 100 });
});

test('each edit of a comment is a draft, the second as well as the first', async () => {
  const widget = await openThread('About line 1');
  const box = () => widget.locator('.edit-container .monaco-editor').first();
  for (const [word, end] of [['one', 'Save'], ['two', 'Cancel'], ['three', 'Cancel']]) {
    await widget.locator('.comment-body', { hasText: 'About line 1' }).first().hover();
    await widget.locator('[aria-label="Edit Comment"]').first().click();
    await box().click();
    await window.page.keyboard.press('Control+End');
    await window.page.keyboard.type(` ${word}`);
    await draftOf('of it', (each) => each.kind === 'edit' && each.text.endsWith(` ${word}`));
    await widget.locator('.form-actions .monaco-button', { hasText: end }).first().click();
    await box().waitFor({ state: 'detached' });
    await until('its draft is gone', async () => !(await drafts()).some((each) => each.kind === 'edit'), { every_ms: 100 });
  }
});

test('a draft in a document is saved as it is typed, as it is typed, and needs no question; it is there again', async () => {
  await replyInEditor('About line 1');
  await window.page.keyboard.type('In a document, with a space ');
  await draftOf('of it', (each) => each.text === 'In a document, with a space ');
  await window.page.locator('.tab.active:not(.dirty)', { hasText: 'Reply to' }).first().waitFor();
  await window.page.keyboard.type('and ');
  await window.page.keyboard.press('Control+S');
  await window.page.keyboard.type('more');
  await draftOf('of all', (each) => each.text === 'In a document, with a space and more');
  await window.page.locator('.tab.active:not(.dirty)', { hasText: 'Reply to' }).first().waitFor();
  assert.equal(await window.toasts().count(), 0);

  await loadAgain('in order');
  await window.page.locator('.tab', { hasText: 'Reply to' }).first().click();
  const text = shownText(window.page.locator('.editor-instance'), /In.a.document,.with.a.space.and.more/);
  await text.waitFor();
  await text.click();
  await window.page.keyboard.press('Control+End');
  await window.page.keyboard.type(', sent.');
  await draftOf('that goes on', (each) => each.text.endsWith('and more, sent.'));
  const same = async () => (await drafts()).filter((each) => each.text.startsWith('In a document'));
  assert.equal((await same()).length, 1);
  await window.screenshot('vscode/draft_document');
  await window.page.keyboard.press('Control+Enter');
  await until('it is sent', async () => (await same()).length === 0, { every_ms: 100 });
  await window.page.locator('.tab', { hasText: 'Reply to' }).first().waitFor({ state: 'detached' });
  const { threads } = await ana.json('threads', '--file', 'poem.txt');
  const texts = threads.flatMap((each) => each.comments.map(({ text: said }) => said));
  assert.equal(texts.filter((each) => each === 'In a document, with a space and more, sent.').length, 1);
});

test("a draft's document that was opened just before the window was killed is there again", async () => {
  await window.page.locator('.tab', { hasText: 'poem.txt' }).first().click();
  await replyInEditor('About line 3');
  await window.page.keyboard.type('In the last moment');
  await draftOf('of it', (each) => each.text === 'In the last moment');
  await window.killAndOpen();
  await window.page.locator('.tab', { hasText: 'Reply to' }).first().click();
  await shownText(window.page.locator('.editor-instance'), /In.the.last.moment/).click();
  await window.page.keyboard.press('Control+End');
  await window.page.keyboard.type(', and after');
  await draftOf('that goes on', (each) => each.text === 'In the last moment, and after');
  assert.equal((await drafts()).length, 1);
});

const repliesTo = async (text) => {
  const { threads } = await ana.json('threads', '--file', 'poem.txt');
  const { id } = threads.find((each) => each.comments[0].text === text);
  return (await drafts()).filter((each) => each.kind === 'reply' && each.threadId === id);
};

test('a box goes on with its draft after the extension was killed; emptied by its button it has its text again', async () => {
  await window.page.locator('.tab', { hasText: 'poem.txt' }).first().click();
  let widget = await openThread('About line 2');
  await widget.locator('.review-thread-reply-button').first().click();
  await widget.locator('.comment-form .monaco-editor').first().click();
  await window.page.keyboard.type('Half a reply');
  const { id } = await draftOf('of it', (each) => each.text === 'Half a reply');

  const { pid } = await vscode.extensionHost();
  process.kill(pid, 'SIGKILL');
  await until('there is another extension host', async () => (await vscode.extensionHost()).pid !== pid, { deadline_ms: 60_000 });
  await window.threads('About line 2').waitFor({ state: 'detached' });
  await window.page.locator('.comment-thread-unresolved').first().waitFor({ timeout: 120_000 });
  widget = await openThread('About line 2');
  await widget.getByText('unsent draft').first().waitFor();
  await widget.locator('.review-thread-reply-button').first().click();
  await shownText(widget.locator('.comment-form'), /Half.a.reply/).click();
  await window.page.keyboard.press('Control+End');
  await window.page.keyboard.type(' goes on');
  await draftOf('that goes on', (each) => each.text === 'Half a reply goes on');
  assert.deepEqual((await repliesTo('About line 2')).map((each) => each.id), [id]);

  await window.killAndOpen();
  await window.page.locator('.comment-thread-unresolved').first().waitFor({ timeout: 120_000 });
  widget = await openThread('About line 2');
  await shownText(widget.locator('.comment-form'), /Half.a.reply.goes.on/).waitFor({ state: 'attached' });
  await widget.locator('.review-thread-reply-button').first().click();
  await shownText(widget.locator('.comment-form'), /Half.a.reply.goes.on/).click();
  await window.page.keyboard.press('Control+End');
  await window.page.keyboard.type(', once more');
  await draftOf('that goes on', (each) => each.text === 'Half a reply goes on, once more');
  assert.deepEqual((await repliesTo('About line 2')).map((each) => each.id), [id]);
});

test('a box that is emptied deletes no draft', async () => {
  const [before] = await repliesTo('About line 2');
  const widget = await openThread('About line 2');
  await shownText(widget.locator('.comment-form'), /once.more/).click();
  await window.page.keyboard.press('Control+A');
  await window.page.keyboard.press('Delete');
  await shownText(widget.locator('.comment-form'), /once.more/).waitFor({ state: 'detached' });
  // Typed later, so saved later than that would be.
  const other = await openThread('About line 1');
  await other.locator('.review-thread-reply-button').first().click();
  await other.locator('.comment-form .monaco-editor').first().click();
  await window.page.keyboard.type('Typed later');
  await draftOf('of what was typed later', (each) => each.text === 'Typed later');
  assert.deepEqual(await repliesTo('About line 2'), [before]);
});

test('a draft that is sent elsewhere while somebody types goes on in a document of its own, without a key lost', async () => {
  const { page } = window;
  await ana.restante(['thread', 'new', 'poem.txt:6', '--message', 'About line 6']);
  await page.locator('.tab', { hasText: 'poem.txt' }).first().click();
  await page.locator('.comment-thread-unresolved').nth(3).waitFor();
  await replyInEditor('About line 6');
  await page.keyboard.type('First. ');
  const { id } = await draftOf('of it', (each) => each.text === 'First. ');
  const title = await page.locator('.tab.active .label-name').first().innerText();
  // The new tab is beside the old one for a moment only.
  const moved = page.evaluate((name) => new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (document.querySelectorAll(`.tab[data-resource-name="${name}"]`).length === 2) resolve(observer.disconnect());
    });
    observer.observe(document.body, { childList: true, subtree: true, attributes: true });
  }), title);
  await ana.restante(['drafts', 'send', id]);
  const more = 'All the keys that come while it moves are there, one after the other.';
  await page.keyboard.type(more, { delay: 30 });
  const own = await draftOf('of its own', (each) => each.text === `First. ${more}`);
  assert.notEqual(own.id, id);
  await moved;
  await until('its document is the only one', async () => (await page.locator('.tab', { hasText: title }).count()) === 1);
  await window.screenshot('vscode/draft_moved');
  await window.killAndOpen();
  await window.page.locator('.tab', { hasText: title }).first().click();
  await shownText(window.page.locator('.editor-instance'), /First\..All.the.keys.*one.after.the.other\./).waitFor();
});
