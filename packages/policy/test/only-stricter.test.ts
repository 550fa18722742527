import type { Decision, Facts } from '@gatehouse/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decide, type Evaluator, openEvaluator, type Policy } from '../src/index.ts';
import { type DataFile, joinPacks } from '../src/join-packs.ts';
import { compileOurs, ready } from './our-policy.ts';

// What judges can only get stricter by tier, profile and pack: whatever a release lacks, a profile or a pack more, or a
// higher tier, takes back nothing that stands against it.

type Data = Policy['data'];

let policy: Policy;
let evaluator: Evaluator;
beforeAll(async () => {
  policy = await compileOurs();
  evaluator = openEvaluator();
}, 60_000);
afterAll(() => evaluator.close());

async function judge(facts: Facts, data: Data): Promise<Decision> {
  evaluator.load({ ...policy, data });
  return decide(facts, { ...policy, data }, await evaluator.evaluate(facts));
}

const roles = ['engineer', 'data', 'product', 'sre', 'security', 'risk', 'clinical', 'governance'];
const tiers = ['low', 'medium', 'high', 'critical'] as const;
const conditions = ['always', 'models', 'personal_data', 'regulated', 'safety_critical'];

/** Things that are not as they should be: each with what it takes out, or makes of a part of the facts. */
const flaws: Record<string, (facts: Facts, at: number) => void> = {
  missing: ({ release }, at) => takeOut(release, at),
  old: (facts, at) =>
    set(pick(answersOf(facts), at), { confirmed_on: pick(['2020-01-01', '2026-09-01'], at) }),
  'by another': (facts, at) => set(pick(answersOf(facts), at), { confirmed_by: pick(['ada', 'emmy'], at) }),
  value: (facts, at) => set(pick(measurementsOf(facts), at), { value: (at % 101) / 100 }),
  few: (facts, at) => set(pick(measurementsOf(facts), at), { n: at % 300 }),
  'no bounds of its own': ({ release }) => set(release, { expectations: {} }),
  'small staging': ({ release }) => set(release.environments?.staging?.resources ?? {}, { cpu: 0.1 }),
  'production of numbers': ({ release }) =>
    set(release.environments?.production?.resources ?? {}, { cpu: 2 }),
  'long ago': ({ evidence }) => {
    for (const one of Object.values(evidence)) one.measured_at = '2026-07-01T00:00:00Z';
  },
  unsigned: ({ signoffs }, at) => void signoffs.splice(at % signoffs.length, 1),
  stranger: ({ contributions }) => {
    for (const one of contributions) one.principal = null;
  },
  waived: (facts, at) => {
    const [until, tier] = [pick(['2026-12-31', '2027-12-31', '2029-12-31'], at), pick(tiers, at)];
    facts.waiver_history = [{ release: 'credit-scorer/0.9.0', on: '2026-06-01', until, rule: 'a.b', tier }];
    facts.release.waivers = [{ rule: 'a.b', reason: 'Soon.', until: '2027-02-01', approver_role: 'risk' }];
  },
};

interface Case {
  tier: (typeof tiers)[number];
  profiles: string[];
  traits: boolean;
  flaws: [string, number][];
}

/** Any tier, any of some profiles, and any flaws. */
function anyCase(names: readonly string[]): fc.Arbitrary<Case> {
  return fc.record({
    tier: fc.constantFrom(...tiers),
    profiles: fc.subarray([...names]),
    traits: fc.boolean(),
    flaws: fc.array(fc.tuple(fc.constantFrom(...Object.keys(flaws)), fc.nat()), { maxLength: 12 }),
  });
}

/** The facts of the example as a case has them. */
function factsOf(one: Case, { tier = one.tier, more = [] as string[] } = {}): Facts {
  const facts = structuredClone(ready);
  const traits = one.traits ? ready.release.traits : mapValues(ready.release.traits ?? {}, () => false);
  for (const [name, at] of one.flaws) flaws[name]?.(facts, at);
  set(facts.release, { tier, profiles: [...one.profiles, ...more], traits });
  return facts;
}

