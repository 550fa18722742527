import { measureFixture } from '@gatehouse/plugin-kit';
import { describe, expect, test } from 'vitest';
import { plugin } from '../src/index.ts';
import { folder, writeTable } from './tables.ts';

async function measure(query: string) {
  await writeTable('values.parquet', query);
  const config = { task: 'regression', data: 'values.parquet', label: 'y', prediction: 'p' } as const;
  return measureFixture(plugin, config, folder);
}
const codeOf = (query: string) =>
  measure(query).then(
    () => 'measured',
    (error: { code: string }) => error.code,
  );
type Measured = Awaited<ReturnType<typeof measure>>;
const read = ({ measurements }: Measured, metric: string) =>
  measurements.find((one) => one.metric === metric);

describe('values of a regression', () => {
  test('that are too large to be squared have no such number, and say why', async () => {
    const measured = await measure(
      'SELECT 1e200 + i * 1e198 AS y, 1.01e200 + i * 2e198 AS p FROM range(50) t(i)',
    );
    expect((read(measured, 'mae')?.value as number) / 1e198).toBeCloseTo(25.5, 6);
    expect(read(measured, 'mape')?.value).toBeGreaterThan(0);
    for (const metric of ['rmse', 'r2', 'mae_high'])
      expect(read(measured, metric), metric).toMatchObject({
        value: null,
        note: expect.stringMatching(/large/),
      });
    // Plain JSON: no infinity anywhere.
    const areNumbers = (value: unknown): boolean =>
      typeof value === 'number'
        ? Number.isFinite(value)
        : typeof value !== 'object' || value === null || Object.values(value).every(areNumbers);
    expect(areNumbers(measured)).toBe(true);
  });

  test('keep the small ones beside the large: sums are compensated', async () => {
    // 1e16, then 10,000 errors of 1: added one by one, each of them would be lost.
    const measured = await measure(
      'SELECT 0::DOUBLE AS y, CASE WHEN i = 0 THEN 1e16 ELSE 1 END AS p FROM range(10001) t(i) ORDER BY i',
    );
    expect(read(measured, 'mae')?.value).toBe((1e16 + 10_000) / 10_001);
  });

  test('above 2^53 are taken where they are exact, and refused where an error of 1 would be 0 or 2', async () => {
    const whole = (step: number) =>
      `SELECT 9007199254740993::BIGINT + ${step} * i AS y, 9007199254740994::BIGINT + ${step} * i AS p FROM range(50) t(i)`;
    expect(await codeOf(whole(1))).toBe('label-values');
    const even =
      'SELECT 9007199254740992::BIGINT + 2 * i AS y, 9007199254740994::BIGINT + 2 * i AS p FROM range(50) t(i)';
    expect(read(await measure(even), 'mae')?.value).toBe(2);
    expect(await codeOf('SELECT 1.5::DECIMAL(38, 10) AS y, 1.25::DECIMAL(38, 10) AS p FROM range(50)')).toBe(
      'measured',
    );
  });
});
