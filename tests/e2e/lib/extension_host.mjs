// Tests inside VS Code's own extension host, beside the extension that they are about: what @vscode/test-electron does with a
// desktop VS Code that it downloads, done with code-server.
import fs from 'node:fs';
import path from 'node:path';
import { until } from './wait.mjs';
import { Workbench } from './workbench.mjs';

/** The folder that an installed extension was unpacked to. */
export function installedExtension(home, id) {
  const folder = path.join(home, 'code/extensions');
  const name = fs.readdirSync(folder).find((each) => each.startsWith(`${id}-`));
  if (!name) throw new Error(`${id} is not installed in ${folder}`);
  return path.join(folder, name);
}

/**
 * Runs a module's `run()` in the extension host of a window on `folder`. Resolves to {code, window}: the exit code that VS Code
 * itself gives, 0 when `run` went well; null when there was none within the deadline.
 * @param {{folder: string, extension: string, tests: string, deadline_ms?: number}} options
 *   extension: the folder of the extension under test; tests: the module
 */
export async function runInExtensionHost(server, { folder, extension, tests, deadline_ms = 180_000 }) {
  const { host } = new URL(server.url);
  const remote = (file) => ({ $mid: 1, scheme: 'vscode-remote', authority: host, path: file });
  const development = { extensions: [remote(extension)], extensionTestsPath: remote(tests) };
  let code = null;
  const window = await Workbench.open(server, folder, {
    prepare: async (page) => {
      await page.exposeFunction('codeAutomationExit', (given) => { code = given; });
      await page.exposeFunction('codeAutomationLog', () => {});
      // A built VS Code ignores these in the address, but takes them from the page's own settings.
      await page.route((url) => url.pathname === '/' && url.host === host, async (route) => {
        const response = await route.fetch();
        const body = (await response.text()).replace(
          /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)"/,
          (_, head, json) => `${head}${escape(withDevelopment(unescape(json), development))}"`,
        );
        await route.fulfill({ response, body });
      });
    },
  });
  await until('the tests in the extension host ended', () => code !== null, { deadline_ms }).catch(() => {});
  return { code, window };
}

function withDevelopment(json, development) {
  const settings = JSON.parse(json);
  return JSON.stringify({ ...settings, developmentOptions: { ...settings.developmentOptions, ...development } });
}

const unescape = (text) => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
