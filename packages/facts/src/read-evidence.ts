import {
  canonicalJson,
  digestBytes,
  type Evidence,
  type Facts,
  parseJsonStrictly,
  type Release,
  type ReleaseEvidence,
  validateEvidence,
  violations,
} from '@gatehouse/contracts';
import type { TreeSource } from './tree-source.ts';

type Problem = Facts['evidence_problems'][string]['reason'];

/** What a release's evidence amounts to: entries that hold together, and those that can not be believed. */
export interface EvidenceFacts {
  evidence: Facts['evidence'];
  evidence_problems: Facts['evidence_problems'];
}

const longFormLimit = 32 * 1024 * 1024;

/** Reads the long form of every entry and checks that it is the one that release.yaml pins and sums up. */
export async function readEvidence(
  source: TreeSource,
  folder: string,
  release: Release,
): Promise<EvidenceFacts> {
  const facts: EvidenceFacts = { evidence: {}, evidence_problems: {} };
  for (const entry of release.evidence ?? []) {
    const bytes = await source.read(`${folder}/evidence/${entry.id}.json`, longFormLimit);
    const read = bytes === null ? 'no-file' : readLongForm(bytes, entry);
    if (typeof read === 'string') facts.evidence_problems[entry.id] = { reason: read };
    else facts.evidence[entry.id] = { ...read, details: {} };
  }
  return facts;
}

function readLongForm(bytes: Buffer, entry: ReleaseEvidence): Evidence | Problem {
  if (digestBytes(bytes) !== entry.digest) return 'digest-mismatch';
  const evidence = parseEvidence(bytes);
  if (evidence === null) return 'malformed';
  return agrees(evidence, entry) ? evidence : 'entry-differs';
}

/** Evidence from the bytes of its long form; null if it is not that. */
export function parseEvidence(bytes: Uint8Array): Evidence | null {
  let value: unknown;
  try {
    value = parseJsonStrictly(bytes);
  } catch {
    return null;
  }
  return violations(validateEvidence, value).length === 0 ? (value as Evidence) : null;
}

// The entry repeats a few fields for people: what they read must be what is judged.
function agrees(evidence: Evidence, entry: ReleaseEvidence): boolean {
  return (
    evidence.id === entry.id &&
    evidence.plugin.name === entry.plugin &&
    evidence.plugin.version === entry.version &&
    evidence.status === entry.status &&
    evidence.examined === entry.examined &&
    evidence.measured_at === entry.measured_at &&
    canonicalJson(evidence.headline) === canonicalJson(entry.headline ?? {})
  );
}
