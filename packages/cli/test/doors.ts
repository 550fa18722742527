import { execFileSync } from 'node:child_process';
import { refusePush } from '@gatehouse/audit';
import { openRepository } from '@gatehouse/git';
import { surroundings, targetOf } from '@gatehouse/judge';
import type { AuditReport } from '@gatehouse/report';
import { expect } from 'vitest';
import { createHost, type Team } from './team.ts';

/** What a step of main is, by everybody who is asked: the push, the branch before it, the audit, the replay. */
export interface Doors {
  /** The codes for which the hook refuses; none: it lets it pass. */
  hook: string[];
  check: { verdict: string; codes: string[] };
  audit: { verdict: string; codes: string[] };
  replay: number;
}

/** Asks all of them of the newest step of main. */
export async function askDoors(team: Team): Promise<Doors> {
  const [before, after] = [team.git('rev-parse', 'main^1'), team.git('rev-parse', 'main')];
  const head = team.git('rev-list', '--parents', '-1', after).split(' ')[2] ?? after;
  const report = await team.check('--base', before, '--head', head);
  const { steps } = await auditOf(team);
  const step = steps.find(({ commit }) => commit === after);
  const gates = report.releases.flatMap((release) => release.gates);
  const failed = gates.flatMap(({ findings }) =>
    findings.filter(({ severity }) => severity === 'block' || severity === 'wait'),
  );
  const found = report.governance?.findings.filter(({ severity }) => severity !== 'warn') ?? [];
  return {
    hook: await pushCodes(team, before, after),
    check: {
      verdict: report.verdict,
      codes: [...report.errors, ...failed, ...found].map(({ code }) => code),
    },
    audit: { verdict: step?.verdict ?? 'absent', codes: step?.reasons.map(({ code }) => code) ?? [] },
    replay: (await team.gate('replay', after)).code,
  };
}

/** Refused by everybody, for this. */
export async function expectRefused(team: Team, code: string): Promise<void> {
  const { hook, check, audit, replay } = await askDoors(team);
  expect({ hook, check: check.codes, audit: audit.codes }).toEqual({
    hook: expect.arrayContaining([code]),
    check: expect.arrayContaining([code]),
    audit: expect.arrayContaining([code]),
  });
  expect([check.verdict, audit.verdict]).not.toContain('ready');
  expect(['bypass', 'unverifiable']).toContain(audit.verdict);
  expect(replay).not.toBe(0);
}

/** Let pass by everybody, and called so. */
export async function expectPassed(team: Team, verdict: string): Promise<void> {
  const { hook, audit } = await askDoors(team);
  expect({ hook, audit }).toEqual({ hook: [], audit: { verdict, codes: [] } });
}

export async function pushCodes(
  team: Team,
  before: string,
  after: string,
  now = `${team.env.GIT_COMMITTER_DATE}`,
): Promise<string[]> {
  const host = createHost(team.root, team.env, () => new Date(now), {
    out: '',
    err: '',
  });
  const repository = await openRepository(team.root, surroundings(host));
  try {
    const refusals = await refusePush(
      host,
      repository,
      [{ before, after, ref: 'refs/heads/main' }],
      targetOf('main'),
    );
    return refusals.flatMap(({ reasons }) => reasons.map(({ code }) => code));
  } finally {
    repository.close();
  }
}

export async function auditOf(team: Team, ...args: string[]): Promise<AuditReport & { code: number }> {
  const { code, out, err } = await team.gate('audit', '--no-cache', '--format', 'json', ...args);
  if (out === '') throw new Error(err);
  return { ...(JSON.parse(out) as AuditReport), code };
}

/** Lets time pass for what is committed and for the gate. */
export function wait(team: Team, seconds: number): void {
  const then = new Date(Date.parse(`${team.env.GIT_COMMITTER_DATE}`) + seconds * 1000).toISOString();
  team.env.GIT_AUTHOR_DATE = then;
  team.env.GIT_COMMITTER_DATE = then;
}

/** A branch from main (or elsewhere) on which `work` is done, merged into main by plain git, whatever it is. */
export async function land(team: Team, work: () => unknown, from = 'main', ...how: string[]): Promise<void> {
  team.git('checkout', '--quiet', '-B', 'landing', from);
  await work();
  team.git('checkout', '--quiet', 'main');
  team.as('ada');
  team.git('merge', '--quiet', '--no-ff', '-m', 'Merge', ...how, 'landing');
}

/** Commits as nobody whom the trust root knows, unsigned. */
export function commitAsStranger(team: Team, message: string): void {
  const env = {
    ...team.env,
    GIT_AUTHOR_NAME: 'x',
    GIT_AUTHOR_EMAIL: 'x@nowhere',
    GIT_COMMITTER_NAME: 'x',
    GIT_COMMITTER_EMAIL: 'x@nowhere',
  };
  const git = (...args: string[]) => execFileSync('git', args, { cwd: team.root, env, stdio: 'pipe' });
  git('add', '--all', '--force');
  git('commit', '--quiet', '--no-gpg-sign', '--allow-empty', '-m', message);
}
