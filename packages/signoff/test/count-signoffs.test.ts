import { describe, expect, test } from 'vitest';
import { judgeSignoffs, parsePublicKey, type Signoff, type SignoffCandidate } from '../src/index.ts';
import { makeQuickKey } from './key-ring.ts';
import { ancestryOf, approval, candidate, trustRoot } from './scenario.ts';

const keys = Object.fromEntries(['ada', 'ada2', 'bea', 'cleo', 'dora'].map((name) => [name, makeQuickKey()]));
const keyOf = (name: string) => keys[name] as ReturnType<typeof makeQuickKey>;
const line = (name: string) => keyOf(name).line;
const lent = { role: 'product', path: 'releases/credit-scorer', until: '2026-12-31' };
const people = {
  ada: { keys: [line('ada'), { ssh: line('ada2'), until: '2026-11-30' }] },
  bea: { roles: ['sre'], keys: [line('bea')] },
  cleo: { roles: [], keys: [line('cleo')] },
  dora: { keys: [line('dora')] },
};
const delegations = [
  { from: 'ada', to: 'bea', ...lent },
  { from: 'ada', to: 'cleo', ...lent },
];
const root = trustRoot(people, { delegations });

const by = (name: string, change: Partial<Signoff> = {}, parent?: string) =>
  candidate(change, keyOf(name), parent);
const judge = (candidates: readonly SignoffCandidate[], change: object = {}) =>
  judgeSignoffs({ ...approval.scope, candidates, root, isAncestor: ancestryOf(candidates), ...change });
const reasons = async (...args: Parameters<typeof judge>) =>
  (await judge(...args)).map(({ reason }) => reason);
const on = async (today: string, one: SignoffCandidate) => (await reasons([one], { today }))[0];

