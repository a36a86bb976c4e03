// A repository whose code changes under a thread: about a function that a commit deletes, while another file has, or gets,
// one much like it.
import path from 'node:path';
import { Person } from './team.mjs';

const bounded = [
  'function Queue:push_bounded(item)',
  '  if self.count >= self.limit then',
  '    self:drop_oldest()',
  '  end',
  '  self.count = self.count + 1',
  '  self.items[self.count] = item',
  'end',
];

const before = ['local Queue = {}', '', 'function Queue.new(limit)', '  return { limit = limit, count = 0, items = {} }', 'end', ''];
const after = ['', 'function Queue:is_empty()', '  return self.count == 0', 'end', '', 'return Queue'];

const text = (...parts) => `${parts.flat().join('\n')}\n`;

/** What is pointed at: all of the function. */
export const anchored = `queue.lua:${before.length + 1}-${before.length + bounded.length}`;
export const whole = text(before, bounded, after);
/** Without it. */
export const deleted = text(before, after);
/** A file with what became of it: renamed, and changed in two lines. */
export const elsewhere = text(['local Ring = {}', '', ...bounded.map((line) => line
  .replace('Queue:push_bounded', 'Ring:push')
  .replace('drop_oldest()', "forget('oldest')")), '', 'return Ring']);

/** Ana, with a repository that has no hub, and a thread in it. */
export async function startChanging(folder) {
  const ana = new Person(path.join(folder, 'a'), 'Ana');
  ana.begin({ 'queue.lua': whole });
  await ana.restante(['identity', '--name', 'Ana']);
  const { thread } = await ana.json('thread', 'new', anchored, '--message', 'Why drop the oldest, not the newest?');
  return { ana, thread };
}
