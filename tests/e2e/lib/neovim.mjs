// The real Neovim: in a terminal for what a person sees, headless for specs in Lua.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { neovim, root, sandbox } from './paths.mjs';
import { Terminal } from './terminal.mjs';

const plugin = path.join(root, 'clients/neovim');

/**
 * Neovim with our plugin on its runtime path and nothing of the user's, in a terminal.
 * @param {{home: string, cwd: string, file?: string, commands?: string[], env?: object}} options
 *   commands: Ex commands to run once the file is open
 */
export function startNeovim({ home, cwd, file, commands = [], env = {}, ...size }) {
  const command = [neovim(), '--clean', '-n', '--cmd', 'set termguicolors signcolumn=yes', '--cmd', `set rtp^=${plugin}`,
    ...commands.flatMap((each) => ['-c', each]), ...(file ? [file] : [])];
  return Terminal.start({ command, cwd, env: sandbox(home, env), ...size });
}

/** Types an Ex command in a Neovim that startNeovim gave. */
export async function ex(screen, command) {
  await screen.type(`:${command}`);
  await screen.keys('Enter');
}

/** Runs `*_spec.lua` files in a headless Neovim; resolves to {status, output}. See nvim/run_specs.lua. */
export function runSpecs(files, options) {
  return runLua(path.join(root, 'tests/e2e/nvim/run_specs.lua'), files, options);
}

/** Runs one Lua program in a headless Neovim with our plugin on its runtime path; resolves to {status, output}. */
export function runLua(program, words, { home, cwd = root, env = {}, deadline_ms = 120_000 }) {
  const command = ['--clean', '--headless', '--cmd', `set rtp^=${plugin}`, '-l', program, ...words];
  return new Promise((resolve) => {
    execFile(neovim(), command, { cwd, env: sandbox(home, env), timeout: deadline_ms }, (error, stdout, stderr) => {
      resolve({ status: error ? (error.code ?? 'killed') : 0, output: stdout + stderr });
    });
  });
}
