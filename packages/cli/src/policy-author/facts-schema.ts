import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RegoSource } from '@gatehouse/opa';
import type { Host } from '../host.ts';

type Json = unknown;
type Schema = Record<string, Json>;

/** The JSON Schema of the facts without a single reference: OPA resolves none that leave a file. */
export async function readFactsSchema(host: Host): Promise<Schema> {
  const folder = join(host.engine, 'packages/contracts/schemas');
  const all = await Promise.all(
    (await readdir(folder)).map(
      async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Schema,
    ),
  );
  const byId = new Map(all.map((schema) => [schema.$id as string, schema]));
  const facts = byId.get('gatehouse:facts@1') as Schema;
  return inline(facts, facts, byId) as Schema;
}

// The schemas have no cycles; one that had would end in a stack overflow, not in a lost check.
function inline(node: Json, document: Schema, byId: ReadonlyMap<string, Schema>): Json {
  if (Array.isArray(node)) return node.map((item) => inline(item, document, byId));
  if (typeof node !== 'object' || node === null) return node;
  const { $ref, $id, $schema, $defs, ...rest } = node as Schema;
  if (typeof $ref === 'string') {
    const [id, pointer = ''] = $ref.split('#');
    const target = id ? byId.get(id) : document;
    const found = pointer
      .split('/')
      .slice(1)
      .reduce<Json>((from, step) => (from as Schema)[step], target);
    if (found === undefined) throw new Error(`no schema ${$ref}`);
    return inline(found, target as Schema, byId);
  }
  return Object.fromEntries(Object.entries(rest).map(([key, below]) => [key, inline(below, document, byId)]));
}

/**
 * Says to OPA that `input` has the schema of the facts, in every package: METADATA of packages that lie above those of
 * the policy, which the policy itself need not know of.
 */
export function schemaScopes(judging: readonly RegoSource[]): RegoSource[] {
  const roots = judging.flatMap(({ text }) => text.match(/^package ([a-z0-9_]+)/m)?.[1] ?? []);
  return [...new Set(roots)].map((root) => ({
    path: `facts-schema/${root}.rego`,
    text: `# METADATA\n# scope: subpackages\n# schemas:\n#   - input: schema.facts\npackage ${root}\n`,
  }));
}
