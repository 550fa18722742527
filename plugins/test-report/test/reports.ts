import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import { plugin } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'test-report-'));

/** Measures files of fixtures/. */
export function measure(...reports: string[]): Promise<Measured> {
  return measureFixture(plugin, { reports }, join(import.meta.dirname, 'fixtures'));
}

/** Measures one report with this content. */
export function measureText(content: string | Uint8Array): Promise<Measured> {
  writeFileSync(join(folder, 'report.xml'), content);
  return measureFixture(plugin, { reports: ['report.xml'] }, folder);
}

/** The code of the error that a measurement ends with. */
export function codeOf(measured: Promise<Measured>): Promise<string> {
  return measured.then(
    () => 'measured',
    (thrown: { code: string }) => thrown.code,
  );
}

/** The values by metric, overall or of a suite. */
export function valuesOf({ measurements }: Measured, suite?: string): Record<string, number | null> {
  const wanted = measurements.filter(
    ({ labels }) => labels.suite === suite && labels.report === undefined && labels.kind === undefined,
  );
  return Object.fromEntries(wanted.map(({ metric, value }) => [metric, value]));
}
