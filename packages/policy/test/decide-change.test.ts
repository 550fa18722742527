import {
  type ChangeFacts,
  validateChangeDecision,
  validateChangeFacts,
  violations,
} from '@gatehouse/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decideChange, type Evaluator, openEvaluator, type Policy, requireChangeGate } from '../src/index.ts';
import { change, compileOurs } from './our-policy.ts';
import { catalogue, passed, rule } from './samples.ts';

let policy: Policy;
let evaluator: Evaluator;
beforeAll(async () => {
  policy = await compileOurs();
  evaluator = openEvaluator();
  evaluator.load(policy);
});
afterAll(() => evaluator.close());

const judge = async (facts: unknown) =>
  decideChange(facts as ChangeFacts, policy, await evaluator.evaluate(facts as ChangeFacts));

const verdict = (facts: unknown) =>
  judge(facts).then(
    (decision) => decision.verdict,
    () => 'refused',
  );

test('the example fits its schema, and is ready by a decision that fits its own', async () => {
  expect(violations(validateChangeFacts, change)).toEqual([]);
  const decision = await judge(change);
  expect(violations(validateChangeDecision, decision)).toEqual([]);
  expect(decision).toMatchObject({ release: 'governance/4', verdict: 'ready' });
  expect(decision.gates.map(({ gate, status }) => [gate, status])).toEqual([['change', 'passed']]);
  expect(await judge(structuredClone(change))).toEqual(decision);
});

test('it waits for those who sign, and is blocked by what no sign-off mends', async () => {
  const unsigned = { ...change, signoffs: { old: [], new: [] } };
  expect(await verdict(unsigned)).toBe('inconclusive');
  expect(await verdict({ ...unsigned, releases: ['scorer/1.0.0'] })).toBe('blocked');
});

test('without any field, or with one of no sense, nothing is ready but where nobody needs it', async () => {
  const ready: string[] = [];
  for (const path of pathsOf(change)) {
    for (const value of [undefined, null, {}]) {
      const spoilt = structuredClone(change) as unknown as Record<string, unknown>;
      const owner = path.slice(0, -1).reduce<unknown>((from, key) => (from as never)[key], spoilt) as object;
      const key = path.at(-1) as string;
      if (JSON.stringify((owner as never)[key]) === JSON.stringify(value)) continue;
      if (value !== undefined) Object.assign(owner, { [key]: value });
      else if (Array.isArray(owner)) owner.splice(Number(key), 1);
      else delete (owner as Record<string, unknown>)[key];
      if ((await verdict(spoilt)) === 'ready') ready.push(nameOf(path));
    }
  }
  // Told to people; rules that only warn; a key that is compromised since ever, or was not known to be.
  expect([...new Set(ready)].sort()).toEqual([
    'base',
    'changed/*',
    'contributions/*/commit',
    'contributions/*/reason',
    'digest',
    'head',
    'plugins',
    'plugins/*',
    'plugins/*/plugin',
    'plugins/*/problem',
    'plugins/*/uses',
    'policy/rules/new',
    'policy/rules/new/*',
    'policy/rules/old/*',
    'project',
    'roots/new/compromised/*/since',
    'roots/new/digest',
    'roots/old/compromised/*',
    'roots/old/previous',
    'roots/old/unusable_keys',
    'signoffs/new/*/told',
    'signoffs/old/*/told',
    'target',
  ]);
});

test('a base that judges no change lets none through', () => {
  const without = catalogue(rule('g.a'));
  expect(() => requireChangeGate(without)).toThrow(expect.objectContaining({ code: 'policy.missing' }));
  const result = { schema: 'gatehouse/change-result@1', recognised: true, gates: {}, quorum: [] };
  expect(() => decideChange(change, { digest: 'd', catalogue: without }, [{ result }])).toThrow();
});

test.each([
  ['nothing', undefined],
  ['the decision on a release', { schema: 'gatehouse/policy-result@1' }],
  ['facts that it did not recognise', { recognised: false }],
  ['no gate', { gates: {} }],
  ['another gate', { gates: { change: { a: passed }, other: {} } }],
  ['one trust root', { quorum: [{ root: 'new', role: 'r', need: 1, have: [] }] }],
])('%s is no answer', (_, spoil) => {
  const known = catalogue(rule('change.a'));
  const gates = [{ ...(known.gates[0] as never as object), gate: 'change' }] as typeof known.gates;
  const quorum = ['old', 'new'].map((root) => ({ root, role: 'r', need: 1, have: [] }));
  const whole = {
    schema: 'gatehouse/change-result@1',
    recognised: true,
    gates: { change: { a: passed } },
    quorum,
  };
  const answer = (result: object | undefined) => () =>
    decideChange(
      change,
      { digest: `sha256:${'b'.repeat(64)}`, catalogue: { gates } },
      result && [{ result }],
    );
  expect(answer(whole)().verdict).toBe('ready');
  expect(answer(spoil && { ...whole, ...spoil })).toThrow(expect.objectContaining({ code: 'policy.result' }));
});

function pathsOf(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [[...at, key], ...pathsOf(item, [...at, key])]);
}

function nameOf(path: string[]): string {
  return path
    .join('/')
    .replace(/(?<=^policy\/rules\/(old|new)\/).*/, '*')
    .replace(/\d+/, '*')
    .replace(/(?<=^signoffs\/.*)(commit|until|on_behalf_of|reason)$/, 'told');
}
