// A server that cannot run, in VS Code: it says why and what to do, in the server's own words; and once that is mended it goes on.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { closeBrowser } from '../lib/browser.mjs';
import { CodeServer } from '../lib/code_server.mjs';
import { nameServer, packExtension } from '../lib/extension.mjs';
import { Person } from '../lib/team.mjs';
import { Workbench } from '../lib/workbench.mjs';

let folder;
let ana;
let database;
let server;
let window;

before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rst-'));
  ana = new Person(path.join(folder, 'a'), 'Ana');
  ana.begin({ 'poem.txt': 'one for sorrow\n' });
  database = path.join(ana.home, '.local/share/restante/restante.db');
  fs.mkdirSync(path.dirname(database), { recursive: true });
  fs.writeFileSync(database, 'This is a shopping list, and no database: eggs, flour, milk.');
  nameServer(ana.home);
  server = await CodeServer.start({ home: ana.home, extensions: [packExtension()] });
  window = await Workbench.open(server, ana.clone);
});

// What was to be seen when a test ended, for one that failed.
afterEach(() => window?.screenshot('vscode/last'));

after(async () => {
  await window?.close();
  await closeBrowser();
  await server?.stop();
  await ana?.stop();
  if (folder) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const toast = (text) => window.page.locator('.notification-toast', { hasText: text }).first();

test('why it cannot run is told once, in the list, and by every command that needs it', async () => {
  const { page } = window;
  await toast(/not running: .*restante\.db: .*not a database.*move it away/).waitFor();
  await page.locator('.statusbar-item', { hasText: 'stopped' }).first().waitFor();
  await window.command('Restante: Drafts');
  await toast(/^Drafts: .*not a database/).waitFor();
  assert.equal(await page.locator('.monaco-dialog-box').count(), 0);
  assert.equal(await page.locator('.notification-toast').count(), 2);
  await window.command('Restante: Focus on Threads View');
  await page.locator('.pane-body .message', { hasText: 'not a database' }).first().waitFor();
  await window.screenshot('vscode/cannot_run');
});

test('once that is mended it is started again', async () => {
  const { page } = window;
  fs.rmSync(database);
  await window.command('Restante: Restart Server');
  await page.locator('.statusbar-item', { hasText: 'stopped' }).first().waitFor({ state: 'detached' });
  await page.locator('.pane-body .message', { hasText: 'not a database' }).first().waitFor({ state: 'hidden' });
});

test('in a text that is no file yet a thread waits until it is one', async () => {
  await window.command('File: New Untitled Text File');
  await window.page.locator('.tab.active', { hasText: 'Untitled' }).first().waitFor();
  await window.command('Restante: New Thread');
  await toast('Save the file first').waitFor();
});
