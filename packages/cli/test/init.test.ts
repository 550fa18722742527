import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { integrityOf } from '@gatehouse/measure';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { run } from '../src/run.ts';
import { createHost, createTeam, engine, type Team } from './team.ts';

/** A packed engine as small as one can be: what `init` and `upgrade` read of one. */
async function packedEngine(version = '0.1.0', more: Record<string, string> = {}) {
  const plugins = { package: '@gatehouse/plugins', version, integrity: `sha512-${'B'.repeat(86)}==` };
  const drift = { version: '1.0.0', digest: `sha256:${'1'.repeat(64)}` };
  const home = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-packed-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  writeFileSync(
    join(home, 'package.json'),
    JSON.stringify({ gatehouse: { plugins: { ...plugins, each: { drift } } } }),
  );
  cpSync(join(engine, 'policies'), join(home, 'policies'), { recursive: true });
  for (const [path, text] of Object.entries(more)) writeFileSync(join(home, path), text);
  return { home, packed: { package: '@gatehouse/cli', version, integrity: await integrityOf(home) } };
}

type Packed = Awaited<ReturnType<typeof packedEngine>>;

/** A repository that has nothing to do with us, on `master`. */
function createStranger(): Team {
  const team = createTeam();
  for (const path of ['policies', 'plugins']) team.git('rm', '-r', '--quiet', path);
  team.write('packages/lib/x.py', 'x = 1\n');
  team.write('.github/workflows/tests.yml', 'on: push\n');
  team.git('checkout', '--quiet', '--orphan', 'master');
  team.commit('What was there before');
  team.git('branch', '-D', 'main');
  return team;
}

async function call(team: Team, own: Packed | null, ...args: string[]) {
  const outcome = { out: '', err: '' };
  const host = createHost(team.root, team.env, () => new Date('2026-11-24T09:00:00Z'), outcome);
  const code = await run(args, { ...host, ...own });
  return { code, ...outcome };
}

const init = (team: Team, own: Packed | null, ...args: string[]) =>
  call(team, own, 'init', '--yes', '--id', 'ada', ...args);

test('it writes what it lists, for the branch and the forge that it finds, and touches nothing else', async () => {
  const team = createStranger();
  const own = await packedEngine();
  const { code, out, err } = await init(team, own);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const changed = team
    .git('status', '--porcelain', '-uall')
    .split('\n')
    .map((line) => line.trim());
  expect(changed.every((line) => line.startsWith('?? '))).toBe(true);
  const written = changed.map((line) => line.slice(3));
  expect(written.filter((path) => !path.startsWith('policies/'))).toEqual([
    ...[
      '.github/workflows/gate.yml',
      '.github/workflows/measure.yml',
      'gatehouse.lock',
      'gatehouse.yaml',
      'releases/.gitattributes',
    ],
  ]);
  expect(existsSync(join(team.root, 'policies/governed.yaml'))).toBe(false);
  expect(parse(team.read('gatehouse.yaml'))).toEqual({
    schema: 'gatehouse/settings@1',
    target: 'master',
    governed: ['.github/workflows/gate.yml', '.github/workflows/measure.yml'],
  });
  const lock = parse(team.read('gatehouse.lock'));
  expect(lock.engine).toEqual(own.packed);
  expect(Object.keys(lock.plugins)).toEqual(['drift']);
  expect(parse(team.read('policies/trust/root.yaml')).principals.ada.roles).toEqual(['governance']);
  expect(team.read('.github/workflows/gate.yml')).toContain('npx --yes @gatehouse/cli@0.1.0 check');
  const undo = /To undo it: git (.*)/.exec(out)?.[1]?.split(' ') ?? [];
  team.git(...undo);
  expect(team.git('status', '--porcelain')).toBe('');
});

test.each([
  ['a checkout, which no lock can pin', 'config.engine', async () => null, () => {}],
  [
    'an engine that is not what it was packed as',
    'config.engine',
    async () => {
      const own = await packedEngine();
      writeFileSync(join(own.home, 'policies/main.rego'), 'package main\n');
      return own;
    },
    () => {},
  ],
  [
    'policies of another kind',
    'refused.exists',
    packedEngine,
    (team: Team) => team.write('policies/house.md', 'x'),
  ],
  ['a gate already', 'refused.exists', packedEngine, (team: Team) => team.write('gatehouse.yaml', 'x')],
])('it refuses %s, and writes nothing', async (_name, code, makeEngine, prepare) => {
  const team = createStranger();
  prepare(team);
  const before = team.git('status', '--porcelain', '-uall');
  const { err, ...ended } = await init(team, await makeEngine());
  expect(ended).toEqual({ code: 3, out: '' });
  expect(err).toContain(code);
  expect(team.git('status', '--porcelain', '-uall')).toBe(before);
});

