import {
  chmodSync,
  chownSync,
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
import { join, relative } from 'node:path';
import { digestBytes } from '@gatehouse/contracts';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../src/run.ts';
import { cache, createHost, createTeam, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';
const user = process.getuid?.();

// Made once: the policy is the same for every team.
const made = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-poison-'));
afterAll(() => rmSync(made, { recursive: true, force: true }));

/** The gates of the policy here: few, as without a cache it is compiled again and again. */
const gates = ['change', 'signoff'];

/**
 * A proposal that nobody signed, and a cache in which the policy of its base asks nobody to. That policy is not the one
 * that the engine ships.
 */
async function createPoison(): Promise<{ team: Team; poison: string; verdict(): Promise<string> }> {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  for (const gate of readdirSync(join(team.root, 'policies/gates')))
    if (!gates.includes(gate)) rmSync(join(team.root, 'policies/gates', gate), { recursive: true });
  team.git('add', '--all');
  team.git('commit', '--quiet', '--amend', '--no-edit');
  team.git('checkout', '--quiet', '-b', 'release/credit-scorer-1.1.0');
  team.addRelease('credit-scorer/1.1.0');
  team.commit('Propose credit-scorer 1.1.0');
  const verdict = async () => (await team.check()).verdict;
  const folder = 'gatehouse/policy';
  if (!existsSync(join(made, folder))) {
    team.env.XDG_CACHE_HOME = made;
    expect(await verdict()).toBe('inconclusive');
    const files = readdirSync(join(made, folder)).map((name) => join(made, folder, name));
    expect(files.map(weaken).filter(Boolean)).toHaveLength(1);
  }
  const poison = join(team.home, 'poison');
  cpSync(made, poison, { recursive: true });
  chmodSync(poison, 0o700);
  team.env.XDG_CACHE_HOME = join(team.home, 'nothing');
  return { team, poison, verdict };
}

/** Makes every compiled rule one that warns, with a checksum that fits: what `cache-entries` writes. False for data. */
function weaken(file: string): boolean {
  const bytes = readFileSync(file);
  const length = bytes.readUInt32BE(32);
  if (length > bytes.length) return false;
  const json = Buffer.from(
    bytes.toString('utf8', 36, 36 + length).replaceAll(/"severity":"\w+"/g, '"severity":"warn"'),
  );
  const size = Buffer.alloc(4);
  size.writeUInt32BE(json.length);
  const rest = Buffer.concat([size, json, bytes.subarray(36 + length)]);
  writeFileSync(file, Buffer.concat([Buffer.from(digestBytes(rest).slice('sha256:'.length), 'hex'), rest]));
  return true;
}

test('what lies in the user’s own cache is believed: so nobody else may write there', async () => {
  const { team, poison, verdict } = await createPoison();
  expect(await verdict()).toBe('inconclusive');
  team.env.XDG_CACHE_HOME = poison;
  expect(await verdict()).toBe('ready');
});

describe('compiled policies that somebody planted are not used', () => {
  const plant = (poison: string, folder: string) => {
    cpSync(poison, folder, { recursive: true });
    return folder;
  };
  const cases: [name: string, place: (team: Team, poison: string) => void][] = [
    [
      'below the judged checkout',
      (team, poison) => {
        team.env.XDG_CACHE_HOME = plant(poison, join(team.root, '.cache'));
      },
    ],
    [
      'below another checkout',
      (team, poison) => {
        team.env.XDG_CACHE_HOME = plant(poison, join(createTeam().root, 'cache'));
      },
    ],
    [
      'at a relative path',
      (team, poison) => {
        team.env.XDG_CACHE_HOME = relative(process.cwd(), poison);
      },
    ],
    [
      'where others can write',
      (team, poison) => {
        chmodSync(join(poison, 'gatehouse'), 0o777);
        team.env.XDG_CACHE_HOME = poison;
      },
    ],
  ];
  test.each(cases)('%s', async (_, place) => {
    const { team, poison, verdict } = await createPoison();
    place(team, poison);
    expect(await verdict()).toBe('inconclusive');
  });

  test.runIf(user === 0)('by another user (played as root only)', async () => {
    const { team, poison, verdict } = await createPoison();
    chownSync(join(poison, 'gatehouse/policy'), 54321, 54321);
    team.env.XDG_CACHE_HOME = poison;
    expect(await verdict()).toBe('inconclusive');
  });

  test('in the temporary folder, where the user has no HOME', async () => {
    const { team, poison } = await createPoison();
    const { HOME: _home, XDG_CACHE_HOME: _cache, ...env } = team.env;
    const outcome = { out: '', err: '' };
    const host = createHost(team.root, env, () => new Date('2026-11-24T09:00:00Z'), outcome);
    expect(await run(['check'], { ...host, temporary: poison })).toBe(2);
    expect(outcome.err).toBe('');
  });
});

test('why no cache is used is told to whoever asks', async () => {
  const { team } = await createPoison();
  Object.assign(team.env, { XDG_CACHE_HOME: join(team.root, '.cache'), GATEHOUSE_DEBUG: '1' });
  const { code, err } = await team.gate();
  expect(code).toBe(2);
  expect(err).toMatch(/No cache is used: .*work tree/);
});

describe('--no-cache', () => {
  test('leaves nothing', async () => {
    const { team } = await createPoison();
    const empty = join(team.home, 'empty');
    mkdirSync(empty, { mode: 0o700 });
    team.env.XDG_CACHE_HOME = empty;
    expect((await team.gate('check', '--no-cache')).code).toBe(2);
    expect(readdirSync(empty)).toEqual([]);
    expect((await team.gate('check')).code).toBe(2);
    expect(readdirSync(join(empty, 'gatehouse'))).toEqual(['policy']);
  });

  test.each(['check', `promote ${release}`])('uses nothing that is there: %s', async (command) => {
    const { team, poison } = await createPoison();
    team.env.XDG_CACHE_HOME = poison;
    expect((await team.gate(...command.split(' '), '--no-cache')).code).toBe(2);
    expect((await team.gate(...command.split(' '))).code).toBe(0);
  });

  // What they say with it; the decision that a bundle names, it changes.
  const after: [command: string, believed: number][] = [
    ['audit', 0],
    ['replay main', 0],
    [`bundle ${release} --output other.json`, 0],
    ['verify-bundle bundle.json', 3],
  ];
  test.each(after)('uses nothing that is there: %s', async (command, believed) => {
    const { team, poison } = await createPoison();
    team.git('checkout', '--quiet', 'main');
    team.git('merge', '--quiet', '--no-ff', '-m', 'Trust me', 'release/credit-scorer-1.1.0');
    team.env.XDG_CACHE_HOME = cache;
    expect((await team.gate('bundle', release, '--output', 'bundle.json')).code).toBe(1);
    team.env.XDG_CACHE_HOME = poison;
    expect((await team.gate(...command.split(' '), '--no-cache')).code).toBe(1);
    expect(existsSync(join(poison, 'gatehouse/audit'))).toBe(false);
    rmSync(join(team.root, 'other.json'), { force: true });
    expect((await team.gate(...command.split(' '))).code).toBe(believed);
  });
});
