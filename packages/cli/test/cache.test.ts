import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { digestBytes } from '@gatehouse/contracts';
import { describe, expect, test } from 'vitest';
import { run } from '../src/run.ts';
import { cache, createHost, createProposal, createTeam, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';
const user = process.getuid?.();

/** A proposal that nobody signed, and a cache in which the policy of its base asks nobody to. */
async function createPoison(): Promise<{ team: Team; poison: string; verdict(): Promise<string> }> {
  const team = createProposal();
  const poison = join(team.home, 'poison');
  const folder = join(poison, 'gatehouse/policy');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { verdict, policy_digest } = await team.check();
  expect(verdict).toBe('inconclusive');
  const name = policy_digest.replace(':', '-');
  cpSync(join(cache, 'gatehouse/policy', name), join(folder, name));
  weaken(join(folder, name));
  team.env.XDG_CACHE_HOME = join(team.home, 'nothing');
  return { team, poison, verdict: async () => (await team.check()).verdict };
}

/** Makes every rule of a compiled policy one that warns, with a checksum that fits: what `prepare-policy` writes. */
function weaken(file: string): void {
  const bytes = readFileSync(file);
  const length = bytes.readUInt32BE(32);
  const json = Buffer.from(
    bytes.toString('utf8', 36, 36 + length).replaceAll(/"severity":"\w+"/g, '"severity":"warn"'),
  );
  const size = Buffer.alloc(4);
  size.writeUInt32BE(json.length);
  const rest = Buffer.concat([size, json, bytes.subarray(36 + length)]);
  writeFileSync(file, Buffer.concat([Buffer.from(digestBytes(rest).slice('sha256:'.length), 'hex'), rest]));
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

  const after = [
    'audit',
    'replay main',
    `bundle ${release} --output other.json`,
    'verify-bundle bundle.json',
  ];
  test.each(after)('uses nothing that is there: %s', async (command) => {
    const { team, poison } = await createPoison();
    team.git('checkout', '--quiet', 'main');
    team.git('merge', '--quiet', '--no-ff', '-m', 'Trust me', 'release/credit-scorer-1.1.0');
    team.env.XDG_CACHE_HOME = cache;
    expect((await team.gate('bundle', release, '--output', 'bundle.json')).code).toBe(1);
    team.env.XDG_CACHE_HOME = poison;
    expect((await team.gate(...command.split(' '), '--no-cache')).code).toBe(1);
    expect(existsSync(join(poison, 'gatehouse/audit'))).toBe(false);
  });
});
