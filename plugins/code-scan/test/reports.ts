import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import { plugin } from '../src/index.ts';

type Content = string | Uint8Array | object;

/** Measures reports with these contents; an object is written as JSON. */
export function measure(reports: readonly Content[], baseline?: readonly Content[]): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'code-scan-'));
  const write = (name: string, content: Content) => {
    const isText = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(join(folder, name), isText ? content : JSON.stringify(content));
    return name;
  };
  const config = {
    reports: reports.map((content, index) => write(`r${index}.sarif`, content)),
    ...(baseline && { baseline: baseline.map((content, index) => write(`b${index}.sarif`, content)) }),
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

/** The values by metric, of all reports together. */
export function valuesOf({ measurements }: Measured): Record<string, number | null> {
  const overall = measurements.filter(({ labels }) => Object.keys(labels).length === 0);
  return Object.fromEntries(overall.map(({ metric, value }) => [metric, value]));
}

/** A log of one run. */
export function log(results: unknown, run: object = {}, rules: object[] = [{ id: 'a' }]): object {
  return {
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'scanner', version: '1.2.3', rules } }, results, ...run }],
  };
}

export const result = (more: object = {}) => ({ ruleId: 'a', message: { text: 'm' }, ...more });
