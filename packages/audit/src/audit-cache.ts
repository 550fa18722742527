import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestBytes } from '@gatehouse/contracts';
import type { Engine } from '@gatehouse/judge';
import type { StepRecord } from './audit-step.ts';

/**
 * Steps that were judged before. A commit stands for its whole past, so with the same engine and the same genesis it
 * is judged the same way again.
 */
export interface AuditCache {
  /** By commit. */
  read(genesis: string): Promise<Map<string, StepRecord>>;
  write(genesis: string, records: readonly StepRecord[]): Promise<void>;
}

export function emptyCache(): AuditCache {
  return { read: async () => new Map(), write: async () => {} };
}

/** In the user's cache, where nobody else can write, if there is one: one line of JSON a step. */
export function diskAuditCache(engine: Engine): AuditCache {
  const folder = engine.cacheFolder('audit');
  if (folder === null) return emptyCache();
  const file = async (genesis: string) =>
    join(folder, `${digestBytes(`${await engineDigest(engine)} ${genesis}`).slice('sha256:'.length)}.jsonl`);
  return {
    async read(genesis) {
      const text = await readFile(await file(genesis), 'utf8').catch(() => '');
      const records = text.split('\n').flatMap(readLine);
      return new Map(records.map((record) => [record.step.commit, record]));
    },
    async write(genesis, records) {
      const kept = records.filter(isLasting);
      if (kept.length === 0) return;
      // A cache that cannot be written only costs time.
      try {
        const lines = kept.map((record) => `${JSON.stringify(record)}\n`).join('');
        await appendFile(await file(genesis), lines, { mode: 0o600 });
      } catch {
        return;
      }
    },
  };
}

// What could not be judged may be judged later, and what lies in the future will not for ever.
function isLasting({ step }: StepRecord): boolean {
  return step.verdict !== 'unverifiable' && step.reasons.every(({ code }) => code !== 'future-dated');
}

// A line that was cut off when the machine went down is judged again.
function readLine(line: string): StepRecord[] {
  if (!line.endsWith('}')) return [];
  try {
    return [JSON.parse(line) as StepRecord];
  } catch {
    return [];
  }
}

async function engineDigest(engine: Engine): Promise<string> {
  const files = [engine.files.bundle, engine.files.evaluator, join(engine.files.opa, 'opa.json')];
  return digestBytes(
    JSON.stringify(await Promise.all(files.map(async (path) => digestBytes(await readFile(path))))),
  );
}