const someRoles = fc.subarray(roles);
const some = (words: readonly string[]) =>
  fc.dictionary(fc.constantFrom(...conditions), fc.subarray([...words]), { maxKeys: 2 });

/** Modules with any items, of our names and of others, that ask less or more than ours. */
const modules = fc.dictionary(
  fc.constantFrom('operational-readiness', 'security', 'model', 'privacy', 'lending'),
  fc.record({
    items: fc.dictionary(
      fc.constantFrom('on-call', 'threats', 'secrets', 'intended-use', 'subgroups', 'purpose', 'limits'),
      fc.record(
        {
          question: fc.constant('Is it?'),
          roles: someRoles,
          max_age_days: fc.nat({ max: 9999 }),
          from: fc.constantFrom(...tiers),
          evidence: fc.constant('a page'),
        },
        { requiredKeys: ['question', 'roles', 'max_age_days'] },
      ),
    ),
  }),
);

const bound = fc.record(
  {
    plugin: fc.constantFrom('model-performance', 'data-drift', 'fairness'),
    metric: fc.constantFrom('auc', 'accuracy', 'ece', 'psi', 'nothing-of-the-kind'),
    min: fc.double({ min: 0, max: 1, noNaN: true }),
    max: fc.double({ min: 0, max: 1, noNaN: true }),
    max_drop: fc.double({ min: 0, max: 1, noNaN: true }),
    min_n: fc.nat({ max: 2000 }),
    tasks: fc.subarray(['binary', 'regression']),
  },
  { requiredKeys: ['plugin', 'metric'] },
);

/**
 * Any profile. What it demands it also says how much of: a number that nobody gives is one that nobody reaches. So it does not
 * demand `evidence-signed`, whose roles stand in plugins.yaml from the tier high on, where every release is asked for it.
 */
const profile = fc.record(
  {
    least_tier: fc.constantFrom(...tiers),
    quorum: fc.dictionary(fc.constantFrom(...roles), fc.nat({ max: 3 })),
    practices: some([
      'alerts-tested',
      'rollback-rehearsed',
      'risk-accepted',
      'commits-signed',
      'lineage-complete',
      'caveats-stated',
    ]),
    tested_in: some(['development', 'staging', 'the-moon']),
    documents: some(['runbook', 'plan', 'model-card']),
    datasets: some(['training', 'holdout', 'validation']),
    validations: some(['test-report', 'fairness', 'data-drift', 'unheard-of']),
    checklists: some(['security', 'lending', 'model', 'nothing-of-the-kind']),
    signals: some(['errors', 'saturation', 'decisions']),
    review: some(['obligations', 'strategic_fit']),
    safeguards: some(['pseudonymisation', 'erasure']),
    measured: some(['fairness', 'privacy']),
    risk_accepted_by: someRoles,
    at_least: fc.record({ rollback_triggers: fc.nat({ max: 9 }), rollback_steps: fc.nat({ max: 9 }) }),
    at_most: fc.record({
      evidence_days: fc.nat({ max: 999 }),
      alert_test_days: fc.nat({ max: 999 }),
      rehearsal_days: fc.nat({ max: 999 }),
    }),
    bounds: fc.array(bound, { maxLength: 3 }),
    modules,
  },
  { requiredKeys: ['least_tier', 'risk_accepted_by', 'at_most'] },
);

/** Of these one finding stands for many; the questions say which. */
const folded = ['evidence_absent', 'item_unconfirmed', 'name_unsigned', 'statement_unsigned'].map(
  (name) => `checklist.${name}`,
);

