// Our VS Code extension, packed from what lies in clients/vscode.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { bin, root } from './paths.mjs';

/** Packs it; the .vsix file. */
export function packExtension() {
  const file = path.join(root, 'build/restante.vsix');
  execFileSync(process.execPath, [path.join(root, 'clients/vscode/scripts/package.mjs'), file], { stdio: 'pipe' });
  return file;
}

/**
 * Tells the VS Code of `home` where our program is: it takes the PATH from a login shell, where ours is not. A path belongs to
 * a machine, and code-server is a remote one to its window: so it is among that machine's settings. With `env` it is given that
 * environment, too.
 */
export function nameServer(home, env) {
  const folder = path.join(home, 'code/user/Machine');
  fs.mkdirSync(folder, { recursive: true });
  const settings = { 'restante.server.path': path.join(bin, 'restante'), ...(env && { 'restante.server.extraEnv': env }) };
  fs.writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings));
}
