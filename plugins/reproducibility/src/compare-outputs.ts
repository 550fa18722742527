import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Measured } from '@gatehouse/plugin-kit';
import type { Outcome } from './compare-metrics.ts';
import { compareMetrics } from './compare-metrics.ts';
import type { Output } from './config.ts';
import { type Item, listOutputs } from './list-outputs.ts';
import type { Finished } from './one-run.ts';

export interface Compared {
  outcomes: Outcome[];
  measurements: Measured['measurements'];
  /** The files that are not identical, with what was seen; cut, and then says so. */
  details: Record<string, unknown>;
}

interface Judged {
  outcome: Outcome;
  seen: Record<string, unknown>;
  measurements: Measured['measurements'];
}

const mostListed = 50;

/** Compares each output among all runs, and with what is recorded of it. */
export async function compareOutputs(
  outputs: readonly Output[],
  runs: readonly Finished[],
): Promise<Compared> {
  const items = await listOutputs(outputs, runs);
  const judged: (Judged & { path: string })[] = [];
  for (const item of items) judged.push({ path: item.path, ...(await judge(item)) });
  const listed = judged
    .filter(({ outcome }) => outcome !== 'identical')
    .map(({ path, outcome, seen }) => ({ path, outcome, ...seen }));
  return {
    outcomes: judged.map(({ outcome }) => outcome),
    measurements: judged.flatMap(({ measurements }) => measurements),
    details: {
      not_identical: listed.slice(0, mostListed),
      ...(listed.length > mostListed
        ? { not_identical_cut: `the first ${mostListed} of ${listed.length}` }
        : {}),
    },
  };
}

async function judge(item: Item): Promise<Judged> {
  const files = item.files.filter((file) => file !== null);
  if (files.length < item.files.length) {
    const runs = item.files.flatMap((file, index) => (file === null ? [index + 1] : []));
    return { outcome: 'missing', seen: { not_written_by_run: runs }, measurements: [] };
  }
  if (item.metrics) return compareMetrics(item.path, item.metrics, files);
  const digests = await Promise.all(files.map(digestOf));
  const all = item.recorded === undefined ? digests : [...digests, item.recorded];
  const seen = { runs: digests, ...(item.recorded === undefined ? {} : { recorded: item.recorded }) };
  return { outcome: new Set(all).size === 1 ? 'identical' : 'differing', seen, measurements: [] };
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return `sha256:${hash.digest('hex')}`;
}
