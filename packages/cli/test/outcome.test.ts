import type { FindingReport } from '@gatehouse/report';
import { expect, test } from 'vitest';
import { createProposal, createTeam, type Team } from './team.ts';

const release = 'releases/credit-scorer/1.1.0/release.yaml';
const outcome = 'releases/credit-scorer/1.0.0/outcome.yaml';
const told = `schema: gatehouse/outcome@1
name: credit-scorer
version: 1.0.0
summary: Slow at the end of a month.
incidents:
  - { id: month-end, on: 2026-09-30, severity: major, summary: p95 at 900 ms }
learnings:
  - { id: load-test, learning: The load test has to cover it., status: open }
  - { id: old, learning: That is done., status: done }
`;
const answers = `review:
  learnings:
    - { outcome: 1.0.0, id: month-end, how: The pool is twice as large. }
    - { outcome: 1.0.0, id: load-test, how: The load test runs over a whole month. }`;

/** 1.1.0 is proposed, and main tells of 1.0.0. */
function createTold(text: string): Team {
  const team = createProposal();
  team.git('checkout', '--quiet', 'main');
  team.write(outcome, text);
  team.commit('What came of 1.0.0');
  team.git('checkout', '--quiet', '-');
  team.git('rebase', '--quiet', 'main');
  return team;
}

async function found(team: Team, ...codes: string[]): Promise<FindingReport[]> {
  const { releases } = await team.check();
  return (releases[0]?.gates ?? [])
    .flatMap(({ findings }) => findings)
    .filter(({ code }) => codes.includes(code));
}

const brief = ({ code, severity, subject }: FindingReport) => [code, severity, subject];

test('what earlier versions left open is addressed by the next, or blocks it', async () => {
  const team = createTold(told);
  expect((await found(team, 'review.learning_unaddressed', 'rollback.target_unfit')).map(brief)).toEqual([
    ['review.learning_unaddressed', 'block', '1.0.0: load-test'],
    ['review.learning_unaddressed', 'block', '1.0.0: month-end'],
    ['rollback.target_unfit', 'block', '1.0.0'],
  ]);
  team.edit(release, (text) => text.replace(/^review:/m, answers));
  team.commit('Say how');
  expect(await found(team, 'review.learning_unaddressed')).toEqual([]);
});

test('a waiver covers a learning, and one that waives every finding of a rule says how many', async () => {
  const team = createTold(told);
  const waiver = (subject: string) =>
    `waivers:\n  - {rule: review.learning_unaddressed, ${subject}reason: Next quarter, until: 2026-12-31, approver_role: risk}\n `;
  team.edit(release, (text) => text.replace(/^waivers: \[\]/m, waiver('subject: "1.0.0: load-test", ')));
  team.commit('Waive one');
  expect((await found(team, 'review.learning_unaddressed')).map(brief)).toEqual([
    ['review.learning_unaddressed', 'waived', '1.0.0: load-test'],
    ['review.learning_unaddressed', 'block', '1.0.0: month-end'],
  ]);
  team.edit(release, (text) => text.replace('subject: "1.0.0: load-test", ', ''));
  team.commit('Waive all');
  expect((await team.check()).releases[0]?.waivers).toMatchObject([
    {
      rule: 'review.learning_unaddressed',
      subject: null,
      approved: false,
      state: 'used',
      lifts: ['1.0.0: load-test', '1.0.0: month-end'],
      line: expect.any(Number),
    },
  ]);
  expect((await team.gate()).out).toMatch(
    /every finding of review\.learning_unaddressed until 2026-12-31.*lifts 2 findings/,
  );
});

test('an outcome on the branch that it is told on answers nothing: the base is what counts', async () => {
  const team = createTold(told);
  team.edit(outcome, (text) => text.replace('status: open', 'status: done'));
  team.commit('Done, says the branch');
  expect((await found(team, 'review.learning_unaddressed')).map(({ subject }) => subject)).toContain(
    '1.0.0: load-test',
  );
});

test.each([
  ['not YAML', 'schema: [', { code: 'input.yaml' }],
  ['a word too much', `${told}harmless: true\n`, { code: 'input.schema', line: 10, column: 1 }],
  ['a severity of its own', told.replace('major', 'huge'), { code: 'input.schema', line: 6, column: 38 }],
  ['of another version', told.replace('1.0.0', '2.0.0'), { code: 'input.release_path', line: 2 }],
  ['two of one id', told.replace('id: old', 'id: month-end'), { code: 'input.schema', line: 9 }],
])('an outcome that can not be read is refused with its place: %s', async (_name, text, error) => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.git('checkout', '--quiet', '-b', 'tell');
  team.write(outcome, text);
  team.commit('What came of it');
  expect((await team.check()).errors).toMatchObject([
    { release: 'credit-scorer/1.0.0', file: outcome, ...error },
  ]);
  expect((await team.gate()).code).toBe(3);
});

test('an outcome on main that can not be read blocks the next release, and never counts as none', async () => {
  const team = createTold('schema: gatehouse/outcome@1\n');
  expect((await team.check()).errors).toMatchObject(
    ['name', 'version', 'summary'].map(() => ({ code: 'input.schema', file: outcome })),
  );
});
