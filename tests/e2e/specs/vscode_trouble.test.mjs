// A server that cannot run, in VS Code: it says why and what to do, in the server's own words; and once that is mended it goes on.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { nameServer } from '../lib/extension.mjs';
import { Person } from '../lib/team.mjs';
import { VsCodeSpec } from '../lib/vscode_spec.mjs';
import { until } from '../lib/wait.mjs';

const vscode = new VsCodeSpec();
let ana;
let database;
let window;

before(async () => {
  ana = vscode.with(new Person(path.join(vscode.folder, 'a'), 'Ana'));
  ana.begin({ 'poem.txt': 'one for sorrow\n' });
  database = path.join(ana.home, '.local/share/restante/restante.db');
  fs.mkdirSync(path.dirname(database), { recursive: true });
  fs.writeFileSync(database, 'This is a shopping list, and no database: eggs, flour, milk.');
  window = await vscode.start(ana);
});

test('why it cannot run is told once, in the list, and by every command that needs it', async () => {
  const { page } = window;
  await window.toasts(/not running: .*restante\.db: .*not a database.*move it away/).first().waitFor();
  await window.statusBar('stopped').waitFor();
  await window.command('Restante: Drafts');
  await window.toasts(/^Drafts: .*not a database/).first().waitFor();
  assert.equal(await page.locator('.monaco-dialog-box').count(), 0);
  assert.equal(await window.toasts().count(), 2);
  await window.command('Restante: Focus on Threads View');
  await page.locator('.pane-body .message', { hasText: 'not a database' }).first().waitFor();
  await window.screenshot('vscode/cannot_run');
});

test('once that is mended it is started again', async () => {
  const { page } = window;
  fs.rmSync(database);
  await window.command('Restante: Restart Server');
  await window.statusBar('stopped').waitFor({ state: 'detached' });
  await page.locator('.pane-body .message', { hasText: 'not a database' }).first().waitFor({ state: 'hidden' });
});

/** The process `restante lsp` of Ana's editor, once there is another one than `before`. */
function nextServer(before) {
  return until('there is a server', () => fs.readdirSync('/proc').find((pid) => {
    if (!/^\d+$/.test(pid) || pid === before) return false;
    const [program, word] = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    if (!program.endsWith('/restante') || word !== 'lsp') return false;
    return fs.readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`HOME=${ana.home}`);
  }), { deadline_ms: 30_000 });
}

test('one that ends again and again without a word is said to be off, quietly, and is started again from there', async () => {
  const { page } = window;
  await window.command('Notifications: Clear All Notifications');
  let pid;
  for (let i = 0; i < 5; i++) {
    pid = await nextServer(pid);
    process.kill(Number(pid), 'SIGKILL');
  }
  await window.statusBar('stopped').waitFor();
  await page.locator('.pane-body .message', { hasText: 'ended again and again' }).first().waitFor();
  await page.locator('.pane-body .monaco-list-row', { hasText: 'Restart Server' }).first().waitFor();
  assert.equal(await window.toasts().count(), 0);
  await window.screenshot('vscode/given_up');
  await window.statusBar('stopped').click();
  await window.rows('ended again and again').first().waitFor();
  // The row above says the name of the command, too.
  await window.rows('Restart Server').last().click();
  await window.statusBar('stopped').waitFor({ state: 'detached' });
  await page.locator('.pane-body .message', { hasText: 'ended again and again' }).first().waitFor({ state: 'hidden' });
});

test('where nothing can be written it says so, and what is typed meanwhile is kept once that is mended', async () => {
  const { page } = window;
  const drafts = async () => (await ana.json('drafts')).drafts;
  await window.openFile('poem.txt');
  await page.locator('.editor-instance .view-line').first().click();
  const before = await nextServer();
  nameServer(ana.home, { XDG_DATA_HOME: '/proc/nowhere' });
  // Started with that: one without it would start a daemon again, and the next one find it.
  await nextServer(before);
  await ana.stop();
  await window.toasts(/not running: .*making \/proc\/nowhere: /).first().waitFor();
  await window.statusBar('stopped').waitFor();
  await page.locator('.pane-body .message', { hasText: '/proc/nowhere' }).first().waitFor();
  assert.equal(await window.toasts().count(), 1);
  await window.command('Restante: New Thread');
  const box = page.locator('.review-widget', { hasText: 'Start Thread' }).first();
  await box.locator('.comment-form .monaco-editor').first().click();
  await page.keyboard.type('Why sorrow?');
  await box.locator('.form-actions .monaco-button', { hasText: 'Start Thread' }).first().click();
  await window.toasts(/The new thread was not sent: .*\/proc\/nowhere.*nowhere but in its box/).first().waitFor();
  await box.locator('.comment-form .view-line', { hasText: /Why.sorrow\?/ }).first().waitFor();
  await window.screenshot('vscode/nothing_writable');
  nameServer(ana.home);
  await window.statusBar('stopped').waitFor({ state: 'detached' });
  await until('it is a draft', async () => (await drafts()).some(({ text }) => text === 'Why sorrow?'), { every_ms: 100 });
  await box.locator('.form-actions .monaco-button', { hasText: 'Start Thread' }).first().click();
  await window.threads('Why sorrow?').locator('.author').first().waitFor();
  assert.deepEqual(await drafts(), []);
});

test('in a text that is no file yet a thread waits until it is one', async () => {
  await window.command('File: New Untitled Text File');
  await window.page.locator('.tab.active', { hasText: 'Untitled' }).first().waitFor();
  await window.command('Restante: New Thread');
  await window.toasts('Save the file first').first().waitFor();
});
