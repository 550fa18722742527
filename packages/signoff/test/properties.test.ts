import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countSignoffs,
  type Decision,
  formatSignoffMessage,
  judgeSignoffs,
  type Signoff,
  type SignoffCandidate,
  type VerifiedSignoff,
  verifySignoff,
} from '../src/index.ts';
import { makeQuickKey } from './key-ring.ts';
import { rawCommit } from './raw-commit.ts';
import { ancestryOf, approval, candidate, candidateFrom, start, trustRoot } from './scenario.ts';

// trailers.test.ts has parse(format(x)) = x, and commit.test.ts that nothing but payload and signature makes a commit.
// Here is what holds for all of it together.

const names = ['ada', 'bea', 'cleo', 'dora'];
const keys = new Map(names.map((name) => [name, makeQuickKey()]));
const keyOf = (name: string) => keys.get(name) ?? makeQuickKey();
const lent = { from: 'ada', role: 'product', path: 'releases/credit-scorer', until: '2026-12-31' };
const root = trustRoot(
  {
    ada: { roles: ['product', 'sre'], keys: [keyOf('ada').line] },
    bea: { roles: ['sre'], keys: [keyOf('bea').line] },
    cleo: { roles: [], keys: [keyOf('cleo').line] },
    dora: { keys: [keyOf('dora').line] },
  },
  { delegations: ['bea', 'cleo'].map((to) => ({ ...lent, to })) },
);
const judge = (candidates: readonly SignoffCandidate[]) =>
  judgeSignoffs({ ...approval.scope, candidates, root, isAncestor: ancestryOf(candidates) });
const confirms = [{ item: 'security/secrets', version: 1, parts: [], digest: `sha256:${'0'.repeat(64)}` }];
const ends = {
  approve: {},
  confirm: { confirms },
  withdraw: {},
  ratify: {},
  'break-glass': { until: '2026-12-01', reason: 'x' },
};

/** A history of sign-offs: each by somebody, on top of an earlier one or of the start, so with branches. */
const anyHistory = fc
  .array(
    fc.record({
      name: fc.constantFrom(...names, 'stranger'),
      role: fc.constantFrom('product', 'product', 'sre'),
      decision: fc.constantFrom<Decision>(
        'approve',
        'approve',
        'approve',
        'confirm',
        'withdraw',
        'break-glass',
        'ratify',
      ),
      onto: fc.nat(),
      until: fc.constantFrom(undefined, '2026-11-22', '2026-11-23'),
    }),
    { maxLength: 9 },
  )
  .map((steps) => {
    const history: SignoffCandidate[] = [];
    for (const { name, role, decision, onto, until } of steps) {
      const parent = [start, ...history.map(({ id }) => id)][onto % (history.length + 1)];
      const end = decision === 'approve' && until ? { until } : ends[decision];
      history.unshift(candidate({ role, decision, ...end }, keyOf(name), parent));
    }
    return history;
  });
const seats = (answers: Awaited<ReturnType<typeof judge>>) =>
  answers
    .filter(({ counted, decision }) => counted && decision !== 'confirm')
    .map(({ principal, on_behalf_of, role, decision }) =>
      [decision, role, on_behalf_of ?? principal].join(' '),
    )
    .sort();

