// Our VS Code extension, packed from what lies in clients/vscode.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { bin, root } from './paths.mjs';

/** Packs it; the .vsix file. */
export function packExtension() {
  const file = path.join(root, 'build/restante.vsix');
  execFileSync(process.execPath, [path.join(root, 'clients/vscode/scripts/package.mjs'), file], { stdio: 'pipe' });
  return file;
}

/** Settings that every window of ours needs: VS Code takes the PATH from a login shell, where our programs are not. */
export const extensionSettings = { 'restante.server.path': path.join(bin, 'restante') };
