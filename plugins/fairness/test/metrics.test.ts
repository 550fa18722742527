import { wilsonInterval } from '@gatehouse/plugin-kit/statistics';
import { describe, expect, test } from 'vitest';
import { groupName } from '../src/group-names.ts';
import { calibrationError, innerEdges } from '../src/metrics/calibration.ts';

describe('Wilson interval', () => {
  // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998),
  // table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i equals the published one', (k, n, low, high) => {
    const found = wilsonInterval(k, n, 0.95);
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  // scipy 1.17.1: binomtest(k, n).proportion_ci(confidence, method='wilson')
  test.each(wilsonReference())('%i of %i at %d equals SciPy', (k, n, confidence, low, high) => {
    const found = wilsonInterval(k, n, confidence);
    expect(found.low).toBeCloseTo(low, 14);
    expect(found.high).toBeCloseTo(high, 14);
  });

  test('nothing and everything end at 0 and 1 exactly', () => {
    for (const n of [1, 3, 7, 1000]) {
      expect(wilsonInterval(0, n, 0.95).low).toBe(0);
      expect(wilsonInterval(n, n, 0.95).high).toBe(1);
    }
  });
});

test('bins end where those of NumPy do', () => {
  // numpy 2.4.6: linspace(0, 1, 11)[1:-1]
  expect(innerEdges(10)).toEqual([
    0.1, 0.2, 0.30000000000000004, 0.4, 0.5, 0.6000000000000001, 0.7000000000000001, 0.8, 0.9,
  ]);
  expect(innerEdges(1)).toEqual([]);
});

test('the calibration error weighs bins by their rows, and opposite errors do not cancel', () => {
  const bins = [
    { rows: 4, positives: 1, scores: 0.4 },
    { rows: 6, positives: 4, scores: 5 },
  ];
  expect(calibrationError(bins)).toBeCloseTo((0.6 + 1) / 10, 15);
  expect(calibrationError([])).toBe(null);
  expect(calibrationError([{ rows: 2, positives: 1, scores: null }])).toBe(null);
});

test('no two groups share a name', () => {
  const values = [null, '', '(missing)', '(empty)', '\\(missing)', 'a', 'a × b', 'b', '×', '\\', '\\×'];
  const pairs = values.flatMap((one) => values.map((other) => groupName([one, other])));
  expect(new Set(pairs).size).toBe(values.length ** 2);
  expect(groupName(['under 30', null])).toBe('under 30 × (missing)');
});

function wilsonReference(): [number, number, 0.9 | 0.95 | 0.99, number, number][] {
  return [
    [0, 1, 0.9, 0.0, 0.7301340512159458],
    [0, 1, 0.95, 0.0, 0.7934506856227626],
    [0, 1, 0.99, 0.0, 0.8690224567198142],
    [1, 2, 0.9, 0.12086631942227366, 0.8791336805777263],
    [1, 2, 0.95, 0.09453120573423074, 0.9054687942657693],
    [1, 2, 0.99, 0.06171307677810184, 0.9382869232218982],
    [3, 17, 0.9, 0.07281446654706444, 0.3689669780690258],
    [3, 17, 0.95, 0.061911266376209945, 0.4102945856883412],
    [3, 17, 0.99, 0.045829706544681464, 0.48875679130677463],
    [250, 1000, 0.9, 0.22817176898889255, 0.2731773526309877],
    [250, 1000, 0.95, 0.2241530989836914, 0.27776028025908617],
    [250, 1000, 0.99, 0.21645462945665608, 0.28684095299504736],
    [999999, 1000000, 0.9, 0.9999955175615293, 0.9999997769077477],
    [999999, 1000000, 0.95, 0.9999943350881957, 0.9999998234754233],
    [999999, 1000000, 0.99, 0.9999914825661653, 0.9999998825945251],
  ];
}
