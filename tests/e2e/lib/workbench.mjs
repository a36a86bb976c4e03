// One window of VS Code, used with a person's means: mouse and keyboard.
import path from 'node:path';
import { browser, screenshotPath } from './browser.mjs';
import { until } from './wait.mjs';

export class Workbench {
  /**
   * Opens `folder`, or the folders of a `.code-workspace`, in a window of its own, on a CodeServer.
   * @param {{width?: number, height?: number, prepare?: (page: import('playwright-core').Page) => Promise<void>}} options
   *   prepare: what must be so before the page is asked for
   */
  static async open(server, folder, { width = 1280, height = 800, prepare = async () => {} } = {}) {
    const context = await (await browser()).newContext({ viewport: { width, height } });
    const kind = folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
    const workbench = new Workbench(`${server.url}/?${kind}=${encodeURIComponent(folder)}`);
    await workbench.load(context, prepare);
    await workbench.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 120_000 });
    return workbench;
  }

  constructor(address) {
    this.address = address;
    /** What the page wrote to its console, for a failure. */
    this.consoleLines = [];
    /** Hosts other than the server that the page asked: a test of quietness wants none. */
    this.hostsAsked = new Set();
  }

  async load(context, prepare) {
    const page = await context.newPage();
    this.page = page;
    page.on('console', (message) => this.consoleLines.push(`${message.type()}: ${message.text()}`));
    const { host } = new URL(this.address);
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http') && url.host !== host) this.hostsAsked.add(url.host);
    });
    // Deadlines for a machine that is busy with other things too.
    page.setDefaultTimeout(60_000);
    await prepare(page);
    await page.goto(this.address, { waitUntil: 'commit' });
    await page.locator('.monaco-workbench').waitFor({ timeout: 120_000 });
  }

  /** Ends the window without a word to it, as if its process was killed, and opens it again. */
  async killAndOpen() {
    const context = this.page.context();
    await this.page.close({ runBeforeUnload: false });
    await this.load(context, async () => {});
  }

  /** Opens a file of the folder by its name, and waits until its text shows. */
  async openFile(name) {
    const base = path.basename(name);
    const input = this.page.locator('.quick-input-widget input').first();
    // It closes again when something else takes the focus just then, such as a thread that is revealed.
    await until(`${name} opens`, async () => {
      await this.page.keyboard.press('Control+P');
      await input.fill(name, { timeout: 3000 });
      await this.page.locator('.quick-input-list .monaco-list-row', { hasText: base }).first().click({ timeout: 5000 });
      await this.page.locator(`.tab.active[data-resource-name="${base}"]`).first().waitFor({ timeout: 5000 });
      return true;
    }, { deadline_ms: 60_000 });
    await this.page.locator('.editor-instance .view-line').first().waitFor();
  }

  /** Runs a command by its whole title, through the palette. */
  async command(title) {
    // The row's label is the title, then its key and when it was last used.
    await this.choose(title, `.monaco-list-row:is([aria-label="${title}"], [aria-label^="${title},"])`);
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Opens the palette, types the title and takes the row. */
  async choose(title, row) {
    const input = this.page.locator('.quick-input-widget input').first();
    // It closes again when something else takes the focus just then, such as a box that is drawn anew.
    await until(`"${title}" is run from the palette`, async () => {
      await this.page.keyboard.press('F1');
      await input.fill(`>${title}`, { timeout: 3000 });
      await this.page.locator(`.quick-input-list ${row}`).first().click({ timeout: 5000 });
      return true;
    }, { deadline_ms: 60_000 });
  }

  /** What is offered in the place of the palette. */
  rows(text) {
    return this.page.locator('.quick-input-list .monaco-list-row', text === undefined ? {} : { hasText: text });
  }

  /** Runs a command that asks something in the place of the palette. */
  async ask(title) {
    await this.choose(title, `.monaco-list-row[aria-label*="${title.split(': ')[1]}"]`);
  }

  /** Opens a thread from the list of its file's threads; its widget. */
  async openThread(text) {
    await this.ask('Restante: Threads in This File');
    await this.rows(text).first().click();
    const widget = this.threads(text).first();
    await widget.waitFor();
    // A key for the next palette would go to the list that is closing.
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    return widget;
  }

  /** What is told in the corner of the window. */
  toasts(text) {
    return this.page.locator('.notification-toast', text === undefined ? {} : { hasText: text });
  }

  statusBar(text) {
    return this.page.locator('.statusbar-item', { hasText: text }).first();
  }

  /** The comment thread widgets that are open in the editor. */
  threads(text) {
    return this.page.locator('.review-widget', text ? { hasText: text } : {});
  }

  /** Types a reply into an open thread as a person would; `button` sends it. */
  async reply(thread, text, button) {
    const collapsed = thread.locator('.review-thread-reply-button');
    if (await collapsed.first().isVisible()) await collapsed.first().click();
    await thread.locator('.comment-form .monaco-editor').first().click();
    await this.page.keyboard.type(text);
    await thread.locator('.form-actions .monaco-button', { hasText: button }).first().click();
  }

  async screenshot(name) {
    const file = screenshotPath(`${name}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }

  async close() {
    await this.page.context().close();
  }
}
