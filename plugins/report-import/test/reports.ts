import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';

type Report = Config['reports'][number];

export const fixtures = join(import.meta.dirname, 'fixtures');
const folder = mkdtempSync(join(tmpdir(), 'report-import-'));

/** Measures reports of fixtures/. */
export function measure(...reports: Report[]): Promise<Measured> {
  return measureFixture(plugin, { reports }, fixtures);
}

/** Measures one report with this content. */
export function measureText(format: Report['format'], content: string | Uint8Array): Promise<Measured> {
  writeFileSync(join(folder, 'report.json'), content);
  return measureFixture(plugin, { reports: [{ format, path: 'report.json' }] }, folder);
}

/** The code of the error that a measurement ends with. */
export function codeOf(measured: Promise<Measured>): Promise<string> {
  return measured.then(
    () => 'measured',
    (thrown: { code: string }) => thrown.code,
  );
}

/** The counts over all reports, or of one. */
export function countsOf({ measurements }: Measured, report?: string): Record<string, number | null> {
  const wanted = measurements.filter(
    ({ metric, labels }) => !['value', 'check_passed'].includes(metric) && labels.report === report,
  );
  return Object.fromEntries(wanted.map(({ metric, value }) => [metric, value]));
}

/** Each check as one line: name, column or the like, and what became of it. */
export function checksOf({ measurements }: Measured): string[] {
  return measurements
    .filter(({ metric }) => metric === 'check_passed')
    .map(({ labels: { report: _, format: __, check, ...labels }, value, note }) =>
      [check, ...Object.values(labels), value, ...(note ? [note] : [])].join(' | '),
    );
}

/** Each number as one line: name, column or the like, and what it is. */
export function valuesOf({ measurements }: Measured): string[] {
  return measurements
    .filter(({ metric }) => metric === 'value')
    .map(({ labels: { report: _, format: __, name, ...labels }, value, note }) =>
      [name, ...Object.values(labels), value, ...(note ? [note] : [])].join(' | '),
    );
}
