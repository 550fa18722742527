import { expect, test } from 'vitest';
import { type Decision, digestDecision } from '../src/index.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const decision: Decision = {
  schema: 'gatehouse/decision@1',
  release: 'scorer/1.0.0',
  verdict: 'ready-with-waivers',
  facts_digest: digest('a'),
  policy_digest: digest('b'),
  gates: [
    {
      gate: 'g',
      status: 'waived',
      examined: 3,
      grounds: { measured: 0, recorded: 0, signed: 0, said: 1 },
      rules: [{ code: 'g.r', status: 'waived', examined: 3, ground: 'said' }],
      findings: [{ code: 'g.r', severity: 'waived', subject: 's', at: ['tier'], params: { n: 1 } }],
    },
  ],
  waivers: [],
  quorum: [{ role: 'risk', need: 1, have: ['emmy'] }],
  questions: [],
  break_glass: { need: 2, have: [] },
};
const [gate] = decision.gates;
const [rule] = gate?.rules ?? [];
const [finding] = gate?.findings ?? [];

test.each<[string, Partial<Decision>]>([
  ['facts with a field more', { facts_digest: digest('c') }],
  [
    'other grounds and counts',
    {
      gates: [
        {
          ...(gate as NonNullable<typeof gate>),
          examined: 9,
          grounds: { measured: 1, recorded: 0, signed: 0, said: 0 },
          rules: [{ ...(rule as NonNullable<typeof rule>), examined: 9, ground: 'measured' }],
        },
      ],
    },
  ],
  [
    'questions',
    {
      questions: [
        {
          item: 'a/b',
          version: 1,
          question: 'Is it?',
          roles: [],
          rests_on: [],
          named: null,
          by: null,
          open: true,
        },
      ],
    },
  ],
])('what an engine of another day says otherwise leaves it as it is: %s', (_name, change) => {
  expect(digestDecision({ ...decision, ...change })).toBe(digestDecision(decision));
});

test.each<[string, Partial<Decision>]>([
  ['the verdict', { verdict: 'ready' }],
  ['the release', { release: 'scorer/1.0.1' }],
  ['the policy', { policy_digest: digest('c') }],
  ['who signed', { quorum: [{ role: 'risk', need: 1, have: ['ada'] }] }],
  ['a finding less', { gates: [{ ...(gate as NonNullable<typeof gate>), findings: [] }] }],
  [
    'another finding',
    {
      gates: [
        {
          ...(gate as NonNullable<typeof gate>),
          findings: [{ ...(finding as NonNullable<typeof finding>), params: { n: 2 } }],
        },
      ],
    },
  ],
])('what was decided changes it: %s', (_name, change) => {
  expect(digestDecision({ ...decision, ...change })).not.toBe(digestDecision(decision));
});
