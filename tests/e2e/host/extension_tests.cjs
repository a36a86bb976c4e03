// The extension, looked at from inside VS Code's extension host: what is registered, what the editor was given, and what its
// commands do. What a person sees of it is the business of specs/vscode_thread.test.mjs.
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const vscode = require('vscode');
const { run, test, until } = require('./harness.cjs');

exports.run = run;

const folder = vscode.workspace.workspaceFolders[0].uri;
const file = vscode.Uri.joinPath(folder, 'poem.txt');

/** Somebody at a shell. */
function restante(...words) {
  const out = execFileSync(process.env.RESTANTE_HOST_CLI, ['--json', ...words], { cwd: folder.fsPath, encoding: 'utf8' });
  return JSON.parse(out);
}

const texts = (id) => restante('thread', 'show', id).thread.comments.map((comment) => comment.text);

const extension = () => vscode.extensions.getExtension('restante.restante');
let parts;
let thread;

test('the extension starts by itself, and reaches its server', async () => {
  await until('it is active', () => extension()?.isActive);
  parts = extension().exports;
  assert.ok(parts, 'it gives its parts to tests');
  await until('it is connected', () => parts.daemon.connection === 'running');
});

test('every command that it names is there, and so is every one that it registers named', async () => {
  const declared = extension().packageJSON.contributes.commands.map((each) => each.command);
  assert.ok(declared.length > 20, `${declared.length} commands`);
  const there = (await vscode.commands.getCommands(true)).filter((each) => /^restante\.(?!threads\.(focus|open|reset|remove|toggle))/.test(each));
  assert.deepEqual(declared.filter((each) => !there.includes(each)), []);
});

test('a file has a comment thread for each of its threads, at its lines, with what was said', async () => {
  thread = restante('thread', 'new', 'poem.txt:3', '--message', 'Why a **girl**?').thread;
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
  const shown = await until('it is shown', () => parts.comments.widgetOf(thread.id));
  assert.equal(shown.uri.toString(), file.toString());
  assert.equal(shown.range.start.line, 2);
  assert.equal(shown.comments.length, 1);
  assert.equal(shown.comments[0].body.value, 'Why a **girl**?');
  assert.ok(!shown.comments[0].body.isTrusted);
  assert.equal(shown.state, vscode.CommentThreadState.Unresolved);
  assert.equal(shown.contextValue, 'open');
});

test('it moves with the lines above it while somebody types, and takes what others write', async () => {
  const shown = parts.comments.widgetOf(thread.id);
  const editor = vscode.window.activeTextEditor;
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Counting magpies\n\n'));
  restante('reply', thread.id, '--message', 'From a shell.');
  await until('it has the reply', () => shown.comments.length === 2);
  await until('it is two lines further down', () => shown.range.start.line === 4);
  assert.equal(parts.comments.widgetOf(thread.id), shown, 'it is the same widget, with what was half typed in it');
  await vscode.commands.executeCommand('workbench.action.files.revert');
  await until('it is back', () => shown.range.start.line === 2);
});

test('what is typed in a draft is with the server without being saved, and is sent as one entry', async () => {
  await vscode.commands.executeCommand('restante.thread.replyInEditor', parts.comments.widgetOf(thread.id));
  const editor = await until('there is a document to write in', () => {
    const active = vscode.window.activeTextEditor;
    return active?.document.uri.scheme === 'restante-draft' && active;
  });
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Because the rhyme'));
  const drafts = async () => (await parts.daemon.request('restante/drafts', { threadId: thread.id })).drafts;
  await until('the server has it', async () => (await drafts())[0]?.text === 'Because the rhyme');
  await editor.edit((edit) => edit.insert(editor.document.lineAt(0).range.end, ' says so.'));
  await until('the server has the rest', async () => (await drafts())[0]?.text === 'Because the rhyme says so.');
  assert.equal(texts(thread.id).length, 2, 'nothing is sent before one says so');
  await vscode.commands.executeCommand('restante.drafts.send');
  assert.equal(texts(thread.id).filter((text) => text === 'Because the rhyme says so.').length, 1);
  assert.deepEqual(await drafts(), []);
  await until('its document is closed', () => !vscode.window.visibleTextEditors.some((each) => each.document.uri.scheme === 'restante-draft'));
  await until('it shows', () => parts.comments.widgetOf(thread.id).comments.length === 3);
});

test('a reply in the box and a new thread are sent by their commands', async () => {
  const shown = parts.comments.widgetOf(thread.id);
  await vscode.commands.executeCommand('restante.thread.reply', { thread: shown, text: 'In the box.' });
  assert.ok(texts(thread.id).includes('In the box.'));
  const controller = vscode.comments.createCommentController('test', 'Test');
  const box = controller.createCommentThread(file, new vscode.Range(5, 0, 5, 0), []);
  await vscode.commands.executeCommand('restante.thread.create', { thread: box, text: 'Gold by weight?' });
  controller.dispose();
  const begun = restante('threads', '--file', 'poem.txt').threads.find((each) => each.comments[0].text === 'Gold by weight?');
  assert.equal(begun.range.start.line, 5);
  await until('it is shown', () => parts.comments.widgetOf(begun.id));
});

