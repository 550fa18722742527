import { GatehouseError } from '@gatehouse/contracts';
import { parse } from 'yaml';

/** A policy as text: Rego modules without their tests, and the data beside them. */
export interface PolicySources {
  modules: { path: string; text: string }[];
  data: Record<string, unknown>;
}

/**
 * Sorts the files of a `policies/` folder (path → text) into modules and data. `data/<name>.yaml` becomes
 * `data.<name>`, `profiles/<name>/<name>.yaml` becomes `data.profiles.<name>`; tests and examples do not judge.
 * Throws `policy.missing` (no main.rego) and `policy.invalid` (data that is not YAML).
 */
export function readPolicySources(files: Record<string, string>): PolicySources {
  const sources: PolicySources = { modules: [], data: { profiles: {} } };
  for (const path of Object.keys(files).sort()) {
    const text = files[path] as string;
    if (isJudgingModule(path)) sources.modules.push({ path, text });
    else placeData(sources.data, path, text);
  }
  if (!sources.modules.some((module) => module.path === 'main.rego')) {
    throw new GatehouseError('policy.missing', 'the base has no policies/main.rego', {
      hint: 'Without a policy nothing can be ready. Commit policies/ to the base branch.',
    });
  }
  return sources;
}

/** Whether a file below policies/ can change a decision. */
export function isPolicyFile(path: string): boolean {
  return isJudgingModule(path) || dataPlace(path) !== null;
}

function isJudgingModule(path: string): boolean {
  return path.endsWith('.rego') && !path.endsWith('_test.rego') && !path.startsWith('examples/');
}

function placeData(data: Record<string, unknown>, path: string, text: string): void {
  const place = dataPlace(path);
  if (place === null) return;
  const value = parseData(path, text);
  if (place.profile) (data.profiles as Record<string, unknown>)[place.name] = value;
  else data[place.name] = value;
}

function dataPlace(path: string): { name: string; profile: boolean } | null {
  const plain = path.match(/^data\/([a-z0-9_-]+)\.(?:yaml|json)$/)?.[1];
  if (plain !== undefined) return { name: plain, profile: false };
  const profile = path.match(/^profiles\/([a-z0-9_-]+)\/\1\.(?:yaml|json)$/)?.[1];
  return profile === undefined ? null : { name: profile, profile: true };
}

function parseData(path: string, text: string): unknown {
  try {
    const value: unknown = parse(text, { schema: 'core', maxAliasCount: 0, stringKeys: true });
    if (typeof value === 'object' && value !== null) return value;
  } catch (cause) {
    throw new GatehouseError('policy.invalid', `policies/${path}: ${(cause as Error).message}`, {
      place: { file: `policies/${path}` },
      cause,
    });
  }
  throw new GatehouseError('policy.invalid', `policies/${path} is not a mapping or a list`, {
    place: { file: `policies/${path}` },
  });
}
