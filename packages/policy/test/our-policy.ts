import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ChangeFacts, Facts } from '@gatehouse/contracts';
import { createOpa } from '@gatehouse/opa';
import { openCompiler, type Policy, type PolicyCache, preparePolicy } from '../src/index.ts';

// The rules of this repository.
const folder = fileURLToPath(new URL('../../../policies/', import.meta.url));

/** All files of policies/, by path. */
export const files = Object.fromEntries(list('').map((path) => [path, readFileSync(folder + path, 'utf8')]));

/** Facts that pass every rule. */
export const ready = JSON.parse(files['examples/ready.json'] ?? 'null') as Facts;

/** Facts of a change of governed files that pass every rule. */
export const change = JSON.parse(files['examples/change.json'] ?? 'null') as ChangeFacts;

export const opa = createOpa();

/** What the build ships. */
export const dist = fileURLToPath(new URL('../dist/', import.meta.url));

export const shipped: PolicyCache = {
  read: async (name) => (existsSync(dist + name) ? readFileSync(dist + name) : null),
  write: async () => {},
};

/** The compiled rules, with further files; those that the build ships where nothing else is asked for. */
export async function compileOurs(more: Record<string, string> = {}): Promise<Policy> {
  return preparePolicy({ ...files, ...more }, await openCompiler(), shipped);
}

function list(below: string): string[] {
  return readdirSync(folder + below, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? list(`${below}${entry.name}/`) : [`${below}${entry.name}`],
  );
}