test('an edit whose draft was sent elsewhere meanwhile is not sent unasked; asked again it replaces the newest text', async () => {
  const { daemon, comments } = parts;
  const shown = comments.widgetOf(thread.id).comments[0];
  const { id: commentId } = shown.comment;
  const about = { threadId: thread.id, commentId };
  const { id: draftId } = await daemon.write('restante/draft/put', { ...about, kind: 'edit', text: 'Why a girl?' });
  await vscode.commands.executeCommand('restante.comment.edit', shown);
  assert.equal(shown.body, 'Why a girl?', 'the draft is gone on with');
  await daemon.write('restante/comment/edit', { ...about, text: 'Why a girl?', draftId });
  await until('the editor has the text that was sent', () => shown.comment.text === 'Why a girl?');
  shown.body = 'Why a girl, of all?';
  const save = () => vscode.commands.executeCommand('restante.comment.save', shown);
  await assert.rejects(save());
  assert.equal(texts(thread.id)[0], 'Why a girl?');
  await save();
  const [first] = restante('thread', 'show', thread.id).thread.comments;
  assert.equal(first.text, 'Why a girl, of all?');
  assert.ok(!first.earlier.some((each) => each.alsoEdited), 'it is no edit beside the other: its author saw that one');
  assert.deepEqual((await daemon.request('restante/drafts', {})).drafts, []);
});

test('what is typed on in the draft of a new thread that was sent elsewhere is a comment in that thread', async () => {
  const { daemon, drafts } = parts;
  const range = { start: { line: 3, character: 0 }, end: { line: 3, character: 14 } };
  const about = { kind: 'newThread', uri: file.toString(), range, text: 'Four of what?' };
  const { id, revision } = await daemon.write('restante/draft/put', about);
  await drafts.compose(about, { id, revision, text: about.text });
  const editor = vscode.window.activeTextEditor;
  assert.equal(editor.document.getText(), about.text);
  const sent = { textDocument: { uri: about.uri }, range, text: about.text, draftId: id };
  const { thread: begun } = await daemon.write('restante/thread/new', sent);
  await editor.edit((edit) => edit.insert(editor.document.lineAt(0).range.end, ' Of boys?'));
  const kept = async () => (await daemon.request('restante/drafts', {})).drafts;
  const draft = await until('it is a reply, and nothing else is left', async () => {
    const [one, ...others] = await kept();
    return one?.kind === 'reply' && one.threadId === begun.id && others.length === 0 && one;
  });
  await until('its tab says so, and which draft it is', () => {
    const { tabs } = vscode.window.tabGroups.activeTabGroup;
    const ours = tabs.filter(({ input }) => input.uri?.scheme === 'restante-draft');
    return ours.length === 1 && ours[0].isActive && ours[0].label.startsWith('Reply to') && ours[0].input.uri.query.includes(draft.id);
  });
  assert.equal(vscode.window.activeTextEditor.document.getText(), 'Four of what? Of boys?');
  await vscode.window.activeTextEditor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Well: '));
  await until('it is saved as that', async () => {
    const [one, ...others] = await kept();
    return one.id === draft.id && one.text === 'Well: Four of what? Of boys?' && others.length === 0;
  });
  await vscode.commands.executeCommand('restante.drafts.send');
  assert.deepEqual(texts(begun.id), ['Four of what?', 'Well: Four of what? Of boys?']);
  assert.deepEqual(await kept(), []);
  const { threads } = restante('threads', '--file', 'poem.txt');
  assert.equal(threads.filter((each) => each.comments[0].text.startsWith('Four of what?')).length, 1);
});

test('a thread is resolved and opened again by the commands of its title', async () => {
  const shown = parts.comments.widgetOf(thread.id);
  await vscode.commands.executeCommand('restante.thread.resolve', shown);
  assert.equal(restante('thread', 'show', thread.id).thread.state, 'resolved');
  await until('it shows', () => shown.state === vscode.CommentThreadState.Resolved && shown.contextValue === 'resolved');
  await vscode.commands.executeCommand('restante.thread.reopen', shown);
  assert.equal(restante('thread', 'show', thread.id).thread.state, 'open');
  await until('it shows', () => shown.contextValue === 'open');
});

test('with the server gone a text is not sent, is not lost, and is sent once it is back', async () => {
  const shown = parts.comments.widgetOf(thread.id);
  const { pid } = restante('status');
  process.kill(pid, 'SIGKILL');
  // The command fails until there is a server again; the text stays in its box, from where a person would try again.
  await until('it is sent', async () => {
    await vscode.commands.executeCommand('restante.thread.reply', { thread: shown, text: 'Through thick and thin.' });
    return true;
  });
  await until('it shows', () => shown.comments.some((comment) => comment.body.value === 'Through thick and thin.'));
  assert.equal(texts(thread.id).filter((text) => text === 'Through thick and thin.').length, 1);
});

