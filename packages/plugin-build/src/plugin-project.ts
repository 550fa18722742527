import { readFileSync } from 'node:fs';
import { GatehouseError } from '@gatehouse/contracts';
import { Project, type SourceFile } from 'ts-morph';

/** Where the kit's own types of configurations stand in a project: plugins import them from `@gatehouse/plugin-kit/table`. */
export const kitTypesPath = '/kit/reader-options.ts';

// One level below the package, as this file is and as what is bundled from it is (dist/).
const kitTypes = new URL('../../plugin-kit/src/table/reader-options.ts', import.meta.url);

/** A plugin's TypeScript sources, parsed in memory: nothing is read from disk and no types are computed. */
export function openPluginProject(files: Record<string, Uint8Array>): Project {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    skipFileDependencyResolution: true,
    compilerOptions: { noLib: true, noResolve: true },
  });
  for (const [path, bytes] of Object.entries(files)) {
    if (/\.(ts|mts|cts|js|mjs|cjs)$/.test(path))
      project.createSourceFile(`/${path}`, new TextDecoder().decode(bytes));
  }
  return project;
}

/** The same, with the types of the kit that a configuration may use. */
export function openConfigProject(files: Record<string, Uint8Array>): Project {
  const project = openPluginProject(files);
  project.createSourceFile(kitTypesPath, readFileSync(kitTypes, 'utf8'));
  return project;
}

/** `src/plugin.ts`. Throws GatehouseError `input.missing` without it. */
export function mainFile(project: Project): SourceFile {
  const file = project.getSourceFile('/src/plugin.ts');
  if (file) return file;
  throw new GatehouseError('input.missing', 'a plugin must have a file src/plugin.ts', {
    hint: 'Export `plugin = definePlugin<Config>({…})` from it; the `interface Config` stands in src/config.ts.',
    place: { file: 'src/plugin.ts' },
  });
}
