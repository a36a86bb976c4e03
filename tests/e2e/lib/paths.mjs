// Where the tests find the editors, our own programs, and a place for what they leave behind.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const build = path.join(root, 'build');
const editors = path.join(root, 'tests/e2e/editors');
export const tools = process.env.RESTANTE_TOOLS_DIR ?? path.join(build, 'tools');
export const screenshots = path.join(build, 'screenshots');

/** The programs under test: restante, restanted, restante-hub. */
export const bin = process.env.RESTANTE_BIN_DIR ?? path.join(build, 'release/bin');

/** Neovim's program, fetched by `./dev setup --editors`. */
export function neovim() {
  return execFileSync(path.join(editors, 'get-neovim'), [path.join(tools, 'neovim')], { encoding: 'utf8' }).trim();
}

/** code-server's Node and entry script. RESTANTE_CODE_SERVER picks another version than the newest. */
export function codeServer(version = process.env.RESTANTE_CODE_SERVER ?? '4.139.1') {
  const lines = execFileSync(path.join(editors, 'get-code-server'), [tools, version], { encoding: 'utf8' });
  const { NODE, ENTRY } = Object.fromEntries(lines.trim().split('\n').map((line) => line.split(/=(.*)/s, 2)));
  return { node: path.join(NODE, 'node'), path: NODE, entry: ENTRY };
}

/** A folder of a test's own, short enough for the Unix sockets that will be made in it; gone when the test ends. */
export function temporaryFolder(test) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rst-'));
  test.after(() => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** An environment in which nothing of the developer's own is read or written. */
export function sandbox(home, more = {}) {
  const runtime = path.join(home, 'run');
  for (const folder of [home, runtime]) fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { PATH, LANG = 'C.UTF-8', CI = '' } = process.env;
  return {
    PATH: `${bin}:${PATH}`, LANG, LC_ALL: 'C.UTF-8', CI, TZ: 'UTC', USER: 'tester', HOME: home, SHELL: '/bin/sh',
    XDG_RUNTIME_DIR: runtime, XDG_CONFIG_HOME: path.join(home, '.config'), XDG_DATA_HOME: path.join(home, '.local/share'),
    XDG_STATE_HOME: path.join(home, '.local/state'), XDG_CACHE_HOME: path.join(home, '.cache'),
    GIT_CONFIG_NOSYSTEM: '1', ...more,
  };
}
