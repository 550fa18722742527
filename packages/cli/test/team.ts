import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { CheckReport } from '@gatehouse/report';
import { onTestFinished } from 'vitest';
import { openCache } from '../src/cache-folder.ts';
import type { Host } from '../src/host.ts';
import { run } from '../src/run.ts';
import { copyTemplate, keepTemplate } from './templates.ts';

export const engine = fileURLToPath(new URL('../../../', import.meta.url));
const temporary = realpathSync(tmpdir());
/** Compiled policies are shared by the tests of all runs, so on disk; the key is their digest. */
export const cache = join(realpathSync(process.env.DISK ?? tmpdir()), 'gatehouse-cli-test-cache');

const roles: Record<string, string> = {
  ada: 'engineer',
  bjarne: 'engineer',
  grace: 'data',
  katherine: 'product',
  margaret: 'sre',
  radia: 'security',
  emmy: 'risk',
  florence: 'clinical',
  hypatia: 'governance',
};

/** What one command line printed and gave back. */
export interface Outcome {
  code: number;
  out: string;
  err: string;
}

/** A team with real keys and a real repository; `main` holds policies, plugins and the releases asked for. */
export interface Team {
  root: string;
  home: string;
  /** What git and the gate see; change its dates to let time pass. */
  env: Record<string, string>;
  /** What plugins may use together, in MB. */
  memory: number;
  gate(...args: string[]): Promise<Outcome>;
  /** The report of `gate check` as data. */
  check(...args: string[]): Promise<CheckReport>;
  git(...args: string[]): string;
  as(person: string): void;
  write(path: string, content: string): void;
  read(path: string): string;
  edit(path: string, change: (text: string) => string): void;
  commit(message: string): string;
  /** Copies a release of this repository, with its evidence. */
  addRelease(release: string): void;
}

export function createTeam(options: { releases?: string[]; now?: string } = {}): Team {
  const home = mkdtempSync(join(temporary, 'gatehouse-team-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const root = join(home, 'repository');
  const now = options.now ?? '2026-11-24T09:00:00Z';
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    XDG_CACHE_HOME: cache,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_DATE: now,
    GIT_COMMITTER_DATE: now,
  };
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, env, encoding: 'utf8', stdio: 'pipe' }).trim();
  const key = (person: string) => join(home, 'keys', person);
  const team: Team = {
    root,
    env,
    home,
    git,
    memory: 8192,
    async gate(...args) {
      const outcome = { out: '', err: '' };
      const code = await run(args, {
        ...createHost(root, env, () => new Date(env.GIT_COMMITTER_DATE ?? now), outcome),
        memory: team.memory,
      });
      return { code, out: stripVTControlCharacters(outcome.out), err: stripVTControlCharacters(outcome.err) };
    },
    async check(...args) {
      const { out, err } = await team.gate('check', '--format', 'json', ...args);
      if (out === '') throw new Error(err);
      return JSON.parse(out) as CheckReport;
    },
    as(person) {
      if (!existsSync(key(person)))
        execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key(person)]);
      const user = `name = ${person}\n email = ${person}@example.org\n signingkey = ${key(person)}.pub`;
      writeFileSync(join(root, '.git/user'), `[user]\n ${user}\n`);
    },
    write(path, content) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
    read: (path) => readFileSync(join(root, path), 'utf8'),
    edit(path, change) {
      const before = readFileSync(join(root, path), 'utf8');
      const after = change(before);
      if (after === before) throw new Error(`nothing in ${path} is what the edit was to change`);
      writeFileSync(join(root, path), after);
    },
    commit(message) {
      // One child for three commands: of a process as large as this one, starting it is what takes time.
      const words = 'git add --all && git commit --quiet --allow-empty --message "$1" && git rev-parse HEAD';
      return execFileSync('sh', ['-c', words, 'sh', message], {
        cwd: root,
        env,
        encoding: 'utf8',
        stdio: 'pipe',
      }).trim();
    },
    addRelease(release) {
      cpSync(join(engine, 'releases', release), join(root, 'releases', release), { recursive: true });
      redateEvidence(join(root, 'releases', release));
    },
  };
  const kind = `${now} ${options.releases?.join() ?? ''}`;
  if (!copyTemplate(kind, home)) {
    prepare();
    keepTemplate(kind, home);
  }
  team.as('ada');
  return team;

  function prepare(): void {
    mkdirSync(join(home, 'keys'));
    mkdirSync(root);
    git('init', '--quiet', '--initial-branch=main', '--template=');
    // After `user`, what costs time and changes nothing: housekeeping after each commit, and small objects.
    const settings = '[include]\npath = user\n[gpg]\nformat = ssh\n[commit]\ngpgsign = true\n';
    const cheap = '[maintenance]\nauto = false\n[core]\ncompression = 0\n';
    appendFileSync(join(root, '.git/config'), settings + cheap);
    for (const person of Object.keys(roles)) team.as(person);
    cpSync(join(engine, 'policies'), join(root, 'policies'), { recursive: true });
    for (const plugin of readdirSync(join(engine, 'plugins'))) {
      const from = join(engine, 'plugins', plugin);
      const to = join(root, 'plugins', plugin);
      if (existsSync(join(from, 'plugin.json'))) cpSync(from, to, { recursive: true });
      if (!existsSync(join(from, 'package.json'))) continue;
      cpSync(join(from, 'package.json'), join(to, 'package.json'));
      cpSync(join(from, 'src'), join(to, 'src'), { recursive: true });
    }
    writeFileSync(join(root, 'policies/trust/root.yaml'), trustRoot());
    for (const release of options.releases ?? []) team.addRelease(release);
    team.as('ada');
    team.commit('The state of production');
    // One file to copy in place of hundreds.
    git('repack', '-a', '-d', '--quiet');
  }

  function trustRoot(): string {
    const principals = Object.entries(roles).map(([id, role]) => {
      const line = readFileSync(`${key(id)}.pub`, 'utf8').trim();
      return `  ${id}: {kind: person, emails: [${id}@example.org], roles: [${role}], keys: [${line}]}\n`;
    });
    const about = 'schema: gatehouse/trust-root@1\nproject: test\nversion: 1\nprevious: null\n';
    return `${about}governance: {role: governance, threshold: 1}\nprincipals:\n${principals.join('')}`;
  }
}

