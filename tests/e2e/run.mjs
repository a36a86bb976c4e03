// Runs the specs of specs/ one after another (they share two cores), or those whose file names hold one of the
// arguments; tells each test as it ends and closes with `N passed, N failed`.
import fs from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';

const folder = path.join(import.meta.dirname, 'specs');
const wanted = process.argv.slice(2);
const files = fs.readdirSync(folder)
  .filter((name) => name.endsWith('.test.mjs') && (!wanted.length || wanted.some((each) => name.includes(each))))
  .sort()
  .map((name) => path.join(folder, name));

let passed = 0;
let failed = 0;
const seconds = (event) => `${(event.details.duration_ms / 1000).toFixed(1)}s`;
const stream = run({ files, concurrency: 1, timeout: 300_000 });
stream.on('test:pass', (event) => {
  if (event.details.type === 'suite' || event.skip) return;
  passed++;
  console.log(`ok ${event.name}, ${seconds(event)}`);
});
stream.on('test:fail', (event) => {
  if (event.details.type === 'suite') return;
  failed++;
  const cause = event.details.error?.cause ?? event.details.error;
  console.log(`FAILED ${event.name}, ${seconds(event)}\n${cause?.stack ?? cause}`);
});
stream.on('test:stderr', (event) => process.stderr.write(event.message));
stream.on('test:stdout', (event) => process.stdout.write(event.message));
for await (const _ of stream);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed || !passed ? 1 : 0;
