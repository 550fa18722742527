import { canonicalJson, formatPath, type Json } from '@gatehouse/contracts';
import { explainChange, type Statement } from '@gatehouse/signoff';
import { releaseLimit } from './read-release.ts';
import { readYaml } from './read-yaml.ts';
import type { TreeSource } from './tree-source.ts';

/** One thing in which a release differs from what was signed. Values are JSON; null: it is not there. */
export interface FieldChange {
  file: string;
  /** A path in release.yaml such as `artifacts[0].digest`; null: the file as a whole. */
  field: string | null;
  before: string | null;
  after: string | null;
}

/** One side of the comparison: a statement, and the tree that its files are in. */
export interface SignedState {
  statement: Statement;
  source: TreeSource;
}

/** What changed between two states of one release: release.yaml field by field, other files by their digests. */
export async function fieldChanges(before: SignedState, after: SignedState): Promise<FieldChange[]> {
  const { added, removed, changed } = explainChange(before.statement, after.statement);
  const changes: FieldChange[] = [];
  for (const file of [...changed, ...added, ...removed].sort()) {
    const fields = file === 'release.yaml' ? await changedFields(before, after) : [];
    if (fields.length > 0) changes.push(...fields);
    else {
      const digest = ({ statement: { files } }: SignedState) =>
        Object.hasOwn(files, file) ? (files[file] ?? null) : null;
      changes.push({ file, field: null, before: digest(before), after: digest(after) });
    }
  }
  return changes;
}

async function changedFields(before: SignedState, after: SignedState): Promise<FieldChange[]> {
  const [one, other] = await Promise.all([readFields(before), readFields(after)]);
  if (one === null || other === null) return [];
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((field) => one.get(field) !== other.get(field))
    .map((field) => ({
      file: 'release.yaml',
      field,
      before: one.get(field) ?? null,
      after: other.get(field) ?? null,
    }));
}

/** Every scalar of release.yaml by its path; null where it can not be read. */
async function readFields({ statement, source }: SignedState): Promise<Map<string, string> | null> {
  const file = `${statement.path}/release.yaml`;
  const fields = new Map<string, string>();
  try {
    const bytes = await source.read(file, releaseLimit);
    flatten(readYaml(bytes ?? Buffer.alloc(0), file).value as Json, [], fields);
    return fields;
  } catch {
    return null;
  }
}

function flatten(value: Json, path: (string | number)[], fields: Map<string, string>): void {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    fields.set(formatPath(path), canonicalJson(value));
    return;
  }
  for (const [key, child] of Object.entries(value)) {
    flatten(child as Json, [...path, Array.isArray(value) ? Number(key) : key], fields);
  }
}
