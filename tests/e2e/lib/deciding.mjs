// A repository with decision records: one that stands and names the code that it governs, the one that it replaced, and one by
// somebody who means harm; and code that names them, in a comment and in a commit.
import fs from 'node:fs';
import path from 'node:path';
import { Person } from './team.mjs';

/** What must never come to be more than words, wherever a record is shown. */
export const hostile = '![x](https://evil.example/x.png) <img src="https://evil.example/y.png" onerror="alert(1)"> [run](command:workbench.action.quit)';

const records = {
  '0003-unroll-loops.md': `# 3. Unroll loops

Date: 2023-02-01

## Status

Superseded by [12. Write loops out](0012-write-loops-out.md)

## Decision

We unroll all loops.
`,
  '0012-write-loops-out.md': `# 12. Write loops out

Date: 2024-05-01

## Status

Accepted

Supersedes [3. Unroll loops](0003-unroll-loops.md)

## Decision

We write loops out, for readers who come from other languages.
`,
  '0013-harm.md': `# 13. Harm ${hostile}

Date: 2024-06-01

## Status

Accepted

## Decision

We decided ${hostile} for \`src/harm.lua\`.
`,
};

const rhyme = `local rhyme = {}

function rhyme.count(birds)
  return #birds
end

return rhyme
`;

/** With a loop that a decision explains, at lines 3 to 10. */
export const counted = rhyme.replace('function rhyme.count(birds)\n  return #birds\nend', `-- Written out: ADR-0012.
function rhyme.count(birds)
  local count = 0
  for _ in ipairs(birds) do
    count = count + 1
  end
  return count
end`);

/** Ana alone, with src/rhyme.lua, src/harm.lua, src/plain.lua and the records of docs/adr. */
export async function startDeciding(folder) {
  const ana = new Person(path.join(folder, 'a'), 'Ana');
  fs.mkdirSync(ana.clone);
  ana.git('init', '--quiet', '--initial-branch=main');
  for (const each of ['src', 'docs/adr']) fs.mkdirSync(path.join(ana.clone, each), { recursive: true });
  const files = Object.fromEntries(Object.entries(records).map(([name, text]) => [`docs/adr/${name}`, text]));
  ana.commit({ ...files, 'src/rhyme.lua': rhyme, 'src/plain.lua': 'return 1\n' }, 'Begin');
  ana.commit({ 'src/rhyme.lua': counted }, 'Count birds one by one (ADR-0012)');
  ana.commit({ 'src/harm.lua': '-- ADR-0013\n-- As it was: ADR-0003\nreturn 2\n' }, `Add harm, ADR-0013 ${hostile}`);
  await ana.restante(['identity', '--name', 'Ana']);
  return ana;
}
