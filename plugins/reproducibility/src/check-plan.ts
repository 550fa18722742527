import { posix } from 'node:path';
import { PluginError } from '@gatehouse/plugin-kit';
import type { Config, Output } from './config.ts';

/** Refuses what could not be compared, before anything runs. Throws PluginError `bad-plan`. */
export function checkPlan(config: Config): void {
  const inputs = [...config.inputs, ...(config.lock_files ?? [])].map((path) => posix.normalize(path));
  const seen = new Set<string>();
  for (const output of config.outputs) {
    const path = posix.normalize(output.path).replace(/\/$/, '');
    checkPath(output.path, path);
    if (seen.has(path)) throw bad(`the output ${output.path} is listed twice`, 'It would count twice.');
    seen.add(path);
    // It would be the same without having been made.
    const there = inputs.find((input) => input === path || input.startsWith(`${path}/`));
    if (there !== undefined)
      throw bad(
        `the output ${output.path} is there before the command runs`,
        `Let it not hold the input ${there}.`,
      );
    checkRecorded(output, config.runs ?? 2);
  }
  checkNames(config);
}

function checkPath(written: string, path: string): void {
  if (
    written === '' ||
    path === '.' ||
    /^(\.\.\/)*\.\.$/.test(path) ||
    posix.isAbsolute(path) ||
    /[\\\0]/.test(path)
  )
    throw bad(
      `the output ${JSON.stringify(written)} is no file or folder below that of the release`,
      'Name it relative to the folder of the release, with forward slashes.',
    );
}

function checkRecorded({ path, metrics, recorded }: Output, runs: number): void {
  if (metrics && recorded !== undefined)
    throw bad(
      `the output ${path} has both \`metrics\` and a digest`,
      'Record the numbers: `recorded` of each metric.',
    );
  const places = (metrics ?? []).map(({ at }) => at);
  const twice = places.find((at, index) => places.indexOf(at) < index);
  if (twice !== undefined) throw bad(`the metric ${twice} of ${path} is listed twice`, 'Remove one of them.');
  const wrong = places.find((at) => !/^(\/([^~/]|~[01])*)+$/.test(at));
  if (wrong !== undefined)
    throw bad(`${JSON.stringify(wrong)} of ${path} is no JSON pointer`, 'Write it as /test/auc.');
  const isRecorded = metrics ? metrics.every((one) => one.recorded !== undefined) : recorded !== undefined;
  if (runs === 1 && !isRecorded)
    throw bad(
      `nothing is recorded of ${path} that one run could be compared with`,
      'Give `recorded`, or let `runs` be 2.',
    );
}

const engines = ['PATH', 'HOME', 'TMPDIR'];

function checkNames({ environment = {}, seeds = {} }: Config): void {
  for (const name of [...Object.keys(environment), ...Object.keys(seeds)]) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw bad(`${JSON.stringify(name)} is no name of a variable`);
    if (engines.includes(name))
      throw bad(`${name} can not be set`, 'It belongs to the clean folder of a run.');
    if (Object.hasOwn(environment, name) && Object.hasOwn(seeds, name))
      throw bad(`${name} is set twice`, 'Let it stand in `seeds` or in `environment`.');
  }
}

function bad(message: string, hint?: string): PluginError {
  return new PluginError('bad-plan', message, hint);
}
