import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { plugin as drift } from '@gatehouse-plugin/data-drift';
import { plugin as reports } from '@gatehouse-plugin/report-import';
import { expect, test } from 'vitest';
import { engine } from './team.ts';

/** Evidently's method -> our metric of the same definition. */
const same: Record<string, string> = { psi: 'psi' };

const fixtures = (plugin: string) => join(engine, 'plugins', plugin, 'test/fixtures');

test('a drift that Evidently measured is the one that data-drift measures on the same tables', async () => {
  const imported = await measureFixture(
    reports,
    { reports: [{ format: 'evidently', path: 'evidently-0.7-drift.json' }] },
    fixtures('report-import'),
  );
  const measured = await measureFixture(
    drift,
    { reference: 'credit-training.parquet', current: 'credit-window.parquet' },
    fixtures('data-drift'),
  );
  const theirs = imported.measurements.filter(({ labels }) => same[labels.method ?? '']);
  const ours = theirs.map(({ labels }) =>
    measured.measurements.find(
      ({ metric, labels: { column } }) => metric === same[labels.method ?? ''] && column === labels.column,
    ),
  );
  expect(theirs.map(({ labels }) => labels.column)).toEqual(['home', 'marital', 'records', 'job']);
  for (const [i, { value }] of theirs.entries()) expect(ours[i]?.value).toBeCloseTo(value as number, 12);
});
