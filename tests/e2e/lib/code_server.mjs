// A VS Code for one test: the workbench and extension host of code-server on a loopback port, with a quiet profile of
// its own below `home`.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { codeServer, sandbox } from './paths.mjs';
import { until } from './wait.mjs';

// No welcome page, no trust prompt, no telemetry, no look-ups on a gallery: quiet and the same in every run.
const quiet = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  'files.autoSave': 'off',
  'window.commandCenter': false,
  'comments.openView': 'never',
};

export class CodeServer {
  /**
   * @param {{home: string, extensions?: string[], settings?: object, env?: object, version?: string}} options
   *   home: the user's sandbox; extensions: .vsix files to install; env: on top of the sandbox's
   */
  static async start({ home, extensions = [], settings = {}, env = {}, version }) {
    const { node, path: nodePath, entry } = codeServer(version);
    const profile = path.join(home, 'code');
    fs.mkdirSync(path.join(profile, 'user/User'), { recursive: true });
    fs.writeFileSync(path.join(profile, 'user/User/settings.json'), JSON.stringify({ ...quiet, ...settings }, null, 2));
    fs.writeFileSync(path.join(profile, 'config.yaml'), '');
    const place = ['--user-data-dir', path.join(profile, 'user'), '--extensions-dir', path.join(profile, 'extensions'),
      '--config', path.join(profile, 'config.yaml')];
    const all = sandbox(home, { EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...env });
    all.PATH = `${nodePath}:${all.PATH}`;
    for (const vsix of extensions) {
      execFileSync(node, [entry, ...place, '--install-extension', vsix, '--force'], { env: all, stdio: 'pipe' });
    }
    const log = path.join(profile, 'server.log');
    const out = fs.openSync(log, 'w');
    const child = spawn(node, [entry, ...place, '--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry',
      '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override',
      '--disable-file-downloads'], { env: all, stdio: ['ignore', out, out], detached: true });
    fs.closeSync(out);
    const server = new CodeServer(child, log);
    const address = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/;
    try {
      server.url = await until('code-server listens', () => {
        if (child.exitCode !== null) throw new Error(`code-server ended with ${child.exitCode}`);
        return address.exec(server.log())?.[1];
      }, { deadline_ms: 30_000, otherwise: () => server.log() });
      await until('code-server is well', async () => (await fetch(`${server.url}/healthz`)).ok, { deadline_ms: 30_000 });
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  constructor(child, logFile) {
    this.child = child;
    this.logFile = logFile;
    this.ended = new Promise((resolve) => child.once('exit', resolve));
  }

  log() {
    return fs.readFileSync(this.logFile, 'utf8');
  }

  /** Ends it and the extension hosts that it started. */
  async stop() {
    if (this.child.exitCode === null && this.child.signalCode === null) process.kill(-this.child.pid, 'SIGTERM');
    await this.ended;
  }
}
