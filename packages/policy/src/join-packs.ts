import { GatehouseError } from '@gatehouse/contracts';
import type { PolicySources } from './read-sources.ts';

/**
 * Adds rule packs to the policies. A pack brings gates, libraries, profiles and data of its own, and changes nothing of
 * what is there: whatever two of them both have is an error (`policy.invalid`), and so is a module whose package is not
 * its path.
 */
export function joinPacks(own: PolicySources, packs: ReadonlyMap<string, PolicySources>): PolicySources {
  const joined: PolicySources = { modules: [...own.modules], data: structuredClone(own.data) };
  const owners = new Map<string, string>();
  for (const { path } of own.modules) owners.set(packageOf(path), 'policies');
  for (const [name, pack] of packs) {
    const folder = `packs/${name}`;
    const brought = new Map<string, string>();
    for (const { path, text } of pack.modules) {
      const module = packageOf(path.slice(folder.length + 1));
      if (!/^(gates|lib)\.[a-z0-9_]+$/.test(module))
        throw invalid(path, `${path} is neither gates/<gate>/<file>.rego nor lib/<name>.rego`);
      if (declaredPackage(text) !== module)
        throw invalid(path, `the package of ${path} has to be ${module}, as its path says`);
      brought.set(module, path);
    }
    for (const [module, path] of brought) {
      claim(owners, module, folder, path);
    }
    joined.modules.push(...pack.modules);
    addData(joined.data, pack.data, [], folder, owners);
  }
  joined.modules.push({ path: 'packs.rego', text: gatesModule([...owners]) });
  return joined;
}

// A part of main: the decision has to have every gate.
function gatesModule(owners: readonly [string, string][]): string {
  const gates = owners.flatMap(([name, owner]) =>
    owner === 'policies' ? [] : (name.match(/^gates\.(.+)$/)?.[1] ?? []),
  );
  const lines = gates.map((gate) => `gates["${gate}"] := data.gates.${gate}.rules`);
  return `package main\n\n${lines.join('\n')}\n`;
}

// gates/parity/parity.rego and every other file of that folder are of one package; so is lib/people.rego of its own.
function packageOf(path: string): string {
  const [first = '', second = '', ...rest] = path.replace(/\.rego$/, '').split('/');
  return rest.length > 1 || (first === 'gates' && rest.length === 0)
    ? ''
    : second === ''
      ? first
      : `${first}.${second}`;
}

/** The package clause is the first thing of a module that is no comment. */
function declaredPackage(text: string): string | undefined {
  const first = text.split('\n').find((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  return first?.trim().match(/^package\s+([a-z0-9_.]+)$/)?.[1];
}

function addData(
  into: Record<string, unknown>,
  from: Record<string, unknown>,
  at: readonly string[],
  folder: string,
  owners: Map<string, string>,
): void {
  for (const [key, value] of Object.entries(from)) {
    const path = [...at, key];
    const there = Object.hasOwn(into, key) ? into[key] : undefined;
    if (isMapping(there) && isMapping(value)) addData(there, value, path, folder, owners);
    else {
      if (there !== undefined) throw clash(`data.${path.join('.')}`, owners, folder);
      into[key] = value;
      owners.set(`data.${path.join('.')}`, folder);
    }
  }
}

function claim(owners: Map<string, string>, what: string, folder: string, path: string): void {
  if (owners.has(what)) throw clash(what, owners, folder, path);
  owners.set(what, folder);
}

function clash(
  what: string,
  owners: ReadonlyMap<string, string>,
  folder: string,
  path = folder,
): GatehouseError {
  return new GatehouseError(
    'policy.invalid',
    `${owners.get(what) ?? 'policies'} and ${folder} both have ${what}`,
    {
      hint: 'A pack only adds. Rename it, or take one of the packs out of policies/packs.yaml.',
      place: { file: path },
    },
  );
}

function invalid(path: string, message: string): GatehouseError {
  return new GatehouseError('policy.invalid', message, {
    hint: 'A pack has the shape of policies/: gates/, lib/, profiles/ and data/.',
    place: { file: path },
  });
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
