// The tests of tests/e2e/host, inside the extension host of a real VS Code: each of them is a test here, and so is the exit code.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { closeBrowser } from '../lib/browser.mjs';
import { CodeServer } from '../lib/code_server.mjs';
import { nameServer, packExtension } from '../lib/extension.mjs';
import { installedExtension, runInExtensionHost } from '../lib/extension_host.mjs';
import { bin, root } from '../lib/paths.mjs';
import { Person } from '../lib/team.mjs';

after(closeBrowser);

const poem = ['one for sorrow', 'two for joy', 'three for a girl', 'four for a boy', 'five for silver', 'six for gold'];

/** A VS Code with our extension in it, on a repository without a hub. */
async function startHost(t, extensions) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rst-'));
  const ana = new Person(path.join(folder, 'a'), 'Ana');
  let server;
  // In this order: each of them works in the folder until its end.
  t.after(async () => {
    await server?.stop();
    await ana.stop();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  ana.begin({ 'poem.txt': `${poem.join('\n')}\n` });
  await ana.restante(['identity', '--name', 'Ana']);
  nameServer(ana.home);
  const results = path.join(folder, 'results');
  const env = { RESTANTE_HOST_RESULTS: results, RESTANTE_HOST_CLI: path.join(bin, 'restante') };
  server = await CodeServer.start({ home: ana.home, extensions, env });
  return { ana, server, results };
}

function readResults(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line)) : [];
}

test('inside the extension host', async (t) => {
  const { ana, server, results } = await startHost(t, [packExtension()]);
  const { code, window } = await runInExtensionHost(server, {
    folder: ana.clone,
    extension: installedExtension(ana.home, 'restante.restante'),
    tests: path.join(root, 'tests/e2e/host/extension_tests.cjs'),
  });
  t.after(() => window.close());
  await window.screenshot('vscode/host');
  const each = readResults(results);
  for (const { name, error } of each) await t.test(name, () => assert.equal(error, null, error));
  assert.ok(each.length > 0, `no test ran:\n${window.consoleLines.join('\n')}\n${server.log()}`);
  assert.equal(code, 0);
});

test('a failure inside the extension host is one outside', async (t) => {
  const { ana, server, results } = await startHost(t, [packExtension()]);
  const tests = path.join(ana.home, 'failing.cjs');
  fs.writeFileSync(tests, `const { run, test } = require(${JSON.stringify(path.join(root, 'tests/e2e/host/harness.cjs'))});
    exports.run = run;
    test('is wrong', () => { throw new Error('as it should be'); });
    test('is right', () => {});`);
  const { code, window } = await runInExtensionHost(server, {
    folder: ana.clone, extension: installedExtension(ana.home, 'restante.restante'), tests,
  });
  t.after(() => window.close());
  assert.notEqual(code, null);
  assert.notEqual(code, 0);
  const each = readResults(results);
  assert.deepEqual(each.map(({ name, error }) => [name, error !== null]), [['is wrong', true], ['is right', false]]);
});
