// Debian's Chromium, one for all tests of a file; nothing is downloaded.
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { screenshots } from './paths.mjs';

let running;

export function browser() {
  running ??= chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
      // A page whose answer the test changed on its way counts as public, and could not reach loopback then.
      '--disable-features=LocalNetworkAccessChecks'],
  });
  return running;
}

export async function closeBrowser() {
  const was = running;
  running = undefined;
  if (was) await (await was).close();
}

/** build/screenshots/NAME, its folder made. */
export function screenshotPath(name) {
  const file = path.join(screenshots, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return file;
}
