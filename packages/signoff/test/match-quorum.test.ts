import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchQuorum, type QuorumSigner } from '../src/index.ts';

const roles = ['data', 'product', 'security', 'sre'];

/** The most seats that can be filled, by trying every role (or none) for every person. */
function bruteForce(need: Record<string, number>, signers: readonly QuorumSigner[]): number {
  const [first, ...others] = signers;
  if (first === undefined) return 0;
  const options = first.roles.filter((role) => (need[role] ?? 0) > 0);
  const filled = options.map((role) => 1 + bruteForce({ ...need, [role]: (need[role] ?? 0) - 1 }, others));
  return Math.max(bruteForce(need, others), ...filled);
}

const total = (counts: Record<string, number>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
const anyNeed = fc.dictionary(fc.constantFrom(...roles), fc.integer({ min: 1, max: 3 }), { maxKeys: 4 });
const anySigners = fc
  .array(fc.subarray(roles), { maxLength: 6 })
  .map((all) => all.map((held, index) => ({ principal: `p${index}`, roles: held })));

describe('matching', () => {
  test('fills as many seats as any assignment could, each person once and in a role they signed for', () => {
    fc.assert(
      fc.property(anyNeed, anySigners, (need, signers) => {
        const { assigned, missing } = matchQuorum(need, signers);
        const people = Object.values(assigned).flat();
        expect(people.length).toBe(bruteForce(need, signers));
        expect(new Set(people).size).toBe(people.length);
        expect(people.length + total(missing)).toBe(total(need));
        for (const [role, filled] of Object.entries(assigned)) {
          expect(filled.length + (missing[role] ?? 0)).toBe(need[role]);
          for (const person of filled) {
            expect(signers.find(({ principal }) => principal === person)?.roles).toContain(role);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('does not depend on the order of signers or roles', () => {
    fc.assert(
      fc.property(anyNeed, anySigners, (need, signers) => {
        const turned = Object.fromEntries(Object.entries(need).reverse());
        expect(matchQuorum(turned, [...signers].reverse())).toEqual(matchQuorum(need, signers));
      }),
    );
  });

  test('moves a person to another role when that lets one more sign', () => {
    const signers = [
      { principal: 'ada', roles: ['product', 'security'] },
      { principal: 'zoe', roles: ['product'] },
    ];
    expect(matchQuorum({ product: 1, security: 1 }, signers)).toEqual({
      assigned: { product: ['zoe'], security: ['ada'] },
      missing: {},
    });
  });

  test('one person with two signatures is one person', () => {
    const twice = { principal: 'ada', roles: ['product'] };
    expect(matchQuorum({ product: 2 }, [twice, twice])).toEqual({
      assigned: { product: ['ada'] },
      missing: { product: 1 },
    });
    const split = [twice, { principal: 'ada', roles: ['security'] }];
    expect(matchQuorum({ product: 1, security: 1 }, split)).toEqual({
      assigned: { product: ['ada'], security: [] },
      missing: { security: 1 },
    });
  });

  test('nobody signed: everything is missing', () => {
    expect(matchQuorum({ product: 2 }, [])).toEqual({ assigned: { product: [] }, missing: { product: 2 } });
  });

  test('role names that JavaScript knows are plain names', () => {
    const signers = [{ principal: 'ada', roles: ['constructor'] }];
    expect(matchQuorum({ constructor: 1 }, signers)).toEqual({
      assigned: { constructor: ['ada'] },
      missing: {},
    });
    expect(matchQuorum({ product: 1 }, signers).missing).toEqual({ product: 1 });
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 101])('a count of %s is refused', (count) => {
    expect(() => matchQuorum({ product: count }, [])).toThrow(
      expect.objectContaining({ code: 'policy.invalid' }),
    );
  });

  test('a hundred seats and a thousand signers take no time', () => {
    const signers = Array.from({ length: 1000 }, (_, index) => ({
      principal: `p${index}`,
      roles: ['a', 'b'],
    }));
    expect(matchQuorum({ a: 50, b: 50 }, signers).missing).toEqual({});
  });
});
