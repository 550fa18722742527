import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import * as modules from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { engine } from './team.ts';

/** Only a Node that can keep compiled code leaves anything. */
const canKeep = 'enableCompileCache' in modules;

function createHome(): string {
  const home = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-code-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** Prints the help of `check` by the built command line, and gives the files of code that lie in the cache then. */
function help(home: string, ...more: string[]): { out: string; kept: string[] } {
  const args = [join(engine, 'packages/cli/dist/gate.mjs'), 'check', ...more, '--help'];
  const env = { PATH: process.env.PATH ?? '', HOME: home };
  const out = execFileSync(process.execPath, args, { cwd: home, env, encoding: 'utf8' });
  const folder = join(home, '.cache/gatehouse/code');
  const paths = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  return { out, kept: paths.map((path) => join(folder, path)).filter((path) => statSync(path).isFile()) };
}

test('compiled code is kept for the next run where nobody else can enter, and damaged code is not run', () => {
  const home = createHome();
  mkdirSync(join(home, '.cache/gatehouse/code'), { recursive: true, mode: 0o755 });
  const { out, kept } = help(home);
  expect(kept.length > 0).toBe(canKeep);
  if (canKeep) expect(statSync(join(home, '.cache/gatehouse/code')).mode & 0o777).toBe(0o700);
  for (const file of kept) writeFileSync(file, 'console.log("run")');
  expect(help(home).out).toBe(out);
});

test('with --no-cache nothing is left', () => {
  expect(help(createHome(), '--no-cache').kept).toEqual([]);
});

test('nor in a folder that others can write to, or that lies in a work tree', () => {
  const [open, tree] = [createHome(), createHome()];
  mkdirSync(join(open, '.cache'));
  chmodSync(join(open, '.cache'), 0o777);
  mkdirSync(join(tree, '.git'));
  for (const home of [open, tree]) expect(help(home).kept).toEqual([]);
});
