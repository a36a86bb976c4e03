// A program in a real terminal: tmux, with a server of its own per terminal. Keys go in, the screen comes out as text
// and as a picture.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { promisify } from 'node:util';
import { browser, screenshotPath } from './browser.mjs';
import { until } from './wait.mjs';

const run = promisify(execFile);
let count = 0;

export class Terminal {
  /** @param {{command: string[], env: object, cwd: string, columns?: number, rows?: number}} options */
  static async start({ command, env, cwd, columns = 100, rows = 30 }) {
    const terminal = new Terminal(`restante-${process.pid}-${++count}`, env);
    // What the program gets is exactly `env`, whatever the terminal's server was started with.
    const assignments = Object.entries({ TERM: 'tmux-256color', COLORTERM: 'truecolor', ...env })
      .map(([name, value]) => `${name}=${value}`);
    await terminal.tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), '-c', cwd,
      '--', 'env', '-i', ...assignments, ...command);
    return terminal;
  }

  constructor(name, env) {
    this.name = name;
    this.env = { PATH: env.PATH, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TMUX_TMPDIR: env.XDG_RUNTIME_DIR ?? '/tmp' };
  }

  async tmux(...words) {
    const { stdout } = await run('tmux', ['-L', this.name, '-f', '/dev/null', ...words], { env: this.env });
    return stdout;
  }

  /** Named keys, as tmux calls them: 'Escape', 'Enter', 'C-w'. */
  keys(...names) {
    return this.tmux('send-keys', ...names);
  }

  /** Text as it stands. */
  type(text) {
    return this.tmux('send-keys', '-l', '--', text);
  }

  /** The screen as text, one line a row, no trailing blanks. */
  text() {
    return this.tmux('capture-pane', '-p');
  }

  /** Waits until the screen holds a text or matches a pattern; returns the screen. */
  async waitFor(wanted, options = {}) {
    const holds = (screen) => (wanted instanceof RegExp ? wanted.test(screen) : screen.includes(wanted));
    return until(`the terminal shows ${wanted}`, async () => {
      const screen = await this.text();
      return holds(screen) && screen;
    }, { otherwise: () => this.text(), ...options });
  }

  /** Waits until the screen no longer holds a text. */
  async waitGone(unwanted, options = {}) {
    return until(`the terminal no longer shows ${unwanted}`, async () => !(await this.text()).includes(unwanted),
      { otherwise: () => this.text(), ...options });
  }

  /** Waits until the program has ended, and its terminal with it. */
  async waitEnd(options = {}) {
    return until('the program in the terminal ended', () => this.tmux('has-session').then(() => false, () => true), options);
  }

  /** Leaves the screen in build/screenshots as NAME.txt and NAME.png. */
  async screenshot(name) {
    fs.writeFileSync(screenshotPath(`${name}.txt`), await this.text());
    const file = screenshotPath(`${name}.png`);
    // -N keeps the coloured blanks at the ends of lines.
    await paint(await this.tmux('capture-pane', '-p', '-e', '-N'), file);
    return file;
  }

  async stop() {
    await this.tmux('kill-server').catch(() => {});
  }
}

/** A screen with escape sequences as a picture: aha makes it HTML, Chromium draws it. */
async function paint(ansi, file) {
  const child = run('aha', ['--black', '--title', 'screen']);
  child.child.stdin.end(ansi);
  const { stdout } = await child;
  const page = await (await browser()).newPage();
  await page.setContent(stdout.replace('<pre>',
    '<pre style="font:16px/19px DejaVu Sans Mono,monospace;margin:8px;color:#ddd;display:inline-block">'));
  await page.locator('pre').screenshot({ path: file });
  await page.close();
}
