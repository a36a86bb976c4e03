// "Why is this so?" in VS Code: a view that keys go through, where its rows lead, asking where nothing is recorded; and that what
// a record or a commit says stays words.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { startDeciding } from '../lib/deciding.mjs';
import { VsCodeSpec } from '../lib/vscode_spec.mjs';
import { until } from '../lib/wait.mjs';

const vscode = new VsCodeSpec();
let ana;
let window;

before(async () => {
  ana = await startDeciding(vscode.folder);
  vscode.with(ana);
  window = await vscode.start(ana);
  await window.openFile('rhyme.lua');
});

const view = (name) => window.page.locator(`.pane:has(.pane-header[aria-label^="${name}"])`);
const rows = (name, text) => view(name).locator('.monaco-list-row', { hasText: text });
const pressed = (key) => window.page.keyboard.press(key);

/** Puts the cursor on a line of the file in front, and asks. */
async function why(line) {
  await window.page.locator('.editor-instance .view-line').first().click();
  await pressed('Control+G');
  await window.page.keyboard.type(`${line}`);
  await pressed('Enter');
  await window.command('Restante: Why Is This So?');
}

/** What a screen reader says where the keys are. */
const spoken = () => window.page.evaluate(() => {
  const list = document.activeElement;
  return document.getElementById(list?.getAttribute('aria-activedescendant'))?.getAttribute('aria-label');
});

const lines = (text) => window.page.locator('.editor-instance .view-line', { hasText: text });

test('the view has the decision, how it was found, and who touched the line last; the keys are on its first row', async () => {
  await why(6);
  await rows('Why', 'Write loops out').first().waitFor();
  await rows('Why', 'its subject names ADR-0012').first().waitFor();
  await rows('Why', 'Last touched by').first().waitFor();
  await until('the keys are on the decision', async () => /^Decision, .*Write loops out, accepted/.test(await spoken()),
    { otherwise: spoken });
  await window.screenshot('vscode/why');
});

test('a row leads to its record, to its commit, and to the line that it goes by', async () => {
  await pressed('Enter');
  await lines('# 12. Write loops out'.replaceAll(' ', '\u00a0')).first().waitFor();
  await rows('Why', 'its subject names ADR-0012').first().click();
  await window.page.locator('.tab.active', { hasText: /commit [0-9a-f]{10}/ }).first().waitFor();
  await lines(/Count.birds.one.by.one/).first().waitFor();
  await window.screenshot('vscode/why_commit');
  await rows('Why', 'line 3').first().click();
  await window.page.locator('.tab.active[data-resource-name="rhyme.lua"]').first().waitFor();
  await window.statusBar('Ln 3, Col 1').waitFor();
});

test('where nothing is recorded it says whom to ask, and a key begins the thread', async () => {
  await window.openFile('plain.lua');
  await why(1);
  await rows('Why', 'Nothing is recorded about these lines').first().waitFor();
  await rows('Why', 'Ask Ana').first().click();
  const box = window.threads().first();
  await box.locator('.comment-form .monaco-editor').first().waitFor();
  await window.screenshot('vscode/why_ask');
  await window.page.keyboard.type('Why one?');
  await box.locator('.form-actions .monaco-button', { hasText: 'Start Thread' }).first().click();
  const thread = await until('the thread is there', async () => (await ana.json('threads')).threads[0]);
  assert.deepEqual([thread.path, thread.comments[0].text], ['src/plain.lua', 'Why one?']);
});

test('lines that name decisions are marked, and hovered over they tell them', async () => {
  await window.openFile('harm.lua');
  await lines(/ADR-0003/).locator('span span').first().hover();
  const hover = window.page.locator('.monaco-hover-content', { hasText: 'Unroll loops' }).first();
  await hover.waitFor();
  await window.screenshot('vscode/why_hover');
  await pressed('Escape');
});

/** No picture, no link and no script in a place. */
async function harmless(place) {
  assert.equal(await place.locator('img, [onerror], a[href], a[data-href]').count(), 0, await place.first().innerHTML());
}

test('what others wrote is never more than words: no picture, no HTML, no command', async () => {
  await why(1);
  await rows('Why', 'Harm').first().waitFor();
  await rows('Why', 'https://evil.example/x.png').first().waitFor();
  await rows('Why', 'https://evil.example/x.png').first().hover();
  const hovers = window.page.locator('.monaco-hover:visible');
  await hovers.filter({ hasText: 'evil.example' }).first().waitFor();
  await harmless(hovers);
  await lines(/ADR-0013/).locator('span span').first().hover();
  await window.page.locator('.monaco-hover-content', { hasText: 'Harm' }).first().waitFor();
  await harmless(hovers);
  await harmless(view('Why'));
  assert.ok(![...window.hostsAsked].some((host) => host.includes('evil')), [...window.hostsAsked].join());
  await window.screenshot('vscode/why_harm');
});

test('decisions are listed and searched; a tour goes through those of a folder', async () => {
  await window.ask('Restante: Decisions');
  await window.rows('Unroll loops').first().waitFor();
  await window.page.keyboard.type('other languages');
  await until('only the one with these words is there', async () => (await window.rows().count()) === 1);
  await window.screenshot('vscode/decisions');
  await pressed('Enter');
  await window.page.locator('.tab.active', { hasText: '0012-write-loops-out.md' }).first().waitFor();
  await window.openFile('rhyme.lua');
  await window.command('Restante: Tour of This Folder');
  await rows('Tour', 'Write loops out').first().waitFor();
  await window.command('Restante: Next Stop of the Tour');
  await window.page.locator('.tab.active', { hasText: /\.md/ }).first().waitFor();
  await window.screenshot('vscode/tour');
});