describe('until its last day', () => {
  test('an approval counts', async () => {
    const one = by('ada', { until: '2026-11-25' });
    expect(await judge([one])).toMatchObject([{ until: '2026-11-25', counted: true }]);
    expect(await on('2026-11-25', one)).toBe('counted');
    expect(await on('2026-11-26', one)).toBe('expired');
  });

  test('what a key signed counts', async () => {
    const one = by('ada2');
    expect(await judge([one])).toMatchObject([{ until: null, counted: true }]);
    expect(await on('2026-11-30', one)).toBe('counted');
    expect(await on('2026-12-01', one)).toBe('expired');
  });

  test('the earlier of the two decides', async () => {
    const [sooner, later] = [by('ada2', { until: '2026-11-29' }), by('ada2', { until: '2026-12-29' })];
    expect([await on('2026-11-29', sooner), await on('2026-11-30', sooner)]).toEqual(['counted', 'expired']);
    expect([await on('2026-11-30', later), await on('2026-12-01', later)]).toEqual(['counted', 'expired']);
  });

  test('an approval that is over makes room for an older one that is not', async () => {
    const old = by('ada');
    const short = by('ada', { until: '2026-11-24' }, old.id);
    expect(await reasons([short, old])).toEqual(['counted', 'superseded']);
    expect(await reasons([short, old], { today: '2026-11-25' })).toEqual(['expired', 'counted']);
  });

  test('but a withdrawal holds for good, whatever becomes of its key', async () => {
    const yes = by('ada');
    const no = by('ada2', { decision: 'withdraw' }, yes.id);
    expect(await reasons([no, yes], { today: '2027-06-01' })).toEqual(['withdrawal', 'withdrawn']);
  });

  test.each(['', 'today', '2026-11-31', '2026-11-23T04:00:00Z'])('%j is no day: an error', async (today) => {
    await expect(judge([by('ada')], { today })).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('a lent role', () => {
  test('is of no use where its holder is named as an author: nobody denies it for them', async () => {
    const denies = { denies: 'authorship' } as const;
    const byBea = [by('bea', denies)];
    expect(await reasons([by('bea')], { named: ['ada'] })).toEqual(['named-author']);
    expect(await reasons(byBea, { named: ['ada'] })).toEqual(['named-author']);
    expect(await reasons([by('bea')], { named: ['bea'] })).toEqual(['named-author']);
    expect(await reasons(byBea, { named: ['bea'] })).toEqual(['counted']);
  });

  test('counts, and says for whom', async () => {
    expect(await judge([by('bea')])).toMatchObject([
      { principal: 'bea', role: 'product', on_behalf_of: 'ada', counted: true },
    ]);
    expect(await judge([by('bea', { role: 'sre' })])).toMatchObject([{ on_behalf_of: null, counted: true }]);
  });

  test.each<[string, object, string]>([
    ['after its last day', { today: '2027-01-01' }, 'not-lent'],
    ['in another folder', { folder: 'releases/credit-scorer-2/1.1.0' }, 'not-lent'],
    ['where the lender is an author', { authors: ['ada'] }, 'author'],
    ['where the signer is an author', { authors: ['bea'] }, 'author'],
    ['from a root that lends nothing', { root: trustRoot(people) }, 'role-not-held'],
  ])('%s it does not count', async (_name, change, reason) => {
    expect(await reasons([by('bea')], change)).toEqual([reason]);
  });

  test('is worth nothing once the key of the lender is compromised and gone', async () => {
    const compromised = [{ key: 'A'.repeat(40), since: null, reason: 'stolen' }];
    const without = { ...people, ada: { ...people.ada, roles: ['sre'] } };
    expect(() => trustRoot(without, { delegations, compromised })).toThrow();
    expect(await reasons([by('bea')], { root: trustRoot(without) })).toEqual(['role-not-held']);
  });

  test('never multiplies: lender and deputies count once', async () => {
    const bea = by('bea');
    const cleo = by('cleo', {}, bea.id);
    const ada = by('ada', {}, cleo.id);
    const dora = by('dora', {}, ada.id);
    expect(await reasons([dora, ada, cleo, bea])).toEqual(['counted', 'counted', 'lent-once', 'lent-once']);
    expect(await reasons([cleo, bea])).toEqual(['counted', 'lent-once']);
    expect(await reasons([bea, cleo])).toEqual(['lent-once', 'counted']);
  });

  test("the lender's own goes first, also when it is older", async () => {
    const ada = by('ada');
    const bea = by('bea', {}, ada.id);
    const again = by('bea', { reason: 'again' }, bea.id);
    expect(await reasons([again, bea, ada])).toEqual(['lent-once', 'lent-once', 'counted']);
    expect(await reasons([again, bea])).toEqual(['counted', 'superseded']);
  });

  test('a deputy who withdrew leaves the seat to another', async () => {
    const cleo = by('cleo');
    const bea = by('bea', {}, cleo.id);
    const no = by('bea', { decision: 'withdraw' }, bea.id);
    expect(await reasons([no, bea, cleo])).toEqual(['withdrawal', 'withdrawn', 'counted']);
  });

  test('a withdrawal of the lender voids what was approved for them, until a deputy sees it', async () => {
    const bea = by('bea');
    const no = by('ada', { decision: 'withdraw' }, bea.id);
    const cleo = by('cleo', {}, no.id);
    expect(await reasons([no, bea])).toEqual(['withdrawal', 'withdrawn']);
    expect(await reasons([cleo, no, bea])).toEqual(['counted', 'withdrawal', 'withdrawn']);
  });

  test('a withdrawal of a deputy does not void what the lender approved', async () => {
    const ada = by('ada');
    const no = by('bea', { decision: 'withdraw' }, ada.id);
    expect(await reasons([no, ada])).toEqual(['withdrawal', 'counted']);
  });
});

describe('breaking the glass and ratifying', () => {
  const glass = { decision: 'break-glass', until: '2026-11-30', reason: 'Outage' } as const;
  const ratify = { decision: 'ratify' } as const;
  const otherDigest = { digest: `sha256:${'b'.repeat(64)}` };

  test('are decisions of their own beside an approval', async () => {
    const yes = by('ada');
    const broken = by('ada', glass, yes.id);
    const ratified = by('dora', ratify, broken.id);
    expect(await judge([ratified, broken, yes])).toMatchObject([
      { principal: 'dora', decision: 'ratify', until: null, counted: true },
      { principal: 'ada', decision: 'break-glass', until: '2026-11-30', counted: true },
      { principal: 'ada', decision: 'approve', until: null, counted: true },
    ]);
  });

  test.each<[string, Partial<Signoff>, object, string]>([
    ['after its last day', glass, { today: '2026-12-01' }, 'expired'],
    ['of a changed release', { ...glass, ...otherDigest }, {}, 'stale'],
    ['by an author', glass, { authors: ['ada'] }, 'author'],
    ['without the role', { ...glass, role: 'security' }, {}, 'role-not-held'],
    ['of another release', { ...glass, release: 'x/1' }, {}, 'other-release'],
    ['by a root to come', { ...glass, root: 2 }, {}, 'newer-trust-root'],
    ['ratifying a changed release', { ...ratify, ...otherDigest }, {}, 'stale'],
    ['ratifying as an author', ratify, { authors: ['ada'] }, 'author'],
    ['ratifying by a root to come', { ...ratify, root: 2 }, {}, 'newer-trust-root'],
  ])('%s: not counted', async (_name, change, scope, reason) => {
    expect(await reasons([by('ada', change)], scope)).toEqual([reason]);
  });

  test('a bot does not break the glass', async () => {
    const bot = trustRoot({ ...people, ada: { ...people.ada, kind: 'bot' } });
    expect(await reasons([by('ada', glass)], { root: bot })).toEqual(['bot']);
  });

  test('a withdrawal voids the approval and the broken glass of that role', async () => {
    const yes = by('ada');
    const broken = by('ada', glass, yes.id);
    const no = by('ada', { decision: 'withdraw' }, broken.id);
    expect(await reasons([no, broken, yes])).toEqual(['withdrawal', 'withdrawn', 'withdrawn']);
  });
});

test('a key that is marked as compromised says so', async () => {
  const { fingerprint } = parsePublicKey(line('ada'));
  const compromised = [{ key: fingerprint, since: null, reason: 'stolen' }];
  const after = trustRoot({ dora: people.dora }, { compromised });
  expect(await reasons([by('ada')], { root: after })).toEqual(['compromised-key']);
});
