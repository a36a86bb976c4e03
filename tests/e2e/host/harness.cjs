// Inside the extension host: tests that run in turn and leave a line each in the file that RESTANTE_HOST_RESULTS names.
const fs = require('node:fs');

const tests = [];

exports.test = (name, work) => tests.push({ name, work });

/** See lib/wait.mjs; with the patience that an editor's start wants. */
exports.until = async (what, ask) => {
  const { until } = await import('../lib/wait.mjs');
  return until(what, ask, { deadline_ms: 30_000 });
};

/** What VS Code calls; it ends with 0 when this does not reject. */
exports.run = async () => {
  const results = process.env.RESTANTE_HOST_RESULTS;
  let failed = 0;
  for (const { name, work } of tests) {
    let error = null;
    try {
      await work();
    } catch (thrown) {
      failed++;
      error = String(thrown?.stack ?? thrown);
    }
    fs.appendFileSync(results, `${JSON.stringify({ name, error })}\n`);
  }
  if (failed) throw new Error(`${failed} failed`);
};
