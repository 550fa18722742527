import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { plugin as drift } from '@gatehouse-plugin/data-drift';
import { plugin as reports } from '@gatehouse-plugin/report-import';
import { expect, test } from 'vitest';
import { engine } from './team.ts';

/** Evidently's method -> our metric of the same definition; its own choice for a column is `drift_score`. */
const same: Record<string, string> = {
  psi: 'psi',
  ks: 'ks_p_value',
  'Wasserstein distance (normed)': 'drift_score',
  'Jensen-Shannon distance': 'drift_score',
};

const fixtures = (plugin: string) => join(engine, 'plugins', plugin, 'test/fixtures');

test('a drift that Evidently measured is the one that data-drift measures on the same tables', async () => {
  const imported = await measureFixture(
    reports,
    { reports: [{ format: 'evidently', path: 'evidently-0.7-drift.json' }] },
    fixtures('report-import'),
  );
  const measured = await measureFixture(
    drift,
    { reference: 'credit-training.parquet', current: 'credit-window.parquet', convention: 'evidently' },
    fixtures('data-drift'),
  );
  const theirs = imported.measurements.filter(({ labels }) => labels.method !== undefined);
  const metrics = theirs.map(({ labels }) => same[labels.method ?? '']);
  const count = (metric: string) => metrics.filter((one) => one === metric).length;
  expect([count('drift_score'), count('ks_p_value'), count('psi'), theirs.length]).toEqual([13, 9, 4, 26]);
  for (const [i, { value, labels }] of theirs.entries()) {
    const ours = measured.measurements.find(
      (one) => one.metric === metrics[i] && one.labels.column === labels.column,
    );
    expect((ours?.value as number) / (value as number), `${metrics[i]} of ${labels.column}`).toBeCloseTo(
      1,
      9,
    );
  }
});
