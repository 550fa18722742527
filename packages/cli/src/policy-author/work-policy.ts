import { GatehouseError, parseJsonStrictly } from '@gatehouse/contracts';
import { openWorkTree, readPolicyFiles } from '@gatehouse/facts';
import { openRepository } from '@gatehouse/git';
import type { Opa, RegoSource } from '@gatehouse/opa';
import { type PolicySources, readPolicySources } from '@gatehouse/policy';
import type { Host } from '../host.ts';
import { surroundings } from '../open-run.ts';

export interface PolicyOptions {
  /** A folder inside the repository; default: the current one. */
  repo?: string;
}

/** The policies of the work tree, as their author has them now: never what judges, which is the base's. */
export interface WorkPolicy {
  /** The folder of the repository. */
  root: string;
  /** Text by path below policies/; that of a pack as `packs/<name>/<path>`. */
  files: Record<string, string>;
  /** All Rego. */
  sources: RegoSource[];
  /** Rego that judges: without tests. */
  judging: RegoSource[];
  /** Modules and data, as the host reads them. */
  policy: PolicySources;
}

/** Throws `config.not_a_repository`, `policy.missing` and `policy.invalid` (data that is not YAML). */
export async function readWorkPolicy(host: Host, options: PolicyOptions): Promise<WorkPolicy> {
  const repository = await openRepository(options.repo ?? host.cwd, surroundings(host));
  repository.close();
  const { root } = repository.location;
  const files = await readPolicyFiles(openWorkTree(root), () => true);
  const sources = Object.keys(files)
    .filter((path) => path.endsWith('.rego'))
    .map((path) => ({ path, text: files[path] as string }));
  return {
    root,
    files,
    sources,
    judging: sources.filter(({ path }) => !path.endsWith('_test.rego')),
    policy: readPolicySources(files),
  };
}

/** The engine's OPA. */
export async function openOpa(host: Host): Promise<Opa> {
  const { createOpa } = await import('@gatehouse/opa');
  return createOpa({ home: host.files.opa, timeoutMs: 300_000 });
}

/** Facts by name of the example, from examples/<name>.json. */
export function readExamples(files: Record<string, string>): Record<string, Record<string, unknown>> {
  const names = Object.keys(files).flatMap((path) => path.match(/^examples\/([^/]+)\.json$/)?.[1] ?? []);
  return Object.fromEntries(names.map((name) => [name, parseExample(name, files)]));
}

function parseExample(name: string, files: Record<string, string>): Record<string, unknown> {
  const file = `policies/examples/${name}.json`;
  try {
    const facts = parseJsonStrictly(files[`examples/${name}.json`] as string);
    if (typeof facts === 'object' && facts !== null && !Array.isArray(facts))
      return facts as Record<string, unknown>;
    throw new Error('it is not an object');
  } catch (cause) {
    throw new GatehouseError('input.json', `${file}: ${(cause as Error).message}`, {
      place: { file },
      cause,
    });
  }
}
