import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';

export const fixtures = join(import.meta.dirname, 'fixtures');
const folder = mkdtempSync(join(tmpdir(), 'lineage-'));

/** Measures files of fixtures/. */
export function measure(config: Config): Promise<Measured> {
  return measureFixture(plugin, config, fixtures);
}

/** Measures events, one a line. */
export function measureEvents(events: unknown[], config: Config = {}): Promise<Measured> {
  return measureText(events.map((event) => JSON.stringify(event)).join('\n'), config);
}

export function measureText(text: string | Uint8Array, config: Config = {}): Promise<Measured> {
  writeFileSync(join(folder, 'events.jsonl'), text);
  return measureFixture(plugin, { events: ['events.jsonl'], ...config }, folder);
}

export function measureGraph(
  graph: unknown,
  config: Config = {},
  files: Record<string, string> = {},
): Promise<Measured> {
  for (const [name, text] of Object.entries({ ...files, 'graph.json': JSON.stringify(graph) }))
    writeFileSync(join(folder, name), text);
  return measureFixture(plugin, { graph: 'graph.json', ...config }, folder);
}

let runs = 0;

/** A completed run; each dataset by its name, or with its facets. */
export function run(inputs: Dataset[], outputs: Dataset[], eventType: string | undefined = 'COMPLETE') {
  runs += 1;
  return {
    eventType,
    eventTime: '2026-11-20T01:00:00Z',
    run: { runId: `0197a3c0-0000-7000-8000-${String(runs).padStart(12, '0')}` },
    job: { namespace: 'jobs', name: 'job' },
    inputs: inputs.map(datasetOf),
    outputs: outputs.map(datasetOf),
  };
}

export type Dataset = string | [name: string, facets: Record<string, unknown>];

function datasetOf(dataset: Dataset) {
  const [name, facets] = typeof dataset === 'string' ? [dataset, undefined] : dataset;
  return { namespace: 'n', name, ...(facets && { facets }) };
}

/** A dataset whose bytes are those of a text. */
export function bytes(name: string, text: string): Dataset {
  return [name, { gatehouse_digest: { sha256: sha256(text) } }];
}

export function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** Value and n by metric. */
export function numbersOf({ measurements }: Measured): Record<string, [number | null, number]> {
  return Object.fromEntries(measurements.map(({ metric, value, n }) => [metric, [value, n]]));
}

/** The code of the error that a measurement ends with. */
export function codeOf(measured: Promise<Measured>): Promise<string> {
  return measured.then(
    () => 'measured',
    (thrown: { code: string }) => thrown.code,
  );
}
