import { digestBytes, digestJson, GatehouseError } from '@gatehouse/contracts';
import type { Objects } from '@gatehouse/git';
import { folderDiffers, type TreeSource } from './tree-source.ts';

/** What judges and measures, and what builds it. The head's version of these is never run or believed. */
const folders = [
  'policies',
  'packs',
  'plugins',
  'packages',
  'scripts',
  'node_modules',
  '.ci',
  '.circleci',
  '.github',
  '.gitlab',
];
const files = [
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'turbo.json',
  'tsconfig.base.json',
  'vitest.config.ts',
  'biome.json',
  '.gitlab-ci.yml',
  'Jenkinsfile',
  'azure-pipelines.yml',
  'bitbucket-pipelines.yml',
  '.travis.yml',
  '.gitattributes',
  '.gitmodules',
  '.npmrc',
  '.nvmrc',
  '.yarnrc.yml',
  '.pnpmfile.cjs',
  '.pnpmfile.mjs',
];

/** The governed paths in which the head differs from the base. In a preview of the work tree only policies count. */
export async function governedChanges(head: TreeSource, base: TreeSource): Promise<string[]> {
  if (head.commit === base.commit) return [];
  const changed: string[] = [];
  for (const folder of head.commit === null ? ['policies', 'packs'] : folders) {
    if (await folderDiffers(head, base, folder)) changed.push(`${folder}/`);
  }
  for (const file of head.commit === null ? [] : files) {
    if ((await head.digest(file))?.digest !== (await base.digest(file))?.digest) changed.push(file);
  }
  return changed;
}

/**
 * `sha256:…` of every governed file of a commit, by its path: what a governance sign-off covers. Throws `input.path`
 * for a link or submodule in the place of one: no digest would say what is there.
 */
export async function digestGoverned(source: TreeSource): Promise<Record<string, string>> {
  for (const folder of folders) await requireKind(source, folder, 'folder');
  for (const file of files) await requireKind(source, file, 'file');
  const below = await Promise.all(folders.map((folder) => source.files(folder)));
  const paths = [...below.flat(), ...files];
  const digests = await Promise.all(paths.map((path) => source.digest(path)));
  const executables = (await Promise.all(folders.map((folder) => source.executables(folder)))).flat();
  return {
    ...Object.fromEntries(
      paths.flatMap((path, index) => (digests[index] ? [[path, digests[index].digest]] : [])),
    ),
    // No path: which of them may be run.
    '(executable)': digestJson(executables),
  };
}

async function requireKind(source: TreeSource, path: string, expected: 'file' | 'folder'): Promise<void> {
  const kind = await source.kind(path);
  if (kind === null || kind === expected) return;
  throw new GatehouseError('input.path', `${path} is a ${kind}, not a ${expected}`, {
    hint: 'Governed files are plain files in plain folders.',
    place: { file: path },
  });
}

/** One text that changes when, and only when, a governed file of a tree does: the ids of what lies at its root. */
export async function governedIds(objects: Objects, tree: string): Promise<string> {
  const names = new Set([...folders, ...files]);
  const entries = (await objects.readTree(tree)).filter(({ name }) => names.has(name));
  return digestBytes(JSON.stringify(entries.map(({ name, kind, id }) => [name, kind, id])));
}