/** What stands against a release: rule and subject of each finding that blocks or waits, and rules that told nothing. */
function openOf({ gates, questions }: Decision): Set<string> {
  const found = gates.flatMap(({ findings }) =>
    findings.filter(({ severity }) => severity === 'block' || severity === 'wait'),
  );
  const told = found.map(({ code, subject }) => `${code}: ${folded.includes(code) ? '' : subject}`);
  const asked = questions.filter((question) => question.open).map(({ item }) => `question: ${item}`);
  return new Set([...told, ...asked]);
}

/** Expects that what stands against a release before does so after, but for what some rules found. */
function expectNoLess(before: Decision, after: Decision, but: readonly string[]): void {
  const isExempt = (one: string) => but.some((code) => one.startsWith(`${code}: `));
  const [open, left] = [[...openOf(before)], openOf(after)];
  expect(open.filter((one) => !left.has(one) && !isExempt(one))).toEqual([]);
  if (!open.some(isExempt)) expect(passes(before) || !passes(after)).toBe(true);
}

const passes = ({ verdict }: Decision) => ['ready', 'ready-with-waivers', 'break-glass'].includes(verdict);

/** The smallest group of roles that lacks people is another one where more is asked of the roles. */
const grouped = 'signoff.people_shared';
/** Each tier asks other roles, and never fewer people (lib/demands_test.rego). */
const ofTier = ['signoff.role_missing', 'signoff.role_unheld', grouped];
const tooLow = 'inventory.tier_too_low';
/** Who asks for a higher tier, or another profile, is content with one. */
const wants = ['service.tier_lowered', 'service.unlisted_tier', 'service.profile_dropped'];
/** What was asked of nobody, because it is nowhere, or no number: with the profile it is there, and asked. */
const unfilled = [grouped, 'checklist.item_unknown', 'checklist.module_absent', 'signoff.quorum_empty'];

const lax = { items: { 'on-call': { question: 'Is it?', roles: ['product', 'sre'], max_age_days: 9999 } } };
const laxProfile = {
  least_tier: 'low',
  risk_accepted_by: roles,
  at_most: { evidence_days: 999 },
  modules: { 'operational-readiness': lax },
};
const plain: Case = { tier: 'medium', profiles: [], traits: false, flaws: [] };
const oldAnswer: Case = { ...plain, flaws: [['old', 0]] };
const metrics = measurementsOf(ready).map(({ metric }) => metric);
const badAccuracy: Case = {
  ...plain,
  flaws: [
    ['value', metrics.indexOf('accuracy')],
    ['no bounds of its own', 0],
  ],
};
const fewRows: Case = { ...plain, flaws: [['few', metrics.indexOf('psi')]] };
const unlikeStaging: Case = {
  ...plain,
  flaws: [
    ['small staging', 0],
    ['production of numbers', 0],
  ],
};

test('a profile more takes nothing back', async () => {
  const property = fc.asyncProperty(
    anyCase(['finance', 'p', 'q']),
    fc.tuple(profile, profile, profile),
    async (one, [p, q, more]) => {
      const data = { ...policy.data, profiles: { ...(policy.data.profiles as Data), p, q, more } };
      const before = await judge(factsOf(one), data);
      const after = await judge(factsOf(one, { more: ['more'] }), data);
      const raises = [...openOf(after)].some((one) => one.startsWith(tooLow));
      expectNoLess(before, after, [...unfilled, ...wants, ...(raises ? ofTier : [])]);
    },
  );
  await fc.assert(property, {
    numRuns: 60,
    examples: [[oldAnswer, [laxProfile, laxProfile, laxProfile]] as never],
  });
}, 120_000);

test('a higher tier takes nothing back, but who has to sign', async () => {
  const property = fc.asyncProperty(anyCase(['finance', 'healthcare']), async (one) => {
    const judged: Decision[] = [];
    for (const tier of tiers) judged.push(await judge(factsOf(one, { tier }), policy.data));
    // One that is too low is judged as the higher one, and told.
    const honest = judged.filter(
      (decision) => !openOf(decision).has(`${tooLow}: ${tiers[judged.indexOf(decision)]}`),
    );
    for (const [index, before] of honest.entries()) {
      for (const after of honest.slice(index + 1)) expectNoLess(before, after, [...ofTier, ...wants]);
    }
  });
  await fc.assert(property, { numRuns: 30, examples: [[badAccuracy]] });
}, 120_000);

