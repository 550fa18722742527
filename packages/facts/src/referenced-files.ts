import type { Release } from '@gatehouse/contracts';

/** A file that a release refers to: the path as written, and where it is written. */
export interface FileReference {
  path: string;
  at: (string | number)[];
}

/** Every file that the spec refers to, in the order of the spec; https:// addresses are left out. */
export function referencedFiles(release: Release): FileReference[] {
  const found: FileReference[] = [];
  const add = (path: string | undefined, ...at: (string | number)[]) => {
    if (path !== undefined && !path.startsWith('https://')) found.push({ path, at });
  };
  for (const part of ['artifacts', 'datasets', 'documents'] as const) {
    for (const [index, item] of (release[part] ?? []).entries()) add(item.path, part, index, 'path');
  }
  for (const [index, list] of (release.checklists ?? []).entries()) {
    for (const [item, { evidence }] of list.items.entries())
      add(evidence, 'checklists', index, 'items', item, 'evidence');
  }
  add(release.environments?.infrastructure?.source, 'environments', 'infrastructure', 'source');
  for (const [index, { source }] of (release.monitoring?.dashboards ?? []).entries()) {
    add(source, 'monitoring', 'dashboards', index, 'source');
  }
  for (const [index, { runbook }] of (release.monitoring?.alerts ?? []).entries()) {
    add(runbook, 'monitoring', 'alerts', index, 'runbook');
  }
  return found;
}