test('without --yes, and with nobody to ask, it writes nothing', async () => {
  const team = createStranger();
  const { code, err } = await call(
    team,
    await packedEngine(),
    'init',
    '--project',
    'x',
    '--target',
    'master',
  );
  expect([code, err]).toEqual([3, expect.stringContaining('nobody can be asked here')]);
  expect(existsSync(join(team.root, 'gatehouse.yaml'))).toBe(false);
});

/** A repository whose base pins an engine. */
async function createAdopted() {
  const team = createStranger();
  const own = await packedEngine();
  await init(team, own);
  team.commit('Bring the gate');
  return { team, own };
}

test('another engine than the one that is pinned hands over, and judges nothing where it cannot', async () => {
  const { team, own } = await createAdopted();
  const judged = await call(team, own, 'check');
  expect(judged.err).toContain('there is no release in this tree');
  const nowhere = join(team.home, 'nowhere.tgz');
  for (const other of [null, await packedEngine('0.2.0')]) {
    expect(await call(team, other, 'check', '--engine', nowhere)).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining(`--engine: there is no ${nowhere}`),
    });
  }
  team.env.GATEHOUSE_HANDED_OVER = '1';
  expect((await call(team, null, 'check')).err).toContain(
    'gatehouse.lock of the base pins the engine @gatehouse/cli 0.1.0',
  );
});

test('a head that pins another engine is judged by the one that the base pins', async () => {
  const { team, own } = await createAdopted();
  team.git('checkout', '--quiet', '-b', 'other');
  team.edit('gatehouse.lock', (text) =>
    text.replace('0.1.0', '9.9.9').replace(/sha512-[^\n]+/, `sha512-${'A'.repeat(86)}==`),
  );
  team.commit('Another engine');
  const { code, out } = await call(team, own, 'check');
  expect(code).toBe(1);
  expect(out).toContain('gatehouse.lock');
  expect(out).toContain('change.version_not_next');
});

test('--engine without a file is a mistake of the command line', async () => {
  const team = createStranger();
  for (const args of [
    ['check', '--engine'],
    ['check', '--engine='],
  ])
    expect(await call(team, null, ...args)).toMatchObject({
      code: 3,
      err: expect.stringContaining('--engine names no file'),
    });
});

test('an upgrade replaces what the old lock pins, says what changes, and raises the version of the root', async () => {
  const { team } = await createAdopted();
  team.git('checkout', '--quiet', '-b', 'upgrade');
  const rego = readFileSync(join(engine, 'policies/gates/monitoring/monitoring.rego'), 'utf8');
  const next = await packedEngine('0.2.0', {
    'policies/gates/monitoring/monitoring.rego': rego.replace('severity: block', 'severity: warn'),
  });
  const { code, out, err } = await call(team, next, 'upgrade');
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('gatehouse.lock pins @gatehouse/cli 0.2.0, after 0.1.0.');
  expect(out).toMatch(/~ softer monitoring\.\w+/);
  expect(team.git('diff', '--name-only').split('\n')).toEqual([
    ...['gatehouse.lock', 'policies/gates/monitoring/monitoring.rego', 'policies/trust/root.yaml'],
  ]);
  expect(parse(team.read('policies/trust/root.yaml')).version).toBe(2);
});

test.each(['edited', 'added', 'removed'])(
  'an upgrade over a stock policy that somebody %s writes nothing',
  async (how) => {
    const { team } = await createAdopted();
    const file = 'policies/data/thresholds.yaml';
    if (how === 'edited') team.edit(file, (text) => `${text}# looser\n`);
    if (how === 'added') team.write('policies/gates/own/own.rego', 'package gates.own\n');
    if (how === 'removed') team.git('rm', '--quiet', file);
    const before = team.git('status', '--porcelain', '-uall');
    const { code, err } = await call(team, await packedEngine('0.2.0'), 'upgrade');
    expect([code, err]).toEqual([3, expect.stringContaining('policies/ is not what gatehouse.lock pins')]);
    expect(team.git('status', '--porcelain', '-uall')).toBe(before);
  },
);

test('an upgrade to the engine that is pinned, and one where none is, say so', async () => {
  const { team, own } = await createAdopted();
  expect(await call(team, own, 'upgrade')).toMatchObject({
    code: 0,
    out: expect.stringContaining('already'),
  });
  const inside = createTeam();
  expect((await call(inside, own, 'upgrade')).err).toContain('this repository pins no engine');
});

test('a base that promotes elsewhere than the head says is not judged against the head’s', async () => {
  const { team, own } = await createAdopted();
  team.git('branch', 'elsewhere');
  team.git('checkout', '--quiet', '-b', 'attack');
  team.edit('gatehouse.yaml', (text) => text.replace('target: "master"', 'target: elsewhere'));
  team.commit('Judge me by elsewhere');
  expect((await call(team, own, 'check')).err).toContain('elsewhere itself says that they go to master');
});

const hasPython = spawnSync('python3', ['--version']).status === 0;

