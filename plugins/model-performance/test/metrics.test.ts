import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mcnemarExact } from '../src/compare.ts';
import { measureBinary } from '../src/measure-binary.ts';
import { measureMulticlass } from '../src/measure-multiclass.ts';
import { binsOf, equalWidthEdges } from '../src/metrics/calibration.ts';
import { percentile } from '../src/metrics/percentile.ts';
import { areaVariance, type Placements, placementsOf } from '../src/metrics/placements.ts';
import { rank, rankingMetrics } from '../src/metrics/ranking.ts';
import { pickClass } from '../src/predictions.ts';
import { keyOf } from '../src/reading.ts';

// Made by make_reference.py with scikit-learn 1.9.1.
const { tied, small } = JSON.parse(readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8'));
const scores = Float64Array.from(tied.scores as number[]);
const labels = Float64Array.from(tied.labels as number[]);
const once = (rows: number) => new Uint32Array(rows).fill(1);

test.each([
  ['default', 0.5, 10],
  ['threshold_0.7_bins_7', 0.7, 7],
])('equals scikit-learn on tied scores: %s', (name, threshold, bins) => {
  const pick = { task: 'binary', classes: 1, threshold, type: 'float32' } as const;
  const predicted = scores.map((_, row) => pickClass(scores, row, pick));
  const truth = { values: labels, classes: ['0', '1'], counts: [1, 1] };
  const { readings } = measureBinary(
    truth,
    { role: 'candidate', predicted, scores, type: 'float32' },
    { bins, weights: once(labels.length) },
  );
  const expected = Object.entries(tied[name] as Record<string, number>);
  expect(expected).toHaveLength(11);
  expect(readings.map(({ metric }) => metric).sort()).toEqual(expected.map(([metric]) => metric).sort());
  for (const [metric, value] of expected)
    expect(readings.find((one) => one.metric === metric)?.value, metric).toBeCloseTo(value, 12);
});

interface Small {
  classes: number;
  bins: number;
  labels: number[];
  scores: number[];
  values: Record<string, number | null>;
}

test('equals scikit-learn on small tables, and is null with a reason where nothing is defined', () => {
  const seen = { numbers: 0, undefined: 0 };
  for (const [index, { classes: k, bins, labels: y, scores: p, values: wanted }] of (
    small as Small[]
  ).entries()) {
    const task = k === 2 ? ('binary' as const) : ('multiclass' as const);
    const [values, probabilities] = [Float64Array.from(y), Float64Array.from(p)];
    const classes = Array.from({ length: k }, (_, one) => String(one));
    const pick = { task, classes: k, threshold: 0.5, type: 'float64' } as const;
    const predicted = values.map((_, row) => pickClass(probabilities, row, pick));
    const { readings } = (k === 2 ? measureBinary : measureMulticlass)(
      { values, classes, counts: classes.map((_, one) => y.filter((label) => label === one).length) },
      { role: 'candidate', predicted, scores: probabilities, type: 'float64' },
      { bins, weights: once(y.length) },
    );
    for (const [name, value] of Object.entries(wanted)) {
      const found = readings.find((one) => keyOf(one) === name);
      seen[value === null ? 'undefined' : 'numbers']++;
      if (value === null)
        expect(found, `${index} ${name}`).toMatchObject({ value: null, note: expect.stringMatching(/\w/) });
      else expect(found?.value, `${index} ${name}`).toBeCloseTo(value, 10);
    }
  }
  expect(seen.numbers).toBeGreaterThan(500);
  expect(seen.undefined).toBeGreaterThan(50);
});

const ranking = (values: number[], positives: number[]) =>
  rank(
    values.length,
    (row) => values[row] as number,
    (row) => positives[row] === 1,
  );
const areas = (values: number[], positives: number[]) =>
  placementsOf(ranking(values, positives)) as Placements;

test('AUC is the share of ordered pairs, ties counting one half', () => {
  // Pairs (positive, negative): 0.4>0.1, 0.4=0.4, 0.8>0.1, 0.8>0.4: 3.5 of 4.
  expect(areas([0.1, 0.4, 0.4, 0.8], [0, 0, 1, 1]).area).toBe(3.5 / 4);
  expect(areas([0.5, 0.5, 0.5], [0, 1, 1]).area).toBe(0.5);
  expect(areas([0.1, 0.4], [1, 1])).toBe(null);
});

test('rows that count several times are as rows that stand there several times', () => {
  const values = [0.1, 0.4, 0.4, 0.8, 0.9];
  const positives = [0, 0, 1, 1, 0];
  const counts = [2, 0, 3, 1, 1];
  const repeated = <T>(list: T[]) => list.flatMap((one, row) => Array<T>(counts[row] as number).fill(one));
  const of = (list: number[], truth: number[], weights: Uint32Array) =>
    rankingMetrics(ranking(list, truth), weights);
  expect(of(values, positives, Uint32Array.from(counts))).toEqual(
    of(repeated(values), repeated(positives), once(7)),
  );
  expect(of(values, positives, once(5)).auc).toBe(areas(values, positives).area);
});

// DeLong, DeLong & Clarke-Pearson (1988): 43 patients with ovarian cancer; areas, errors and differences as the
// SAS/STAT documentation gives them (PROC LOGISTIC, "Comparing receiver operating characteristic curves").
const patients = `3.0 5.8 10 0 3.2 6.3 5 1 3.9 6.8 3 1 2.8 4.8 6 0 3.2 5.8 3 1 0.9 4.0 5 0 2.5 5.7 8 0 1.6 5.6 5 1
  3.8 5.7 5 1 3.7 6.7 6 1 3.2 5.4 4 1 3.8 6.6 6 1 4.1 6.6 5 1 3.6 5.7 5 1 4.3 7.0 4 1 3.6 6.7 4 0 2.3 4.4 6 1
  4.2 7.6 4 0 4.0 6.6 6 0 3.5 5.8 6 1 3.8 6.8 7 1 3.0 4.7 8 0 4.5 7.4 5 1 3.7 7.4 5 1 3.1 6.6 6 1 4.1 8.2 6 1
  4.3 7.0 5 1 4.3 6.5 4 1 3.2 5.1 5 1 2.6 4.7 6 1 3.3 6.8 6 0 1.7 4.0 7 0 3.7 6.1 5 1 3.3 6.3 7 1 4.2 7.7 6 1
  3.5 6.2 5 1 2.9 5.7 9 0 2.1 4.8 7 1 2.8 6.2 8 0 4.0 7.0 7 1 3.3 5.7 6 1 3.7 6.9 5 1 3.6 6.6 5 1`;

test('areas of correlated tests have the errors of DeLong, DeLong and Clarke-Pearson', () => {
  const numbers = patients.trim().split(/\s+/).map(Number);
  const column = (at: number) => numbers.filter((_, index) => index % 4 === at);
  const lost = column(3).map((benefits) => 1 - benefits);
  const [albumin, protein, score] = [column(0), column(1), column(2).map((one) => 10 - one)].map((values) =>
    areas(
      values.map((one) => -one),
      lost,
    ),
  ) as [Placements, Placements, Placements];
  const said = (one: Placements, other?: Placements) => [
    (one.area - (other?.area ?? 0)).toFixed(4),
    Math.sqrt(areaVariance(one, other) as number).toFixed(4),
  ];
  expect(lost).toHaveLength(43);
  expect(said(albumin)).toEqual(['0.7366', '0.0927']);
  expect(said(score)).toEqual(['0.7258', '0.1028']);
  expect(said(protein)).toEqual(['0.6478', '0.1000']);
  expect(said(albumin, score)).toEqual(['0.0108', '0.0953']);
  expect(said(protein, score)).toEqual(['-0.0780', '0.1046']);
});

// SciPy 1.17.1, binomtest(gained, gained + lost).
test.each([
  [0, 0, 1],
  [5, 5, 1],
  [6, 5, 1],
  [1, 5, 0.21875],
  [121, 59, 4.4344492637551645e-6],
  [500, 100, 6.687752441629809e-65],
  [20, 480, 1.70015838133277e-115],
])('the exact p of McNemar for %d gained and %d lost', (gained, lost, p) => {
  expect(Math.abs(mcnemarExact(gained, lost) - p) / p).toBeLessThan(1e-10);
});

test('a score on an edge belongs to the bin below it, 0 to the first and 1 to the last', () => {
  const bins = (values: number[], count: number) => [
    ...binsOf(Float64Array.from(values), equalWidthEdges(count)),
  ];
  expect(bins([0, 0.25, 0.26, 0.5, 0.75, 1], 4)).toEqual([0, 0, 1, 1, 2, 3]);
  expect(bins([0, 1], 1)).toEqual([0, 0]);
});

test('percentiles interpolate as NumPy does', () => {
  expect(percentile([1, 2, 3, 4], 50)).toBe(2.5);
  expect(percentile([1, 2, 3, 4, 5], 95)).toBeCloseTo(4.8, 12);
  expect(percentile([7], 95)).toBe(7);
  // To the last bit: numpy.percentile(numpy.arange(43.) / 10, …).
  const tenths = Array.from({ length: 43 }, (_, index) => index / 10);
  expect(percentile(tenths, 42.857142857142854)).toBe(1.8);
  expect(percentile(tenths, 33.33333333333333)).toBe(1.3999999999999995);
});
