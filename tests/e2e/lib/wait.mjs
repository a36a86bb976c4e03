// The one way in which these tests wait: on a condition, until a deadline.

/**
 * Asks again and again until the answer is truthy, and returns that answer.
 * @param {string} what  the condition in words, for the failure
 * @param {() => any} ask  may be asynchronous; its exceptions count as "not yet", the last one is told on failure
 * @param {{deadline_ms?: number, every_ms?: number, otherwise?: () => any}} options  otherwise: what was seen instead
 */
export async function until(what, ask, { deadline_ms = 15_000, every_ms = 25, otherwise } = {}) {
  const end = performance.now() + deadline_ms;
  let trouble;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
      trouble = undefined;
    } catch (error) {
      trouble = error;
    }
    if (performance.now() > end) break;
    await new Promise((resolve) => setTimeout(resolve, every_ms));
  }
  const seen = otherwise ? `\nseen instead:\n${await otherwise()}` : '';
  throw new Error(`never within ${deadline_ms} ms: ${what}${trouble ? `\n(${trouble.message})` : ''}${seen}`);
}
