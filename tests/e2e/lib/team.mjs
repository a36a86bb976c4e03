// A hub and the people of a team, each with a home, a daemon and a clone of their own: the real programs, driven by
// their command lines.
import { execFile, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { bin, sandbox } from './paths.mjs';
import { until } from './wait.mjs';

const run = promisify(execFile);

export class Hub {
  /** @param {string} home  a folder of its own */
  static async start(home) {
    const hub = new Hub(home);
    await hub.serve('127.0.0.1:0');
    return hub;
  }

  constructor(home) {
    this.env = sandbox(home);
    this.words = ['--db', path.join(home, 'hub.db')];
    this.logFile = path.join(home, 'hub.log');
    this.program = path.join(bin, 'restante-hub');
  }

  async serve(address) {
    const log = fs.openSync(this.logFile, 'a');
    this.child = spawn(this.program, [...this.words, 'serve', '--listen', address],
      { env: this.env, stdio: ['ignore', 'pipe', log] });
    fs.closeSync(log);
    let said = '';
    this.child.stdout.on('data', (data) => { said += data; });
    this.ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.url = await until('the hub listens', () => {
      if (this.child.exitCode !== null) throw new Error(`the hub ended with ${this.child.exitCode}`);
      return /listening on (\S+)/.exec(said)?.[1];
    }, { otherwise: () => fs.readFileSync(this.logFile, 'utf8') });
  }

  /** A new user's token. */
  async admit(name, displayName) {
    const { env } = this;
    await run(this.program, [...this.words, 'user', 'add', name, '--display-name', displayName], { env });
    const { stdout } = await run(this.program, [...this.words, 'token', 'create', '--user', name], { env });
    return /^rst_\S+/m.exec(stdout)[0];
  }

  /** Without a word to anybody: what it had acknowledged must be there when it comes back. */
  async kill() {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** At the address that it had. */
  comeBack() {
    return this.serve(new URL(this.url).host);
  }

  async stop() {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGTERM');
    await this.ended;
  }
}

export class Person {
  constructor(home, name) {
    this.name = name;
    this.home = home;
    this.clone = path.join(home, 'project');
    const git = { GIT_AUTHOR_NAME: name, GIT_COMMITTER_NAME: name, GIT_AUTHOR_EMAIL: 'x@example.org', GIT_COMMITTER_EMAIL: 'x@example.org' };
    this.env = sandbox(home, git);
  }

  git(...words) {
    return execFileSync('git', words, { cwd: this.clone, env: this.env, stdio: 'pipe', encoding: 'utf8' });
  }

  write(name, text) {
    fs.writeFileSync(path.join(this.clone, name), text);
  }

  /** Writes files and commits them. */
  commit(files, message) {
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    this.git('add', '.');
    this.git('commit', '--quiet', '--message', message);
  }

  /** The clone begins: it is nobody else's. */
  begin(files) {
    fs.mkdirSync(this.clone);
    this.git('init', '--quiet', '--initial-branch=main');
    this.commit(files, 'Begin');
  }

  /** `restante` in the clone; its standard output. */
  async restante(words, { env = {} } = {}) {
    const options = { cwd: this.clone, env: { ...this.env, ...env }, timeout: 60_000 };
    const { stdout } = await run(path.join(bin, 'restante'), words, options);
    return stdout;
  }

  async json(...words) {
    return JSON.parse(await this.restante(['--json', ...words]));
  }

  /** Asks the daemon as another editor of this person's would; its result. */
  async request(method, params) {
    const child = spawn(path.join(bin, 'restante'), ['lsp'], { cwd: this.clone, env: this.env, stdio: ['pipe', 'pipe', 'inherit'] });
    const frame = (message) => {
      const body = JSON.stringify({ jsonrpc: '2.0', ...message });
      return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    };
    child.stdin.write(frame({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } }));
    child.stdin.write(frame({ id: 2, method, params }));
    let out = '';
    let answer;
    for await (const chunk of child.stdout) {
      out += chunk;
      const answers = out.split(/Content-Length: \d+\r\n\r\n/).map((each) => each.startsWith('{"jsonrpc":"2.0","id":2') && each);
      answer = answers.find(Boolean);
      if (answer && answer.endsWith('}')) break;
    }
    child.stdin.end([frame({ id: 3, method: 'shutdown' }), frame({ method: 'exit' })].join(''));
    const { result } = JSON.parse(answer ?? '{}');
    if (!result) throw new Error(`${method}: ${answer ?? out}`);
    return result;
  }

  async thread(id) {
    return (await this.json('thread', 'show', id)).thread;
  }

  /** Waits until a thread is as it should be here. */
  waitForThread(id, what, holds, options = {}) {
    return until(`${this.name} has the thread ${what}`, async () => {
      const thread = await this.thread(id);
      return holds(thread) && thread;
    }, { every_ms: 100, otherwise: () => this.thread(id).then((thread) => JSON.stringify(thread, null, 1), String), ...options });
  }

  /** The token goes by the environment: never by an argument. */
  login(hub, token) {
    return this.restante(['login', hub.url], { env: { RESTANTE_TOKEN: token } });
  }

  /** Ends this person's daemon. */
  async stop() {
    const { pid } = await this.json('status');
    process.kill(pid, 'SIGTERM');
    await until('the daemon ended', () => {
      try {
        process.kill(pid, 0);
        return false;
      } catch {
        return true;
      }
    });
  }
}

/** Ana alone, with a poem.txt whose third line has a thread, "Why a girl?". */
export async function startWithPoem(folder) {
  const ana = new Person(path.join(folder, 'a'), 'Ana');
  ana.begin({ 'poem.txt': 'one for sorrow\ntwo for joy\nthree for a girl\n' });
  await ana.restante(['identity', '--name', 'Ana']);
  await ana.restante(['thread', 'new', 'poem.txt:3', '--message', 'Why a girl?']);
  return ana;
}

/** A hub, Ana with a repository that is a space on it, and Bo with a clone; both are logged in. */
export async function startTeam(folder, files) {
  const hub = await Hub.start(path.join(folder, 'hub'));
  const [ana, bo] = [new Person(path.join(folder, 'a'), 'Ana'), new Person(path.join(folder, 'b'), 'Bo')];
  const team = { hub, ana, bo, stop: () => stopAll([ana, bo, hub]) };
  try {
    await settle(team, files);
  } catch (error) {
    // Left running, they would keep the test from ending.
    await team.stop();
    throw error;
  }
  return team;
}

async function settle({ hub, ana, bo }, files) {
  const tokens = { ana: await hub.admit('ana', 'Ana'), bo: await hub.admit('bo', 'Bo') };
  fs.mkdirSync(ana.clone);
  ana.git('init', '--quiet', '--initial-branch=main');
  for (const [name, text] of Object.entries(files)) ana.write(name, text);
  await ana.restante(['identity', '--name', 'Ana']);
  await ana.restante(['init', '--hub', hub.url]);
  ana.git('add', '.');
  ana.git('commit', '--quiet', '--message', 'Begin');
  execFileSync('git', ['clone', '--quiet', ana.clone, bo.clone], { env: bo.env });
  await bo.restante(['identity', '--name', 'Bo']);
  await ana.login(hub, tokens.ana);
  await bo.login(hub, tokens.bo);
}

async function stopAll(all) {
  const results = await Promise.allSettled(all.map((each) => each.stop()));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
