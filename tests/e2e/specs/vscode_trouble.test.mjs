// A server that cannot run, in VS Code: it says why and what to do, in the server's own words; and once that is mended it goes on.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { Person } from '../lib/team.mjs';
import { VsCodeSpec } from '../lib/vscode_spec.mjs';

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

test('in a text that is no file yet a thread waits until it is one', async () => {
  await window.command('File: New Untitled Text File');
  await window.page.locator('.tab.active', { hasText: 'Untitled' }).first().waitFor();
  await window.command('Restante: New Thread');
  await window.toasts('Save the file first').first().waitFor();
});
