import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import { plugin } from '../src/index.ts';

type Content = string | Uint8Array | object;

/** Measures reports and snapshots with these contents; an object is written as JSON. */
export function measure(
  reports: readonly Content[],
  { known, epss }: { known?: Content; epss?: Content } = {},
): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'vulnerabilities-'));
  const write = (name: string, content: Content) => {
    const isText = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(join(folder, name), isText ? content : JSON.stringify(content));
    return name;
  };
  const config = {
    reports: reports.map((content, index) => write(`r${index}.json`, content)),
    ...(known !== undefined && { known_exploited: write('kev.json', known) }),
    ...(epss !== undefined && { epss: write('epss.csv', epss) }),
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

/** What was found, as people see it: package, version and id. */
export function listOf(measured: Measured, of = 'vulnerabilities'): string[] {
  const found = measured.details?.[of] as { package: string; version: string; id: string }[];
  return found.map((one) => `${one.package} ${one.version} ${one.id}`);
}
