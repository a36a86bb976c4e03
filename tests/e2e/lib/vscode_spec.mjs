// What the tests of one file work in: a folder, whoever lives in it, and a VS Code window on it; ended in the right order
// whatever came of them.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach } from 'node:test';
import { promisify } from 'node:util';
import { closeBrowser } from './browser.mjs';
import { CodeServer } from './code_server.mjs';
import { nameServer, packExtension } from './extension.mjs';
import { Workbench } from './workbench.mjs';

const run = promisify(execFile);

export class VsCodeSpec {
  /** To be made where the file's tests are: it has itself ended after them. */
  constructor() {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rst-'));
    this.guests = [];
    // What was to be seen when a test failed.
    afterEach((test) => test.passed || this.window?.screenshot(`vscode/failed: ${test.name.replaceAll('/', ' ').slice(0, 80)}`));
    after(() => this.end());
  }

  /** Whom to `stop` in the end; given back. */
  with(guest) {
    this.guests.push(guest);
    return guest;
  }

  /**
   * A window on a person's clone, or on what `open` names, with our extension.
   * @param {{open?: string, settings?: object, env?: object}} options  see CodeServer.start and Workbench.open
   */
  async start(person, { open = person.clone, ...options } = {}) {
    nameServer(person.home);
    this.server = await CodeServer.start({ home: person.home, extensions: [packExtension()], ...options });
    this.window = await Workbench.open(this.server, open);
    return this.window;
  }

  /** The process that the extension runs in, {pid}; rejects while there is none. One of a window that was killed lives on beside it. */
  async extensionHost() {
    const { stdout } = await run('ps', ['-eo', 'pid,pgid,args', '--sort=start_time']);
    const lines = stdout.split('\n').map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)).filter(Boolean);
    const found = lines.findLast(([, , group, args]) => Number(group) === this.server.child.pid && args.includes('--type=extensionHost'));
    return { pid: Number(found[1]) };
  }

  async end() {
    await this.window?.close();
    await closeBrowser();
    await this.server?.stop();
    for (const guest of this.guests) await guest.stop();
    fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
