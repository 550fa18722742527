import type { FileHash } from './hash-files.ts';
import type { Lineage, Node, Step, Use } from './lineage.ts';
import { counted, type Measurement } from './measurement.ts';
import { columnsOf } from './read-dataset.ts';

/** Where two that must be equal are not. */
export interface Break {
  what: 'read' | 'written' | 'declared' | 'file';
  of: Aspect;
  node: string;
  job?: string | undefined;
  run?: string | undefined;
  path?: string | undefined;
  found: string;
  expected: string[];
}

type Aspect = 'digest' | 'version' | 'schema';

interface Comparison {
  outcome: 'same' | 'different' | 'unknown';
  broken?: Break;
}

/**
 * Compares what was read with what was written, what the graph declares with what was written, and files with their
 * nodes. The bytes that were read must be those of one writer, whichever: a dataset is written again and again.
 */
export function compareDigests(lineage: Lineage, hashes: readonly FileHash[]) {
  const { writes, reads } = collectUses(lineage);
  const compared = reads.flatMap(({ node, use, step }) => {
    const against = effective(byOthers(writes.get(node.id) ?? [], step), node);
    return against.length === 0 ? [] : [compareRead(use, step, against)];
  });
  const declared = [...lineage.nodes.values()].flatMap((node) => {
    const said = (writes.get(node.id) ?? []).filter((use) => use.digest !== undefined);
    return node.digest === undefined || said.length === 0
      ? []
      : [compare('digest', node.digest, said, { what: 'declared', node: node.id })];
  });
  const files = hashes.map((hash) => compareFile(hash, lineage, writes, reads));
  const written = lineage.steps.flatMap(contradictions);
  const digests = [...compared.map((one) => one.digest), ...written, ...declared, ...files];
  const versions = compared.map((one) => one.version);
  const schemas = compared.map((one) => one.schema);
  const unchecked = compared.filter(
    ({ digest, version }) => digest.outcome === 'unknown' && version.outcome === 'unknown',
  ).length;
  const notHashed = pathsNotHashed(lineage, hashes);
  const digestCount = countOf('digest_mismatches', digests, 'no digest is known on both sides');
  const filesUnknown = files.filter(({ outcome }) => outcome === 'unknown').length;
  const paths = hashes.length + notHashed;
  const measurements: Measurement[] = [
    digestCount,
    countOf('version_mismatches', versions, 'no version is known on both sides'),
    countOf('schema_mismatches', schemas, 'no schema is known on both sides'),
    counted(
      'reads_unchecked',
      unchecked,
      compared.length,
      'nothing was read that was written or has a digest',
    ),
    counted(
      'files_unchecked',
      filesUnknown + notHashed,
      paths,
      'no file is declared, and the graph has no path',
    ),
  ];
  const found = [...digests, ...versions, ...schemas].flatMap(({ broken }) => broken ?? []);
  return { measurements, digests: digestCount.value, found };
}

interface Read {
  node: Node;
  use: Use;
  step: Step;
}

function collectUses({ nodes, steps }: Lineage): { writes: Map<string, Use[]>; reads: Read[] } {
  const writes = new Map<string, Use[]>();
  for (const use of steps.flatMap((step) => step.writes)) {
    const known = writes.get(use.node);
    if (known) known.push(use);
    else writes.set(use.node, [use]);
  }
  const reads = steps.flatMap((step) =>
    step.reads.flatMap((use) => {
      const node = nodes.get(use.node);
      return node ? [{ node, use, step }] : [];
    }),
  );
  return { writes, reads };
}

// What a run says that it wrote does not prove what it read, but where nobody else wrote it.
function byOthers(writes: readonly Use[], { writes: own }: Step): readonly Use[] {
  const others = writes.filter((use) => !own.includes(use));
  return others.length === 0 ? writes : others;
}

// Events of one run that give an output different digests: one of them is not what was written.
function contradictions({ job, run, writes }: Step): Comparison[] {
  return writes.flatMap((use, i): Comparison[] => {
    const first = writes.slice(0, i).find(({ node, digest }) => node === use.node && digest !== undefined);
    return first === undefined || use.digest === undefined
      ? []
      : [compare('digest', use.digest, [first], { what: 'written', node: use.node, job, run })];
  });
}

// Who wrote without saying what, wrote what the graph declares; what nobody wrote, is what the graph declares.
function effective(writes: readonly Use[], { id, digest }: Node): Use[] {
  if (writes.length === 0) return digest === undefined ? [] : [{ node: id, digest }];
  return writes.map((use) => ({ ...use, digest: use.digest ?? digest }));
}

function compareRead(use: Use, { job, run }: Step, against: readonly Use[]): Record<Aspect, Comparison> {
  const of = (aspect: Aspect): Comparison =>
    compare(aspect, use[aspect], against, { what: 'read', node: use.node, job, run });
  return { digest: of('digest'), version: of('version'), schema: of('schema') };
}

function compareFile(
  { node, path, digest }: FileHash,
  lineage: Lineage,
  writes: Map<string, Use[]>,
  reads: readonly Read[],
): Comparison {
  const declared = lineage.nodes.get(node)?.digest;
  const written = writes.get(node) ?? [];
  const read = reads.filter((one) => one.node.id === node).map(({ use }) => use);
  const against = declared !== undefined ? [{ node, digest: declared }] : written.length > 0 ? written : read;
  return compare('digest', digest, against, { what: 'file', node, path });
}

// Different from all that is known is a break only if all is known.
function compare(
  of: Aspect,
  found: string | undefined,
  against: readonly Use[],
  where: Omit<Break, 'of' | 'found' | 'expected'>,
): Comparison {
  const known = [...new Set(against.flatMap((use) => use[of] ?? []))];
  if (found === undefined || known.length === 0) return { outcome: 'unknown' };
  if (known.some((one) => isSame(of, found, one))) return { outcome: 'same' };
  if (against.some((use) => use[of] === undefined)) return { outcome: 'unknown' };
  return {
    outcome: 'different',
    broken: { ...where, of, found: cut(found), expected: known.slice(0, 5).map(cut) },
  };
}

// Engines read only the columns that a query asks for, and say so.
function isSame(of: Aspect, found: string, known: string): boolean {
  if (of !== 'schema' || found === known) return found === known;
  const written = new Set(columnsOf(known));
  return columnsOf(found).every((column) => written.has(column));
}

function pathsNotHashed({ nodes }: Lineage, hashes: readonly FileHash[]): number {
  const hashed = new Set(hashes.map(({ node }) => node));
  return [...nodes.values()].filter(({ id, path }) => path !== undefined && !hashed.has(id)).length;
}

function countOf(metric: string, all: readonly Comparison[], nothing: string): Measurement {
  const known = all.filter(({ outcome }) => outcome !== 'unknown');
  const different = known.filter(({ outcome }) => outcome === 'different').length;
  return counted(metric, different, known.length, nothing);
}

// The schema of a wide table has thousands of columns.
function cut(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200).toWellFormed()}…` : text;
}
