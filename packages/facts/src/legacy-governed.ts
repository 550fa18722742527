/**
 * What sign-offs of governed files covered before repositories had a list of what is left out: they are still worth what
 * they were for changes of these. Nothing is added here.
 */
export const legacyFolders = [
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

export const legacyFiles = [
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

export function isLegacy(path: string): boolean {
  return legacyFiles.includes(path) || legacyFolders.includes(path.split('/', 1)[0] as string);
}
