import { GatehouseError } from '@gatehouse/contracts';
import { Project, type SourceFile } from 'ts-morph';

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

/** `src/plugin.ts`. Throws GatehouseError `input.missing` without it. */
export function mainFile(project: Project): SourceFile {
  const file = project.getSourceFile('/src/plugin.ts');
  if (file) return file;
  throw new GatehouseError('input.missing', 'a plugin must have a file src/plugin.ts', {
    hint: 'Export `plugin = definePlugin<Config>({…})` and `interface Config` from it.',
    place: { file: 'src/plugin.ts' },
  });
}