// The days of these tests stand still, and the evidence of the examples is made again when a plugin changes.
function redateEvidence(folder: string): void {
  let yaml = readFileSync(join(folder, 'release.yaml'), 'utf8');
  for (const name of readdirSync(join(folder, 'evidence'))) {
    const file = join(folder, 'evidence', name);
    const before = readFileSync(file, 'utf8');
    const after = before.replace(/("measured_at": )"[^"]+"/, '$1"2026-11-23T15:00:00Z"');
    writeFileSync(file, after);
    yaml = yaml.replace(digestOf(before), digestOf(after));
  }
  yaml = yaml.replace(/^( +measured_at: ).*$/gm, (_, key: string) => `${key}2026-11-23T15:00:00Z`);
  writeFileSync(join(folder, 'release.yaml'), yaml);
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** Has the three people sign whom credit-scorer 1.1.0 needs. */
export async function signAll(team: Team, release = 'credit-scorer/1.1.0'): Promise<void> {
  for (const [person, role] of [
    ['katherine', 'product'],
    ['margaret', 'sre'],
    ['emmy', 'risk'],
  ] as const) {
    team.as(person);
    const { code, err } = await team.gate('sign', release, '--role', role, '--yes');
    if (code !== 0) throw new Error(err);
  }
}

/** The proposal, signed by all. */
export async function createSigned(): Promise<Team> {
  const team = createProposal();
  if (!copyTemplate('signed', team.home)) {
    await signAll(team);
    keepTemplate('signed', team.home);
  }
  team.as('ada');
  return team;
}

/** `main` has credit-scorer 1.0.0; a branch of ada's proposes 1.1.0, with its evidence. */
export function createProposal(): Team {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.git('checkout', '--quiet', '-b', 'release/credit-scorer-1.1.0');
  team.addRelease('credit-scorer/1.1.0');
  team.commit('Propose credit-scorer 1.1.0');
  return team;
}

export function createHost(
  cwd: string,
  env: Host['env'],
  now: () => Date,
  outcome: { out: string; err: string },
): Host {
  const write = (to: 'out' | 'err') => ({
    terminal: false,
    color: false,
    write: (text: string) => {
      outcome[to] += text;
    },
  });
  const host: Host = {
    now,
    env,
    cwd,
    temporary,
    cacheFolder: (kind) => cacheFolder(kind),
    home: engine,
    packed: null,
    pluginFolders: [join(engine, 'plugins')],
    files: {
      bundle: new URL('../src/run.ts', import.meta.url),
      evaluator: new URL('../../policy/worker/evaluate.mjs', import.meta.url),
      audit: new URL('../../plugin-build/dist/audit-plugin.mjs', import.meta.url),
      opa: join(engine, 'packages/opa/dist/'),
      policies: join(engine, 'packages/policy/dist/'),
      template: join(engine, 'packages/cli/templates/release.yaml'),
    },
    processors: 2,
    memory: 8192,
    stdout: write('out'),
    stderr: write('err'),
    wording: (text) => text,
    ask: async () => null,
    input: async () => '',
  };
  const cacheFolder = openCache(host);
  return host;
}
