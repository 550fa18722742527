import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Tolerance } from '../src/config.ts';
import { foldText } from '../src/fold-text.ts';
import { found, overlap, read } from './tables.ts';

interface Row {
  x: number | null;
  y: number | null;
  z: number | null;
  w: number | null;
  t: string | null;
}

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 6 });
const row = fc.record<Row>({
  x: maybe(fc.constantFrom(0, 0.1, 0.2, 0.3, 0.5, -0.1, 1, Number.NaN, Number.POSITIVE_INFINITY)),
  y: maybe(fc.constantFrom(0, 1, 1.05, 1.1, 1.2, -1, -1.1, 1e6, 1.05e6, 1e-9)),
  z: maybe(fc.constantFrom(0, 1, 2, 3)),
  w: maybe(fc.constantFrom(0, 0.5, 1)),
  t: maybe(fc.constantFrom('a', 'A', 'ß', 'SS', 'b ', ' b', 'ﬁ')),
});
const tolerance: Record<'x' | 'y' | 'z' | 'w', Required<Tolerance>> = {
  x: { absolute: 0.1, relative: 0 },
  y: { absolute: 0, relative: 0.1 },
  z: { absolute: 1, relative: 0.5 },
  w: { absolute: 0.5, relative: 0 },
};

const same = (a: unknown, b: unknown) => a === b || Object.is(a, b);
const names = ['x', 'y', 'z', 'w', 't'] as const;

function isNear(h: Row, t: Row): boolean {
  const texts = same(h.t && foldText(h.t), t.t && foldText(t.t));
  return (
    texts &&
    Object.entries(tolerance).every(([name, { absolute, relative }]) => {
      const [a, b] = [h[name as 'x'], t[name as 'x']];
      if (a === null || b === null || !Number.isFinite(a) || !Number.isFinite(b)) return same(a, b);
      const distance = Math.max(absolute, relative * Math.abs(a));
      // Decimals that are exactly at the tolerance are near.
      return Math.abs(a - b) <= distance * (1 + 1e-12);
    })
  );
}

const hasKey = ({ z, t }: Row) => z !== null && t !== null;

const sql = (rows: readonly Row[]) => {
  const number = (value: number | null) => (value === null ? 'NULL' : `'${value}'`);
  const text = (value: string | null) => (value === null ? 'NULL' : `'${value}'`);
  const values = rows.map(
    (one) => `(${[one.x, one.y, one.z, one.w].map(number).join(', ')}, ${text(one.t)})`,
  );
  return `SELECT x::DOUBLE AS x, y::DOUBLE AS y, z::DOUBLE::INTEGER AS z, w::DOUBLE AS w, t::VARCHAR AS t
    FROM (VALUES ${values.join(', ')}) v(x, y, z, w, t)`;
};

test('rows, keys and near duplicates are those of a loop over all pairs', async () => {
  const rows = fc.array(row, { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(rows, rows, async (training, holdout) => {
      const countWhere = (holds: (h: Row, t: Row) => boolean) =>
        holdout.filter((h) => training.some((t) => holds(h, t))).length;
      const hasKeys = holdout.some(hasKey) && training.some(hasKey);
      const expected = [
        countWhere((h, t) => names.every((name) => same(h[name], t[name]))),
        hasKeys ? countWhere((h, t) => hasKey(h) && h.z === t.z && h.t === t.t) : null,
        countWhere(isNear),
      ];
      const near = { columns: [...names], tolerance };
      const config = { keys: ['z', 't'], columns: [...names], near };
      expect(found(await overlap(sql(training), sql(holdout), config))).toEqual(expected);
    }),
    { numRuns: 30, endOnFailure: true },
  );
});

test('numbers of every size are near within their tolerance', async () => {
  const size = fc.double({ min: -300, max: 300, noNaN: true }).map((digits) => 10 ** digits);
  const value = fc.tuple(size, fc.boolean()).map(([one, isNegative]) => (isNegative ? -one : one));
  const edge = fc.constantFrom(0, Number.MIN_VALUE, 1e308, -1e308, Number.MAX_VALUE, -Number.MAX_VALUE);
  const off = fc.constantFrom(-1.01, -0.99, -0.5, 0, 0.5, 0.99, 1.01, 3);
  const values = fc.array(fc.tuple(fc.oneof({ weight: 9, arbitrary: value }, edge), off), {
    minLength: 500,
    maxLength: 500,
  });
  const tolerances = fc.tuple(
    fc.oneof(fc.constant(0), size, edge.map(Math.abs)),
    fc.constantFrom(1e-15, 1e-9, 0.001, 0.1, 0.5, 0.99),
  );
  await fc.assert(
    fc.asyncProperty(values, tolerances, async (pairs, [absolute, relative]) => {
      const within = (x: number) => Math.max(absolute, relative * Math.abs(x));
      const table = (numbers: readonly number[]) =>
        `SELECT * FROM (VALUES ${numbers.map((one, id) => `(${id}, '${one}'::DOUBLE)`).join(', ')}) v(id, x)`;
      const near = { columns: ['id', 'x'], tolerance: { x: { absolute, relative } } };
      const trained = pairs.map(([x, at]) => x + at * within(x));
      const held = pairs.map(([x]) => x);
      const measured = await overlap(table(trained), table(held), { columns: ['id'], near });
      const isNearTo = (x: number, t: number) =>
        Number.isFinite(t) && Math.abs(x - t) <= within(x) + 2 ** -51 * Math.abs(x) + 2 ** -51 * within(x);
      expect(read(measured, 'near_rows')).toBe(
        held.filter((x, id) => isNearTo(x, trained[id] as number)).length,
      );
    }),
    { numRuns: 30, endOnFailure: true },
  );
});
