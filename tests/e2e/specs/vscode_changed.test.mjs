// A thread whose code a commit deletes, in VS Code: marked where it stood, with what it was about one click away, and attached
// to what became of it.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { deleted, elsewhere, startChanging, whole } from '../lib/changing.mjs';
import { VsCodeSpec } from '../lib/vscode_spec.mjs';
import { until } from '../lib/wait.mjs';

const vscode = new VsCodeSpec();
let ana;
let thread;
let window;

before(async () => {
  ({ ana, thread } = await startChanging(vscode.folder));
  vscode.with(ana);
  window = await vscode.start(ana);
});

const openThread = () => window.openThread('Why drop the oldest');

/** To the tab of the file, which stays open. */
async function goToFile() {
  const tab = window.page.locator('.tab[data-resource-name="queue.lua"]').first();
  await tab.click();
  await window.page.locator('.tab.active[data-resource-name="queue.lua"]').first().waitFor();
}

/** The words behind lines that say that a thread's code is gone. */
const note = () => window.page.locator('.editor-instance .view-line span[class*="ced-"]');

/** The numbers of the lines that have them. */
const noted = () => note().evaluateAll((spans) => spans
  .filter((span) => getComputedStyle(span, '::after').content === '"○ outdated"')
  .map((span) => {
    const { top } = span.closest('.view-line').style;
    const margin = [...span.closest('.editor-instance').querySelectorAll('.margin-view-overlays > div')];
    return margin.find((each) => each.style.top === top).innerText.trim();
  }));

/** The numbers of the lines that VS Code has its mark at. */
const marked = () => window.page.locator('.margin-view-overlays > div', {
  has: window.page.locator('.comment-thread-unresolved'),
}).allInnerTexts();

const lines = (scope, text) => scope.locator('.view-line', { hasText: text });

test('its mark stays at its code when a commit changes lines above and below, and the editor reads the file anew', async () => {
  await window.openFile('queue.lua');
  await window.page.locator('.comment-thread-unresolved').first().waitFor();
  const before = String(await marked());
  for (const text of [whole.replace('local Queue', 'local Line').replace('return Queue', 'return Line'), whole]) {
    ana.commit({ 'queue.lua': text }, 'Rename');
    await lines(window.page.locator('.editor-instance'), text.startsWith('local Line') ? /local.Line/ : /local.Queue/).first().waitFor();
    await until(`line ${before} is marked`, async () => String(await marked()) === before, { otherwise: marked });
  }
});

test('a thread whose code is deleted in a commit is marked where it stood, and says by which', async () => {
  ana.commit({ 'queue.lua': deleted }, 'Need no bound');
  const sha = ana.git('rev-parse', '--short=10', 'HEAD').trim();
  await window.openFile('queue.lua');
  await window.page.locator('.comment-thread-unresolved').first().waitFor();
  assert.equal(await window.threads().count(), 0, 'it is not opened by itself');
  const widget = await openThread();
  await widget.getByText(`outdated, it stood here: deleted by commit ${sha}`).first().waitFor();
  await window.screenshot('vscode/outdated');
});

test('words behind its line say so without opening it, on hover why, and they go along with the line', async () => {
  const { page } = window;
  await goToFile();
  const notedAt = (number) => until(`line ${number} is noted`, async () => String(await noted()) === String(number),
    { otherwise: async () => `noted ${await noted()}, marked ${await marked()}` });
  const [number] = await marked();
  await notedAt(number);
  await note().locator('visible=true').first().hover();
  await page.locator('.monaco-hover', { hasText: '(outdated, it stood here: deleted by commit' }).first().waitFor();
  await window.screenshot('vscode/outdated_note');
  await lines(page.locator('.editor-instance'), 'is_empty').first().click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Enter');
  await notedAt(Number(number) + 1);
  await page.keyboard.press('Control+Z');
  await notedAt(number);
});

test('the code as it was is one click away, and so is a diff from it', async () => {
  const { page } = window;
  await window.threads('Why drop').locator('[aria-label="Compare with Original Code"]').first().click();
  const diff = page.locator('.monaco-diff-editor');
  await lines(diff.locator('.original'), 'push_bounded').first().waitFor();
  await lines(diff.locator('.modified'), 'is_empty').first().waitFor();
  await window.screenshot('vscode/compared');
  await window.command('View: Close Editor');
  await goToFile();
  await openThread();
  await window.command('Restante: Show Original Code');
  await page.locator('.tab.active', { hasText: 'as it was: queue.lua' }).first().waitFor();
  await lines(page.locator('.editor-instance'), 'push_bounded').first().waitFor();
  await page.locator('.editor-instance .rangeHighlight, .editor-instance [class*="ced-"]').first().waitFor();
  await window.screenshot('vscode/original');
  await window.command('View: Close Editor');
});

test('it is attached to what became of its code, which is shown before; that can be undone', async () => {
  const { page } = window;
  ana.commit({ 'ring.lua': elsewhere }, 'A ring instead');
  await goToFile();
  const widget = await openThread();
  await widget.locator('[aria-label="Re-attach Thread…"]').first().click();
  await window.rows(/ring\.lua:3-9/).first().waitFor();
  await lines(page.locator('.editor-instance'), 'Ring:push').first().waitFor();
  await window.screenshot('vscode/reattach');
  await page.keyboard.press('Enter');
  const moved = await ana.waitForThread(thread.id, 'at the other file', (each) => each.path === 'ring.lua');
  assert.equal(moved.placement.state, 'exact');
  await page.locator('.tab.active', { hasText: 'ring.lua' }).first().waitFor();
  await page.locator('.comment-thread-unresolved').first().waitFor();
  const there = await openThread();
  await there.getByText('outdated').first().waitFor({ state: 'detached' });
  assert.deepEqual(await noted(), []);
  await window.screenshot('vscode/reattached');
  await window.ask('Restante: Explain Placement');
  await window.rows(/Re-attached by Ana.*ring\.lua:3-9/).first().waitFor();
  await window.rows(/Opened by Ana.*queue\.lua:7-13/).first().waitFor();
  await window.screenshot('vscode/explained');
  await window.rows('Undo the re-attachment by Ana').first().click();
  await ana.waitForThread(thread.id, 'back', (each) => each.path === 'queue.lua');
  await goToFile();
  await openThread();
  await window.ask('Restante: Explain Placement');
  await window.rows('Attach again to ring.lua:3-9, as by Ana').first().waitFor();
  await page.keyboard.press('Escape');
});

test('it is attached to selected lines', async () => {
  const { page } = window;
  await goToFile();
  await lines(page.locator('.editor-instance'), 'is_empty').first().click();
  await page.keyboard.press('Home');
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowDown');
  await window.ask('Restante: Re-attach Thread…');
  await window.rows('Why drop the oldest').first().click();
  await window.rows('The selected lines here').first().click();
  const there = await ana.waitForThread(thread.id, 'at the lines', (each) => each.range?.start.line === 7);
  assert.deepEqual([there.range.end.line, there.placement.state], [9, 'exact']);
});
