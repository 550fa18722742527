import { join } from 'node:path';
import type { PluginManifest } from '@gatehouse/contracts';
import { digestPluginSources } from '@gatehouse/contracts';
import { readPluginSources } from '@gatehouse/plugin-build';
import { folderWith, manifestWith } from '@gatehouse/testing';
import { type PluginRun, type RunOptions, runPlugin } from '../src/run-plugin.ts';

export interface Trial {
  manifest?: Partial<PluginManifest>;
  config?: unknown;
  repository?: string;
  options?: Partial<RunOptions>;
}

/** Runs a plugin whose main file (or shell script, measure.sh) is `main`. */
export async function run(main: string, trial: Trial = {}): Promise<PluginRun> {
  const directory = folderWith({ 'main.mjs': main, 'measure.sh': main, 'plugin.json': '{}' });
  const digest = digestPluginSources(readPluginSources(directory));
  const repository = trial.repository ?? folderWith({ 'release/table.txt': 'hello' });
  return runPlugin({
    manifest: manifestWith({ digest, ...trial.manifest }),
    directory,
    config: trial.config ?? {},
    releaseDirectory: join(repository, 'release'),
    repositoryDirectory: repository,
    ...trial.options,
  });
}

export const codeOf = (run: PluginRun) => ('error' in run ? run.error.code : run);
export const messageOf = (run: PluginRun) => ('error' in run ? run.error.message : run);
export const firstValueOf = (run: PluginRun) =>
  'measured' in run ? run.measured.measurements[0]?.value : run;
export const limits = (seconds: number, memory_mb = 1024) => ({ limits: { seconds, memory_mb } });
