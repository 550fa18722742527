import { stripVTControlCharacters } from 'node:util';
import type { BacktestReport } from '@gatehouse/report';
import { expect, test } from 'vitest';
import { type BacktestOptions, runBacktest } from '../src/commands/backtest.ts';
import { createHost, createProposal, createSigned, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';

async function gate(team: Team, options: BacktestOptions): Promise<{ code: number; out: string }> {
  const outcome = { out: '', err: '' };
  const now = () => new Date(team.env.GIT_COMMITTER_DATE ?? 0);
  const code = await runBacktest(createHost(team.root, team.env, now, outcome), options);
  return { code, out: stripVTControlCharacters(outcome.out) };
}

async function report(team: Team, options: BacktestOptions = {}): Promise<BacktestReport> {
  return JSON.parse((await gate(team, { ...options, format: 'json' })).out) as BacktestReport;
}

/** `main` has one promotion, by everybody who must sign. */
async function promoted(): Promise<Team> {
  const team = await createSigned();
  const { code, err } = await team.gate('promote', release);
  if (code !== 0) throw new Error(err);
  return team;
}

/** `main` has one release that nobody signed. */
function bypassed(): Team {
  const team = createProposal();
  const head = team.git('rev-parse', 'HEAD');
  team.git('checkout', '--quiet', 'main');
  team.git('merge', '--quiet', '--no-ff', '-m', 'Trust me', head);
  return team;
}

test('the policy of the day says again what it said', async () => {
  const team = await promoted();
  expect(await report(team, { policy: 'HEAD' })).toMatchObject({
    policy: { commit: team.git('rev-parse', 'HEAD') },
    counts: { 'newly-blocked': 0, 'newly-passed': 0, unchanged: 1 },
    promotions: [
      {
        release,
        effect: 'unchanged',
        before: 'ready',
        after: 'ready',
        time: '2026-11-24T09:00:00Z',
        rules: [],
      },
    ],
    unjudged: [],
  });
});

test('a stricter policy in the work tree shows what it would have held up, and by which rule', async () => {
  const team = await promoted();
  team.edit('policies/data/quorums.yaml', (text) => text.replace('high: { product: 1', 'high: { product: 2'));
  expect(await report(team)).toMatchObject({
    policy: { commit: null },
    counts: { 'newly-blocked': 1, 'newly-passed': 0, unchanged: 0 },
    promotions: [
      {
        effect: 'newly-blocked',
        before: 'ready',
        after: 'inconclusive',
        rules: [
          {
            code: 'signoff.role_missing',
            before: { status: 'passed', findings: 0 },
            after: { status: 'waiting', findings: 1 },
          },
        ],
      },
    ],
  });
  const { code, out } = await gate(team, { failOn: 'newly-blocked' });
  expect({ code, out }).toMatchObject({
    code: 1,
    out: expect.stringMatching(
      /NEWLY BLOCKED {2}was ready, would be inconclusive\n {4}signoff\.role_missing/,
    ),
  });
  expect((await gate(team, {})).code).toBe(0);
});

test('a milder policy shows what it would have let go', async () => {
  const team = bypassed();
  team.edit('policies/gates/signoff/signoff.rego', (text) =>
    text.replace('severity: wait', 'severity: warn'),
  );
  team.edit('policies/gates/checklist/checklist.rego', (text) =>
    text.replace('severity: wait', 'severity: warn'),
  );
  const { counts, promotions } = await report(team);
  expect(counts).toEqual({ 'newly-blocked': 0, 'newly-passed': 1, unchanged: 0 });
  expect(promotions[0]).toMatchObject({ effect: 'newly-passed', before: 'inconclusive', after: 'ready' });
  expect(promotions[0]?.rules).toMatchObject([
    { code: 'checklist.item_unconfirmed', before: { status: 'waiting' }, after: { status: 'warned' } },
    { code: 'signoff.role_missing', before: { status: 'waiting' }, after: { status: 'warned' } },
  ]);
});

test('what can not be judged is not called unchanged, and only what came after --since is looked at', async () => {
  const team = bypassed();
  const tip = team.git('rev-parse', 'HEAD');
  team.write('releases/broken/1.0.0/release.yaml', 'schema: [');
  team.commit('Not YAML');
  const since = await report(team, { since: tip });
  expect(since).toMatchObject({
    promotions: [],
    unjudged: [{ release: 'broken/1.0.0', code: 'input.yaml' }],
  });
  expect((await gate(team, { since: tip, failOn: 'newly-blocked' })).code).toBe(2);
  await expect(gate(team, { since: `${tip}^2` })).rejects.toMatchObject({ code: 'git.ref' });
});

test('a policy that can not judge is an error with its place, and an unknown condition is one too', async () => {
  const team = bypassed();
  team.edit('policies/gates/review/review.rego', (text) => `${text}\nrules.broken := nothing_of_that_name\n`);
  await expect(gate(team, {})).rejects.toMatchObject({
    code: 'policy.invalid',
    place: { file: 'policies/gates/review/review.rego' },
  });
  await expect(gate(team, { failOn: 'newly-blokced' })).rejects.toMatchObject({ code: 'usage.value' });
});
