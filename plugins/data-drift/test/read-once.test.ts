import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ColumnPair } from '../src/column-drift.ts';
import { compareNumbers } from '../src/compare/compare-numbers.ts';
import { readOptions } from '../src/options.ts';
import type { Side } from '../src/sides.ts';
import { openTableSide } from '../src/table-side.ts';
import { compare, folder, read, writeTable } from './tables.ts';

// Of more than 100,000 rows, so that they are counted in bins first; skewed, so that they are looked at on every grid.
const shapes = {
  smooth: 'sin(i * 1.7) * 10',
  skewed: 'exp(30 * sin(i * 0.37))',
  crowded: 'CASE WHEN i % 2 = 0 THEN 0 ELSE 1e9 END + sin(i)',
};
const rows = (from: number) =>
  `SELECT ${Object.entries(shapes)
    .map(([name, of]) => `${of} AS ${name}`)
    .join(', ')} FROM range(${from}, ${from + 60_000}) t(i)`;

test('columns that were read side by side are compared without their files', async () => {
  const names = Object.keys(shapes);
  const measured = await compare(rows(0), rows(7), { metrics: ['all'] });
  const open = async (name: Side['name'], from: number) => {
    await writeTable(`${name}-once.parquet`, rows(from));
    const file = join(folder, `${name}-once.parquet`);
    const side = await openTableSide(name, { file, shown: `${name}.parquet` }, { readings: [] });
    await side.prepare(names);
    rmSync(file);
    return side;
  };
  const [reference, current] = [await open('reference', 0), await open('current', 7)];
  const options = readOptions({ reference: '', metrics: ['all'] }, reference, current);
  expect(options.exact).toBe(false);
  for (const name of names) {
    const pair: ColumnPair = { name, kind: 'numeric', types: { reference: 'DOUBLE', current: 'DOUBLE' } };
    const { measurements } = await compareNumbers({ reference, current, pair, options });
    expect(measurements.length).toBeGreaterThan(10);
    for (const one of measurements) expect(read(measured, one.metric, { column: name })).toEqual(one);
  }
  reference.close();
  current.close();
});