/** Data of a pack: anything, below any mapping of ours. */
const brought = fc
  .tuple(
    fc.nat(),
    fc.constantFrom(
      'plugins',
      'checklists',
      'thresholds',
      'parity',
      'quorums',
      'tiers',
      'waivers',
      'rollback',
      'profiles',
      'signals',
      'other',
    ),
    fc.constantFrom(
      'scan',
      'by',
      'repeats_inputs',
      'reads_subject',
      'psi',
      'n_counts',
      'better',
      'replicas',
      'cpu',
      'lending',
      'easy',
      'low',
      'engineer',
    ),
    fc.constantFrom<unknown>(
      true,
      false,
      0,
      9999,
      [],
      {},
      { by: { high: roles, critical: roles } },
      { n_counts: 'columns' },
      { better: 'higher' },
      { min_share: 0, max_share: 99 },
      { rank: 99, implied_by: [['regulated']] },
      lax,
    ),
  )
  .map(([at, name, key, value]) => {
    const below = pick(mappingsOf(policy.data[name] ?? {}, []), at);
    return bring(name, [...below, key], value);
  });

function bring(name: string, below: readonly string[], value: unknown): DataFile {
  return { path: `packs/loans/data/${name}.yaml`, at: [name, ...below], value };
}

test('a pack more takes nothing back: it adds to it, or no release is decided', async () => {
  let decided = 0;
  const property = fc.asyncProperty(anyCase(['finance']), brought, async (one, file) => {
    const facts = factsOf(one);
    const before = await judge(facts, policy.data);
    try {
      const { data } = joinPacks(
        { modules: [], data: policy.data },
        new Map([['loans', { modules: [], data: [file] }]]),
      );
      const after = await judge(facts, data);
      decided += 1;
      expectNoLess(before, after, []);
    } catch (error) {
      expect(error).toMatchObject({ code: 'policy.invalid' });
    }
  });
  const examples: [Case, DataFile][] = [
    [fewRows, bring('thresholds', ['metrics', 'psi'], { n_counts: 'columns' })],
    [unlikeStaging, bring('parity', ['resources', 'cpu'], { min_share: 0, max_share: 99 })],
  ];
  await fc.assert(property, { numRuns: 80, examples });
  expect(decided).toBeGreaterThan(0);
}, 120_000);

function answersOf({ release }: Facts): object[] {
  return (release.checklists ?? []).flatMap(({ items }) => items ?? []);
}

function measurementsOf({ evidence }: Facts): { metric: string }[] {
  return Object.values(evidence).flatMap(({ measurements }) => measurements);
}

/** Changes a part, where an earlier flaw has left it there. */
function set(part: object | undefined, fields: object): void {
  if (part !== undefined) Object.assign(part, fields);
}

function mapValues<T>(fields: object, value: () => T): Record<string, T> {
  return Object.fromEntries(Object.keys(fields).map((key) => [key, value()]));
}

function pick<T>(items: readonly T[], at: number): T {
  return items[at % items.length] as T;
}

/** Takes one part out of something, wherever it is. */
function takeOut(value: object, at: number): void {
  const places = placesOf(value);
  const [parent, key] = pick(places, at);
  if (['name', 'version', 'summary', 'tier'].includes(key) && parent === value) return;
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

function placesOf(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [
    [value as Record<string, unknown>, key] as [Record<string, unknown>, string],
    ...placesOf(one),
  ]);
}

/** The paths of all mappings in a value, itself included. */
function mappingsOf(value: unknown, at: readonly string[]): (readonly string[])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return [at, ...Object.entries(value).flatMap(([key, one]) => mappingsOf(one, [...at, key]))];
}