test('a program of the team measures, as the base has it and never as the head does', async (context) => {
  if (!hasPython) context.skip('python3 is not on this machine');
  const { team, own } = await createAdopted();
  const mine = 'plugins/income';
  for (const file of ['plugin.json', 'measure.py']) {
    const text = readFileSync(join(engine, 'plugins/example-python', file), 'utf8');
    team.write(`${mine}/${file}`, text.replace('"example-python"', '"income"'));
  }
  team.commit('A plugin of our own');
  team.git('checkout', '--quiet', '-b', 'release');
  await call(team, own, 'new', 'churn', '1.0.0', '--tier', 'low');
  team.write('releases/churn/1.0.0/table.csv', 'income\n1\n2\n');
  const validation =
    '{id: income, plugin: income, subject: table, config: {table: table.csv, column: income}}';
  team.edit('releases/churn/1.0.0/release.yaml', (text) =>
    text.replace(/^validations:.*$/m, `validations: [${validation}]`),
  );
  team.commit('Propose');
  const measured = await call(team, own, 'validate', 'churn/1.0.0');
  expect([measured.code, measured.err]).toEqual([0, expect.stringContaining('income: 2 examined; rows 2')]);

  // The program is taken away, and a build that claims to be it put in its place.
  const claimed = {
    schema: 'gatehouse/plugin@1',
    name: 'income',
    version: '1.0.0',
    command: ['node', 'main.mjs'],
  };
  const { digest } = JSON.parse(team.read('releases/churn/1.0.0/evidence/income.json')).plugin;
  team.git('rm', '--quiet', '-r', mine);
  team.write(`${mine}/package.json`, '{"name":"@gatehouse-plugin/income","version":"1.0.0"}');
  team.write(
    `${mine}/dist/plugin.json`,
    JSON.stringify({ ...claimed, digest, summary: 'x', capabilities: [], config: {}, limits: {} }),
  );
  team.write(`${mine}/dist/main.mjs`, 'process.exit(0)');
  expect((await call(team, own, 'validate', 'churn/1.0.0', '--again')).err).toContain('plugin.differs');
});

test('what a promoted release has outside of its folder stays there, whatever takes the place of its folder', async () => {
  const { team, own } = await createAdopted();
  team.write('dist/app.whl', 'a wheel\n');
  team.write('other/app.whl', 'another\n');
  const digest = `sha256:${createHash('sha256').update('a wheel\n').digest('hex')}`;
  const artifact = `{id: wheel, kind: service, version: 1.0.0, path: ../../../dist/app.whl, digest: "${digest}"}`;
  await call(team, own, 'new', 'app', '1.0.0', '--tier', 'low');
  team.edit('releases/app/1.0.0/release.yaml', (text) =>
    text.replace(/^artifacts: \[\]/m, `artifacts: [${artifact}]`),
  );
  team.commit('As if it were promoted');
  for (const swap of [
    () => symlinkSync('other', join(team.root, 'dist')),
    () => team.write('dist', 'x'),
    () => team.write('dist/app.whl/x', 'x'),
    () => {},
  ]) {
    team.git('checkout', '--quiet', '-B', 'swap', 'master');
    team.git('rm', '-r', '--quiet', 'dist');
    swap();
    team.commit('Swap it');
    const { code, out } = await call(team, own, 'check', '--format', 'json');
    const { errors } = JSON.parse(out);
    expect([code, errors.map((one: { code: string }) => one.code)]).toEqual([3, ['refused.promoted']]);
  }
});

test.each([
  ['an id that is none', ['--id', 'Ada L']],
  ['a project without a name', ['--project', '']],
  ['a branch that git would not know', ['--target', 'a..b']],
  ['a ref in place of a branch', ['--target', 'refs/heads/master']],
])('%s is refused before anything is written', async (_name, args) => {
  const team = createStranger();
  const { code } = await call(team, await packedEngine(), 'init', '--yes', '--id', 'ada', ...args);
  expect(code).toBe(3);
  expect(team.git('status', '--porcelain')).toBe('');
});

test('a branch whose name reads like a number or a word of YAML is a branch', async () => {
  const team = createStranger();
  await init(team, await packedEngine(), '--target', '1.0');
  expect(parse(team.read('gatehouse.yaml')).target).toBe('1.0');
});

test('the lock cannot be taken away, nor become one that nobody can read', async () => {
  const { team, own } = await createAdopted();
  for (const spoil of [
    () => team.git('rm', '--quiet', 'gatehouse.lock'),
    () => team.write('gatehouse.lock', 'schema: x\n'),
  ]) {
    team.git('checkout', '--quiet', '-B', 'gov', 'master');
    await call(team, own, 'trust', 'bump');
    spoil();
    team.commit('Spoil the lock');
    const { code, out, err } = await call(team, own, 'check');
    expect(code).not.toBe(0);
    expect(code).not.toBe(2);
    expect(`${out}${err}`).toContain('gatehouse.lock');
  }
});

test('where there is no gate yet, it is named how to bring it in', async () => {
  const team = createStranger();
  for (const args of [['check'], ['audit'], ['stands', 'a'.repeat(64)]])
    expect((await call(team, await packedEngine(), ...args)).err).toContain('gate init');
});
