import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { run } from '../src/run.ts';
import { createHost, createProposal, engine, type Team } from './team.ts';

// The build of the engine compiles the policies of this repository: a run in which the base has the same rules compiles
// none, whatever is in the cache.

/** For those who see these tests fail after they changed a rule. */
const stale = 'policies/ or the compiler changed since the last build: pnpm build';

/** A proposal on a machine that is new, with an OPA that counts its starts. */
function createCold() {
  const team = createProposal();
  const opa = join(team.home, 'opa');
  const count = join(team.home, 'starts');
  mkdirSync(opa);
  cpSync(join(engine, 'packages/opa/dist/opa.json'), join(opa, 'opa.json'));
  const real = pathToFileURL(join(engine, 'packages/opa/dist/run-opa.mjs')).href;
  writeFileSync(
    join(opa, 'run-opa.mjs'),
    `import { appendFileSync } from 'node:fs';\nappendFileSync(${JSON.stringify(count)}, '.');\nawait import(${JSON.stringify(real)});\n`,
  );
  team.env.XDG_CACHE_HOME = join(team.home, 'nothing');
  return {
    team,
    starts: () => (existsSync(count) ? readFileSync(count, 'utf8').length : 0),
    async gate(...args: string[]) {
      const outcome = { out: '', err: '' };
      const host = createHost(team.root, team.env, () => new Date('2026-11-24T09:00:00Z'), outcome);
      return { code: await run(args, { ...host, files: { ...host.files, opa } }), ...outcome };
    },
  };
}

/** On `main`, which judges, and on the proposal. */
function changeBase({ git, edit, commit }: Team, path: string, change: (text: string) => string): void {
  const branch = git('branch', '--show-current');
  git('checkout', '--quiet', 'main');
  edit(path, change);
  commit(`Change ${path}`);
  git('checkout', '--quiet', branch);
  git('rebase', '--quiet', 'main');
}

test('a cold start with the rules that the engine ships compiles nothing', async () => {
  const { starts, gate } = createCold();
  expect((await gate('check')).code).toBe(2);
  expect((await gate('check', '--no-cache')).code).toBe(2);
  expect(starts(), stale).toBe(0);
});

test('another threshold of the base is judged with, and nothing is compiled', async () => {
  const { team, starts, gate } = createCold();
  const before = JSON.parse((await gate('check', '--format', 'json')).out);
  changeBase(team, 'policies/data/quorums.yaml', (text) => `${text}# Another file is another policy.\n`);
  const after = JSON.parse((await gate('check', '--format', 'json')).out);
  expect(after.policy_digest).not.toBe(before.policy_digest);
  expect(after.verdict).toBe('inconclusive');
  expect(starts(), stale).toBe(0);
});

test('another rule of the base is compiled once, and kept for the user', async () => {
  const { team, starts, gate } = createCold();
  changeBase(team, 'policies/lib/calendar.rego', (text) => `${text}\n# Another rule.\n`);
  expect((await gate('check')).code).toBe(2);
  expect((await gate('check')).code).toBe(2);
  expect(starts()).toBe(1);
  expect((await gate('check', '--no-cache')).code).toBe(2);
  expect(starts()).toBe(2);
});

test('a rule of the head is not what judges', async () => {
  const { team, starts, gate } = createCold();
  team.edit('policies/lib/calendar.rego', (text) => `${text}\n# Another rule.\n`);
  team.commit('Bring another rule');
  const report = JSON.parse((await gate('check', '--format', 'json')).out);
  expect(report).toMatchObject({ verdict: 'blocked', governance: { changed: ['policies/'] } });
  // It is compiled, to see whether it does.
  expect(starts()).toBe(1);
});
