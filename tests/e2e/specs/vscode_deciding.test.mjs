// Decisions of the space in VS Code, on the real daemon: proposed about lines and out of a thread, accepted, shown, written into the
// repository; what is refused stays.
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

const pressed = (key) => window.page.keyboard.press(key);
const proposed = async () => (await ana.request('restante/decisions/proposed', { root: ana.clone })).decisions;
const lines = (text) => window.page.locator('.editor-instance .view-line', { hasText: text }).first();
const tab = (name) => window.page.locator('.tab.active', { hasText: name }).first();

/** Puts the cursor on a line of the file in front. */
async function goTo(line) {
  await window.page.locator('.editor-instance .view-line').first().click();
  await pressed('Control+G');
  await window.page.keyboard.type(`${line}`);
  await pressed('Enter');
}

test('a proposal about lines is a Markdown document; what is refused stays, and its button sends it', async () => {
  await goTo(4);
  await window.command('Restante: Propose a Decision About These Lines');
  await tab('New decision about rhyme.lua.md').waitFor();
  await pressed('Control+Enter');
  await window.toasts('it has no title').first().waitFor();
  assert.deepEqual(await proposed(), []);
  await lines(/^#/).click();
  await pressed('End');
  await window.page.keyboard.type('Count one by one');
  await window.screenshot('vscode/decision_propose');
  await window.page.locator('.editor-actions .codicon-send').first().click();
  const [row] = await until('it is proposed', async () => (await proposed()).length === 1 && proposed());
  assert.equal(row.title, 'Count one by one');
  const { places } = (await ana.request('restante/decision', { decisionId: row.id })).decision;
  assert.deepEqual(places.map(({ path, line }) => [path, line]), [['src/rhyme.lua', 4]]);
  await window.page.locator('.tab', { hasText: 'New decision' }).first().waitFor({ state: 'detached' });
});

test('on its line it is shown and accepted, and what shows it says so', async () => {
  await window.openFile('rhyme.lua');
  await goTo(4);
  await window.command('Restante: Decision: Show');
  await tab(/D-\w{7}\.md/).waitFor();
  await window.ask('Restante: Decision: Accept');
  await window.page.locator('.quick-input-message', { hasText: 'Why, if you want' }).first().waitFor();
  await window.page.keyboard.type('All agree.');
  await pressed('Enter');
  await until('it is accepted', async () => (await proposed())[0].status === 'accepted');
  await lines(/status:.accepted/).waitFor();
  await lines(/All.agree/).waitFor();
  await window.screenshot('vscode/decision_show');
});

test('it is written into the repository and opened; nothing is committed', async () => {
  await window.command('Restante: Decision: Write Into the Repository');
  await tab('0014-count-one-by-one.md').waitFor();
  await window.toasts('Nothing is committed').first().waitFor();
  assert.match(ana.git('status', '--short', '-uall'), /\?\? docs\/adr\/0014-count-one-by-one\.md/);
  await window.screenshot('vscode/decision_write');
});

test('on governed lines that were changed the light bulb has the daemon say that they are still as decided', async () => {
  await window.openFile('rhyme.lua');
  await goTo(4);
  await pressed('End');
  await window.page.keyboard.type(' -- any');
  const bulb = window.page.locator('.action-widget .monaco-list-row', { hasText: 'These lines are still as D-' }).first();
  await until('it is offered', async () => {
    await pressed('Control+.');
    const isThere = await bulb.waitFor({ timeout: 2000 }).then(() => true, () => false);
    if (!isThere) await pressed('Escape');
    return isThere;
  }, { deadline_ms: 30_000 });
  await window.screenshot('vscode/decision_bulb');
  await bulb.click();
  const { places } = await until('its place is these lines', async () => {
    const { decision } = await ana.request('restante/decision', { decisionId: (await proposed())[0].id });
    return decision.places.some(({ quote }) => quote.includes('-- any')) && decision;
  });
  assert.equal(places.filter(({ withdrawn }) => !withdrawn).length, 1);
  await pressed('Control+Z');
});

test('a thread becomes a decision, filled with what was said there', async () => {
  const { thread } = await ana.json('thread', 'new', 'src/plain.lua:1', '--message', 'Why one?');
  await ana.restante(['reply', thread.id, '--message', 'One is enough.']);
  await window.openFile('plain.lua');
  await goTo(1);
  await window.ask('Restante: Make a Decision of This Thread');
  await window.rows('One is enough').first().click();
  await tab(`Decision of ${thread.short}.md`).waitFor();
  await lines(/One.is.enough/).waitFor();
  await window.screenshot('vscode/decision_from');
  await pressed('Control+Enter');
  await until('it is proposed', async () => (await proposed()).some(({ title, outcome }) => title === 'Why one?' && outcome === 'One is enough.'));
});
