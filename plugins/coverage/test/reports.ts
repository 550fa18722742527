import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';

export const fixtures = join(import.meta.dirname, 'fixtures');

/** Measures files of fixtures/. */
export function measure(config: Config): Promise<Measured> {
  return measureFixture(plugin, config, fixtures);
}

/** Measures reports, a diff and a baseline with these contents. */
export function measureTexts(
  reports: readonly (string | Uint8Array)[],
  { changed, baseline }: { changed?: string; baseline?: string } = {},
): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'coverage-'));
  const write = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return name;
  };
  const config = {
    reports: reports.map((content, index) => write(`report-${index}`, content)),
    ...(changed !== undefined && { changed: write('changed.diff', changed) }),
    ...(baseline !== undefined && { baseline: [write('baseline', baseline)] }),
  };
  return measureFixture(plugin, config, folder);
}

/** The code of the error that a measurement ends with. */
export function codeOf(measured: Promise<Measured>): Promise<string> {
  return measured.then(
    () => 'measured',
    (thrown: { code: string }) => thrown.code,
  );
}

/** The values by metric. */
export function valuesOf({ measurements }: Measured): Record<string, number | null> {
  const overall = measurements.filter(({ labels }) => Object.keys(labels).length === 0);
  return Object.fromEntries(overall.map(({ metric, value }) => [metric, value]));
}
