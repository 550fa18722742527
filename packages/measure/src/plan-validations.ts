import { digestBytes, digestJson, GatehouseError, type Release, type Validation } from '@gatehouse/contracts';
import { type Base, parseEvidence, resolvePath, type TreeSource } from '@gatehouse/facts';
import { loadPlugin, type RunnablePlugin } from './load-plugins.ts';
import type { Machine } from './machine.ts';

/** A validation and what is to be done with it. */
export interface PlannedValidation {
  validation: Validation;
  plugin: RunnablePlugin;
  /** Its evidence rests on the same plugin, configuration and bytes: nothing to measure. */
  current: boolean;
}

/** Decides what has to be measured. Plugins are looked up before anything runs, so that a wrong name costs nothing. */
export async function planValidations(
  machine: Machine,
  base: Base,
  tree: TreeSource,
  folder: string,
  release: Release,
  options: { again?: boolean; only?: string[] },
): Promise<PlannedValidation[]> {
  const wanted = (release.validations ?? []).filter(
    ({ id }) => options.only === undefined || options.only.includes(id),
  );
  refuseUnknown(options.only, release, folder);
  const planned: PlannedValidation[] = [];
  for (const validation of wanted) {
    const plugin = await loadPlugin(machine, base, validation.plugin);
    const current = !options.again && (await isCurrent(tree, folder, release, validation, plugin));
    planned.push({ validation, plugin, current });
  }
  return planned;
}

async function isCurrent(
  tree: TreeSource,
  folder: string,
  release: Release,
  validation: Validation,
  plugin: RunnablePlugin,
): Promise<boolean> {
  const entry = (release.evidence ?? []).find(({ id }) => id === validation.id);
  const bytes = entry && (await tree.read(`${folder}/evidence/${validation.id}.json`, 32 * 1024 * 1024));
  const evidence = bytes ? parseEvidence(bytes) : null;
  if (!entry || !evidence || evidence.status !== 'measured') return false;
  if (entry.digest !== digestBytes(bytes as Uint8Array)) return false;
  if (
    evidence.plugin.digest !== plugin.manifest.digest ||
    evidence.plugin.version !== plugin.manifest.version
  )
    return false;
  if (evidence.subject !== validation.subject || evidence.config_digest !== digestJson(validation.config))
    return false;
  const inputs = evidence.inputs.map(async ({ path, digest }) => {
    const now = await tree.digest(resolvePath(folder, path, () => ({ file: `${folder}/release.yaml` })));
    return now?.digest === digest;
  });
  return (await Promise.all(inputs)).every(Boolean);
}

function refuseUnknown(only: readonly string[] | undefined, release: Release, folder: string): void {
  const ids = (release.validations ?? []).map(({ id }) => id);
  const unknown = only?.find((id) => !ids.includes(id));
  if (unknown === undefined) return;
  throw new GatehouseError('usage.value', `${folder} has no validation ${JSON.stringify(unknown)}`, {
    hint: `It has: ${ids.join(', ') || 'none'}.`,
  });
}
