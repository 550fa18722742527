import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { onTestFinished } from 'vitest';
import { engine, type Outcome, type Team } from './team.ts';

const bundle = join(engine, 'packages/cli/dist/gate.mjs');

/** A command of the built command line, in a process of its own. */
export interface Started {
  child: ChildProcess;
  ended: Promise<Outcome>;
}

/** Starts `gate` in the team's repository, or in another work tree of it, at the team's time. */
export function startGate(
  team: Team,
  args: readonly string[],
  { cwd = team.root, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): Started {
  if (!existsSync(bundle)) throw new Error(`${bundle} is not built: npx pnpm@12 build`);
  const all = { ...team.env, ...env };
  const clock = `data:text/javascript,${encodeURIComponent(clockAt(all.GIT_COMMITTER_DATE as string))}`;
  const child = spawn(process.execPath, ['--import', clock, bundle, ...args], { cwd, env: all });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const ended = new Promise<Outcome>((resolve) =>
    child.on('close', (code) => {
      const [out, err] = [said.out, said.err].map(stripVTControlCharacters) as [string, string];
      resolve({ code: code ?? 128, out, err });
    }),
  );
  return { child, ended };
}

// Sign-offs and evidence grow old: the process lives at the moment at which the team does.
function clockAt(moment: string): string {
  return `const Real = Date, start = Real.now(), at = Real.parse('${moment}');
    const now = () => at + Real.now() - start;
    globalThis.Date = class extends Real {
      constructor(...given) { super(...(given.length > 0 ? given : [now()])); }
      static now() { return now(); }
    };`;
}

/** A folder with a `git` that does something else before it is git: the lines of a shell script, in which $GIT is git. */
export function wrapGit(team: Team, name: string, ...lines: string[]): string {
  const folder = join(team.home, name);
  mkdirSync(folder);
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const script = ['#!/bin/sh', `GIT='${real}'`, ...lines, 'exec "$GIT" "$@"', ''].join('\n');
  writeFileSync(join(folder, 'git'), script, { mode: 0o755 });
  return folder;
}
