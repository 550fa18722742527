import { GatehouseError, parseJsonStrictly } from '@gatehouse/contracts';
import { parse } from 'yaml';
import { gatesModule } from './gates.ts';
import { type DataFile, joinPacks } from './join-packs.ts';
import type { PolicySources } from './policy-sources.ts';

/**
 * Sorts the files of a `policies/` folder (path → text) into modules and data. `services.yaml` becomes `data.services`,
 * `data/<name>.yaml` becomes `data.<name>`, `profiles/<name>/<name>.yaml` becomes `data.profiles.<name>`; tests and examples do not judge.
 * Those of packs (`packs/<name>/<path>`) have the same shape and only add: see `joinPacks`.
 * Throws `policy.missing` (no main.rego) and `policy.invalid` (data that is not YAML, packs that clash).
 */
export function readPolicySources(files: Record<string, string>): PolicySources {
  const { modules, readData } = sortPolicyFiles(files);
  return { modules, data: readData() };
}

/** As `readPolicySources`, with the data, which takes longer, to be read later (but not where there are packs). */
export function sortPolicyFiles(
  files: Record<string, string>,
): Pick<PolicySources, 'modules'> & { readData(): PolicySources['data'] } {
  const own: Sorted = { modules: [], rest: [] };
  const packs = new Map<string, Sorted>();
  for (const path of Object.keys(files).sort()) {
    const [, pack, below = path] = path.match(/^packs\/([^/]+)\/(.+)$/) ?? [];
    const sorted = pack === undefined ? own : (packs.get(pack) ?? { modules: [], rest: [] });
    if (pack !== undefined) packs.set(pack, sorted);
    const text = files[path] as string;
    if (isJudgingModule(below)) sorted.modules.push({ path, text });
    else sorted.rest.push({ path, below, text });
  }
  if (!own.modules.some((module) => module.path === 'main.rego')) {
    throw new GatehouseError('policy.missing', 'the base has no policies/main.rego', {
      hint: 'Without a policy nothing can be ready. Commit policies/ to the base branch.',
    });
  }
  const listed = (modules: PolicySources['modules']) => [...modules, gatesModule(modules)];
  if (packs.size === 0) return { modules: listed(own.modules), readData: () => readData(own) };
  const brought = new Map(
    [...packs].map(([name, pack]) => [name, { modules: pack.modules, data: readDataFiles(pack) }]),
  );
  const { modules, data } = joinPacks({ modules: own.modules, data: readData(own) }, brought);
  return { modules: listed(modules), readData: () => data };
}

interface Sorted {
  modules: PolicySources['modules'];
  rest: { path: string; below: string; text: string }[];
}

function readData(sorted: Sorted): PolicySources['data'] {
  const data: PolicySources['data'] = { profiles: {} };
  for (const { at, value } of readDataFiles(sorted)) {
    const [name, profile] = at as [string, string?];
    if (profile === undefined) data[name] = value;
    else (data.profiles as Record<string, unknown>)[profile] = value;
  }
  return data;
}

function readDataFiles({ rest }: Sorted): DataFile[] {
  return rest.flatMap(({ path, below, text }) => {
    const at = dataPlace(below);
    return at === null ? [] : [{ path, at, value: parseData(path, text) }];
  });
}

/** Whether a file can change a decision: one below policies/, or one of a pack (`packs/<name>/<path>`). */
export function isPolicyFile(path: string): boolean {
  const below = path.replace(/^packs\/[^/]+\//, '');
  return isJudgingModule(below) || dataPlace(below) !== null;
}

/** A path below policies/, or of a pack, as it is from the root of the repository. */
export function shownPath(path: string): string {
  return path.startsWith('packs/') ? path : `policies/${path}`;
}

function isJudgingModule(path: string): boolean {
  return path.endsWith('.rego') && !path.endsWith('_test.rego') && !path.startsWith('examples/');
}

/** Where a file of data stands below `data`; null for one that is none. */
function dataPlace(path: string): [string] | ['profiles', string] | null {
  if (/^services\.(?:yaml|json)$/.test(path)) return ['services'];
  const plain = path.match(/^data\/([a-z0-9][a-z0-9_-]*)\.(?:yaml|json)$/)?.[1];
  if (plain !== undefined) return [plain];
  const profile = path.match(/^profiles\/([a-z0-9][a-z0-9_-]*)\/\1\.(?:yaml|json)$/)?.[1];
  return profile === undefined ? null : ['profiles', profile];
}

function parseData(path: string, text: string): unknown {
  try {
    const value: unknown = path.endsWith('.json')
      ? parseJsonStrictly(text)
      : parse(text, { schema: 'core', maxAliasCount: 0, stringKeys: true });
    if (typeof value === 'object' && value !== null) return value;
  } catch (cause) {
    const place = cause instanceof GatehouseError ? cause.place : {};
    throw new GatehouseError('policy.invalid', `${shownPath(path)}: ${(cause as Error).message}`, {
      place: { ...place, file: shownPath(path) },
      cause,
    });
  }
  throw new GatehouseError('policy.invalid', `${shownPath(path)} is not a mapping or a list`, {
    place: { file: shownPath(path) },
  });
}
