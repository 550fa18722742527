import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ChangeFacts, Facts } from '@gatehouse/contracts';
import { createOpa } from '@gatehouse/opa';
import { type Policy, policyError, preparePolicy } from '../src/index.ts';

// The rules of this repository.
const folder = fileURLToPath(new URL('../../../policies/', import.meta.url));

/** All files of policies/, by path. */
export const files = Object.fromEntries(list('').map((path) => [path, readFileSync(folder + path, 'utf8')]));

/** Facts that pass every rule. */
export const ready = JSON.parse(files['examples/ready.json'] ?? 'null') as Facts;

/** Facts of a change of governed files that pass every rule. */
export const change = JSON.parse(files['examples/change.json'] ?? 'null') as ChangeFacts;

export const opa = createOpa();

/** The compiled rules, from their text, with further files. */
export function compileOurs(more: Record<string, string> = {}): Promise<Policy> {
  const compiler = {
    identity: 'opa',
    async prepare(modules: { path: string; text: string }[], entrypoints: string[]) {
      const prepared = await opa.prepare(modules, { entrypoints, strict: true });
      if (!prepared.ok) throw policyError(prepared.errors);
      return prepared.value;
    },
  };
  return preparePolicy({ ...files, ...more }, compiler, { read: async () => null, write: async () => {} });
}

function list(below: string): string[] {
  return readdirSync(folder + below, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? list(`${below}${entry.name}/`) : [`${below}${entry.name}`],
  );
}
