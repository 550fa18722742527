import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { run } from '../src/run.ts';
import { createHost } from './team.ts';

function folder(): string {
  const path = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-usage-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function gate(cwd: string, ...args: string[]) {
  const outcome = { out: '', err: '' };
  const env = { PATH: process.env.PATH ?? '', HOME: cwd };
  const code = await run(
    args,
    createHost(cwd, env, () => new Date('2026-11-24T09:00:00Z'), outcome),
  );
  return { code, ...outcome };
}

describe('a wrong command line is an error with a suggestion', () => {
  const cases: [name: string, args: string[], hint: RegExp][] = [
    ['a mistyped command', ['valdate'], /Did you mean validate/],
    ['swapped letters', ['chekc'], /Did you mean check/],
    ['a mistyped option', ['check', '--workree'], /Did you mean --worktree/],
    ['a mistyped option of the default command', ['--workree'], /Did you mean --worktree/],
    ['an option of another command', ['new', 'a', '1', '--role', 'x'], /Did you mean|--help/],
    ['a missing option', ['sign', 'a/1'], /--help/],
    ['a missing argument', ['new', 'a'], /--help/],
    ['too many arguments', ['new', 'a', '1', '2'], /--help/],
    ['an unknown format', ['--format', 'htlm'], /Did you mean html\? Formats: text, json, /],
    ['an unknown format of a file', ['--output', 'sarfi=x'], /Did you mean sarif/],
    ['a file in a folder that is missing', ['--output', 'json=none/x'], /Make the folder first/],
    ['a folder as a file', ['--output', 'json=.'], /Name a file in it/],
    ['two outputs in one file', ['--output', 'json=x', '--output', 'html=./x'], /a file of its own/],
    ['an unknown reason to fail', ['--fail-on', 'waivers'], /Did you mean waiver/],
    ['reasons to fail, and none', ['--fail-on', 'glass', '--report-only'], /Leave out one/],
    ['an unknown tier', ['new', 'a', '1', '--tier', 'huge'], /low, medium, high, critical/],
    ['a name that is a path', ['new', '../a', '1'], /lower-case/],
    ['an output without a file', ['--output', 'json'], /--output json=gate.json/],
    ['worktree and head together', ['--worktree', '--head', 'x'], /Leave out one/],
  ];
  test.each(cases)('%s', async (_, args, hint) => {
    const { code, err, out } = await gate(folder(), ...args);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toMatch(hint);
  });
});

test('every command has help that shows an example', async () => {
  for (const command of ['check', 'validate', 'new', 'sign', 'promote']) {
    const { code, out } = await gate(folder(), command, '--help');
    expect(code).toBe(0);
    expect(out).toMatch(/Example/);
    expect(out).toMatch(/pnpm gate/);
  }
  expect((await gate(folder(), '--help')).out).toMatch(/Exit codes: 0 ready, 1 blocked/);
});

test('so has every command of trust and policy, with a sentence on what it does', async () => {
  for (const group of ['trust', 'policy']) {
    const commands = [...(await gate(folder(), group, '--help')).out.matchAll(/^ {2}([a-z]+) .*\S$/gm)]
      .map(([, name]) => name as string)
      .filter((name) => name !== 'help');
    expect(commands.length).toBeGreaterThan(5);
    for (const command of commands) {
      const { out } = await gate(folder(), group, command, '--help');
      const [usage, sentence] = out.split('\n\n');
      expect(usage).toMatch(new RegExp(`^Usage: gate ${group} ${command} `));
      expect(sentence).toMatch(/^[A-Z][\s\S]+\.$/);
      expect(out).toMatch(new RegExp(`Example:\\n {2}pnpm gate ${group} ${command}`));
    }
  }
});

test('no repository, and a repository without commits', async () => {
  const path = folder();
  expect(await gate(path)).toMatchObject({
    code: 3,
    out: '',
    err: expect.stringMatching(/config\.not_a_repository/),
  });
  execFileSync('git', ['init', '--quiet', path]);
  expect(await gate(path)).toMatchObject({
    code: 3,
    out: '',
    err: expect.stringMatching(/config\.no_commits/),
  });
});

test('a base without trust root or policy', async () => {
  const path = folder();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: path, stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch=main');
  git('commit', '--quiet', '--allow-empty', '--message', 'empty');
  expect(await gate(path)).toMatchObject({ code: 3, err: expect.stringMatching(/config\.trust_root/) });
});
