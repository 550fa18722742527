import { GatehouseError } from '@gatehouse/contracts';
import { misplacedKey } from './find-faults.ts';
import { isPlaceFor, isUnread } from './pack-places.ts';
import type { PolicySources } from './read-sources.ts';

/** A pack as it was read. */
export interface Pack {
  modules: PolicySources['modules'];
  /** What each of its files of data says, and where below `data`. */
  data: readonly DataFile[];
}

export interface DataFile {
  path: string;
  at: readonly string[];
  value: unknown;
}

/**
 * Adds rule packs to the policies. A pack brings gates, libraries, profiles and data of its own, and changes nothing of
 * what is there: whatever two of them both have is an error (`policy.invalid`), and so is a module whose package is not
 * its path. Data at a place where a pack may not add is left out, and told below `misplacedKey`.
 */
export function joinPacks(own: PolicySources, packs: ReadonlyMap<string, Pack>): PolicySources {
  const joined: PolicySources = { modules: [...own.modules], data: structuredClone(own.data) };
  const owners = new Map<string, string>();
  const misplaced: Record<string, string[]> = {};
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
    for (const file of pack.data) {
      const keys = addData({ data: joined.data, own: own.modules, owners, folder }, file);
      if (keys.length > 0) misplaced[file.path] = keys;
    }
  }
  if (Object.keys(misplaced).length > 0) joined.data[misplacedKey] = misplaced;
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

interface Joining {
  data: Record<string, unknown>;
  /** The modules of the policies, which ask for data of theirs. */
  own: PolicySources['modules'];
  owners: Map<string, string>;
  folder: string;
}

/** Adds what a file says where a pack may; gives the keys of the rest. Throws where something is there already. */
function addData({ data, own, owners, folder }: Joining, file: DataFile): string[] {
  const [name = '', ...below] = file.at;
  const said = below.reduceRight<unknown>((value, key) => ({ [key]: value }), file.value);
  return add(data, { [name]: said }, []);

  function add(
    into: Record<string, unknown>,
    from: Record<string, unknown>,
    at: readonly string[],
  ): string[] {
    return Object.entries(from).flatMap(([key, value]) => {
      const path = [...at, key];
      const what = `data.${path.join('.')}`;
      const there = Object.hasOwn(into, key) ? into[key] : undefined;
      if (isMapping(there) && isMapping(value)) return add(there, value, path);
      if (there !== undefined) throw clash(what, owners, folder, file.path);
      if (!(at.length === 0 ? isUnread(key, own) : isPlaceFor(at, value))) return [path.join('.')];
      into[key] = value;
      owners.set(what, folder);
      return [];
    });
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
  path: string,
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
