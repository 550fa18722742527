import { mersenneTwister } from '@gatehouse/plugin-kit/statistics';
import { describe, expect, test } from 'vitest';
import { type BinCounts, populationStabilityIndex } from '../src/metrics/psi.ts';
import { psiByChance } from '../src/metrics/psi-by-chance.ts';
import { compare, read } from './tables.ts';

const bin = (reference: number, current: number) => ({ reference, current });

describe('the index to be expected by chance', () => {
  test('is the mean over all ways to deal a few rows', () => {
    // Two categories of two rows each, dealt into tables of two: {aa, bb} with 1/6 each way, {ab, ab} with 4/6.
    const epsilon = 1e-4;
    const apart = populationStabilityIndex([bin(2, 0), bin(0, 2)], epsilon);
    for (const counts of [
      [bin(2, 0), bin(0, 2)],
      [bin(1, 1), bin(1, 1)],
    ])
      expect(psiByChance(counts, epsilon)).toBeCloseTo(apart / 3, 12);
  });

  test.each<[string, BinCounts[]]>([
    [
      'many rare categories',
      Array.from({ length: 60 }, (_, index) => bin(index % 4, (index * 7) % 5)).concat([bin(400, 380)]),
    ],
    [
      'tables of very different sizes',
      Array.from({ length: 10 }, (_, index) => bin(50 + 10 * index, index % 3)),
    ],
    ['common categories', [bin(500, 480), bin(300, 330), bin(200, 190)]],
  ])('is what shuffled rows show: %s', (_, bins) => {
    const rows = bins.flatMap(({ reference, current }, index) => Array(reference + current).fill(index));
    const size = bins.reduce((sum, { reference }) => sum + reference, 0);
    const next = mersenneTwister(15);
    let sum = 0;
    const runs = 1500;
    for (let run = 0; run < runs; run++) {
      for (let at = rows.length - 1; at > 0; at--) {
        const other = Math.floor((next() / 2 ** 32) * (at + 1));
        [rows[at], rows[other]] = [rows[other], rows[at]];
      }
      const dealt = bins.map(() => bin(0, 0));
      for (const [at, index] of rows.entries())
        (dealt[index] as BinCounts)[at < size ? 'reference' : 'current']++;
      sum += populationStabilityIndex(dealt, 1e-4);
    }
    const expected = psiByChance(bins, 1e-4);
    expect(Math.abs(sum / runs / expected - 1)).toBeLessThan(0.05);
  });
});

describe('many rare categories', () => {
  const rows = (add: number) =>
    `SELECT 'c' || CASE WHEN i % 3 > 0 THEN 0 ELSE (i * 7919 + ${add}) % 400 END AS c FROM range(600) t(i)`;

  test('have a large index by chance, which is said', async () => {
    const measured = await compare(rows(0), rows(1));
    const [psi, byChance] = ['psi', 'psi_by_chance'].map((metric) => read(measured, metric, { column: 'c' }));
    expect(byChance?.value).toBeGreaterThan(0.25);
    expect(psi?.note).toContain('by chance');
    expect(read(measured, 'drifted', { column: 'c' })?.value).toBe(1);
  });

  test('can be taken together: a new one that many rows have cannot', async () => {
    const pooled = await compare(rows(0), rows(1), { pool_rare: 0.01, metrics: ['psi', 'chi_square'] });
    expect(read(pooled, 'psi', { column: 'c' })?.value).toBeLessThan(0.01);
    expect(read(pooled, 'drifted', { column: 'c' })?.value).toBe(0);
    expect(read(pooled, 'chi_square', { column: 'c' })?.note).toBe('1 degrees of freedom');
    const fresh = `${rows(1)} UNION ALL SELECT 'new' FROM range(200)`;
    const measured = await compare(rows(0), fresh, { pool_rare: 0.01 });
    expect(read(measured, 'psi', { column: 'c' })?.value).toBeGreaterThan(1);
  });
});

test('numbers of a size that cannot be squared are no infinite drift, and none', async () => {
  const values = (factor: number) =>
    `SELECT ((i * 7919) % 1009 - 500) * ${factor}e305 AS x FROM range(1500) t(i)`;
  for (const convention of ['gatehouse', 'evidently', 'nannyml', 'tfdv_exact', 'deepchecks'] as const) {
    const measured = await compare(values(1), values(1.5), { convention, metrics: ['all'] });
    const text = JSON.stringify(measured.measurements);
    expect(JSON.parse(text)).toEqual(measured.measurements);
    const drifted = read(measured, 'drifted', { column: 'x' });
    if (convention === 'evidently' || convention === 'nannyml')
      expect(drifted).toMatchObject({ value: null, note: expect.stringContaining('large') });
    else expect(drifted?.note).toEqual(expect.any(String));
  }
});
