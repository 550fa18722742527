import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '@gatehouse/judge';
import type { RegoSource } from '@gatehouse/opa';
import { changeGate } from '@gatehouse/policy';

type Json = unknown;
type Schema = Record<string, Json>;

/** The JSON Schemas of what gates judge, without a single reference: OPA resolves none that leave a file. */
export interface FactsSchemas {
  /** Of a release. */
  facts: Schema;
  /** Of a change of governed files. */
  change: Schema;
}

export async function readFactsSchemas(engine: Engine): Promise<FactsSchemas> {
  const folder = join(engine.home, 'packages/contracts/schemas');
  const all = await Promise.all(
    (await readdir(folder)).map(
      async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Schema,
    ),
  );
  const byId = new Map(all.map((schema) => [schema.$id as string, schema]));
  const whole = (id: string) => {
    const schema = byId.get(id) as Schema;
    return inline(schema, schema, byId) as Schema;
  };
  return { facts: whole('gatehouse:facts@1'), change: whole('gatehouse:change-facts@1') };
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
 * Says to OPA that `input` has the schema of the facts, in every package but that of the gate that judges changes:
 * METADATA of packages that lie above those of the policy, which the policy itself need not know of.
 */
export function schemaScopes(judging: readonly RegoSource[]): RegoSource[] {
  const roots = judging.flatMap(({ text }) => text.match(/^package ([a-z0-9_]+)/m)?.[1] ?? []);
  const scopes = [...new Set(roots)].map((root) => [root, 'facts'] as const);
  return [...scopes, [`gates.${changeGate}`, 'change'] as const].map(([name, schema]) => ({
    path: `facts-schema/${name}.rego`,
    text: `# METADATA\n# scope: subpackages\n# schemas:\n#   - input: schema.${schema}\npackage ${name}\n`,
  }));
}