describe('counting', () => {
  test('does not depend on the order in which candidates are given', async () => {
    const shuffled = anyHistory.chain((history) =>
      fc.tuple(fc.constant(history), fc.shuffledSubarray(history, { minLength: history.length })),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([history, other]) => {
        const byId = async (given: SignoffCandidate[]) =>
          (await judge(given)).sort((a, b) => (a.commit < b.commit ? -1 : 1));
        expect(await byId(other)).toEqual(await byId(history));
      }),
    );
  });

  test('fills each seat once, and only by people who hold the role or act for one who does', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        const answers = await judge(history);
        const filled = seats(answers);
        expect(new Set(filled).size).toBe(filled.length);
        for (const { counted, principal, role, on_behalf_of, decision } of answers) {
          if (!counted) continue;
          expect(decision).not.toBe('withdraw');
          const holder = root.root.principals[on_behalf_of ?? principal ?? ''];
          expect(holder?.roles).toContain(role);
        }
      }),
    );
  });

  test('never counts more for commits that are unsigned, garbage or of strangers', async () => {
    const junk = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => candidateFrom(Buffer.from(bytes))),
      fc.constant(candidateFrom(rawCommit({ parents: [start], message: approval.message }))),
      fc.constant(candidate({}, makeQuickKey())),
      fc.string().map((signature) => {
        const armour = signature.replace(/[\0\r\n]/g, '') || 'x';
        return candidateFrom(rawCommit({ parents: [start], message: approval.message, signature: armour }));
      }),
    );
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.array(junk, { maxLength: 4 }), async (history, more) => {
        const with_ = await judge([...more, ...history]);
        expect(seats(with_)).toEqual(seats(await judge(history)));
        expect(with_.slice(0, more.length).every(({ counted }) => !counted)).toBe(true);
      }),
    );
  });

  test('a withdrawal never lets more count', async () => {
    const withdrawal = fc.tuple(fc.constantFrom(...names), fc.constantFrom('product', 'sre'), fc.nat());
    await fc.assert(
      fc.asyncProperty(anyHistory, withdrawal, async (history, [name, role, onto]) => {
        const parent = [start, ...history.map(({ id }) => id)][onto % (history.length + 1)];
        const no = candidate({ role, decision: 'withdraw' }, keyOf(name), parent);
        const after = seats(await judge([no, ...history]));
        const before = seats(await judge(history));
        expect(after.filter((seat) => !before.includes(seat))).toEqual([]);
      }),
    );
  });

  test('of what was verified and kept as JSON is the same', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        const verified = await Promise.all(history.map((one) => verifySignoff(one, root)));
        const kept = JSON.parse(JSON.stringify(verified)) as VerifiedSignoff[];
        const scope = { ...approval.scope, root, isAncestor: ancestryOf(history) };
        expect(countSignoffs(kept, scope)).toEqual(await judge(history));
      }),
      { numRuns: 30 },
    );
  });
});

describe('a signed commit', () => {
  const good = candidate({}, keyOf('ada'));

  test('counts as it is', async () => {
    expect(seats(await judge([good]))).toEqual(['approve product ada']);
  });

  test('with any one byte replaced, added or left out does not count', async () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const place = fc.nat({ max: good.bytes.length - 1 });
    const mutant = fc
      .tuple(place, fc.option(byte, { nil: null }), fc.boolean())
      .map(([at, value, insert]) => {
        const middle = value === null ? [] : [value];
        const rest = good.bytes.subarray(insert && value !== null ? at : at + 1);
        return Buffer.concat([good.bytes.subarray(0, at), Buffer.from(middle), rest]);
      });
    await fc.assert(
      fc.asyncProperty(mutant, async (bytes) => {
        fc.pre(!bytes.equals(good.bytes));
        expect((await judge([candidateFrom(bytes)]))[0]?.counted).toBe(false);
      }),
      { numRuns: 1500 },
    );
  });

  test('with its headers in another order does not count', async () => {
    const text = Buffer.from(good.bytes).toString('latin1');
    const at = text.indexOf('\n\n') + 1;
    const headers = text.slice(0, at).match(/^\S[^\n]*\n( [^\n]*\n)*/gm) ?? [];
    expect(headers.join('') + text.slice(at)).toBe(text);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(headers, { minLength: headers.length }), async (order) => {
        fc.pre(order.join('') !== headers.join(''));
        const bytes = Buffer.from(order.join('') + text.slice(at), 'latin1');
        expect((await judge([candidateFrom(bytes)]))[0]).toMatchObject({
          counted: false,
          reason: 'malformed-commit:header-order',
        });
      }),
    );
  });

  test('with the signature of another does not count', async () => {
    const change = fc.record<Partial<Signoff>>(
      {
        role: fc.constantFrom('sre', 'product'),
        root: fc.integer({ min: 1, max: 3 }),
        target: fc.constantFrom('main', 'other'),
        reason: fc.constantFrom('one', 'two'),
      },
      { requiredKeys: [] },
    );
    const [, signature = ''] = /gpgsig ([\s\S]*?)\n\n/.exec(Buffer.from(good.bytes).toString()) ?? [];
    await fc.assert(
      fc.asyncProperty(change, async (any) => {
        const message = formatSignoffMessage({ ...approval.signoff, ...any });
        const armour = signature.replaceAll('\n ', '\n');
        const forged = candidateFrom(rawCommit({ parents: [start], message, signature: armour }));
        expect((await judge([forged]))[0]?.counted).toBe(message === approval.message);
      }),
    );
  });
});
