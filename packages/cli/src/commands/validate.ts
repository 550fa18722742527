import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Evidence, GatehouseError } from '@gatehouse/contracts';
import {
  chooseReleases,
  openWorkTree,
  readRelease,
  releaseLimit,
  resolvePath,
  selectReleases,
} from '@gatehouse/facts';
import { openWriter } from '@gatehouse/git/write';
import { collectInputPaths, writeEvidence } from '@gatehouse/plugin-kit';
import { escapeTerminal } from '@gatehouse/report';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { findLeftOut, tellLeftOut } from '../left-out.ts';
import { type Job, measureAll } from '../measure-all.ts';
import { openRun, type Run } from '../open-run.ts';
import { planValidations } from '../plan-validations.ts';
import { createProgress } from '../progress.ts';

export interface ValidateOptions {
  repo?: string;
  again?: boolean;
  only?: string[];
}

/** `gate validate`: measures what has changed and writes the evidence into the work tree. */
export async function validate(host: Host, names: string[], options: ValidateOptions): Promise<number> {
  const run = await openRun(host, { repo: options.repo, worktree: true });
  const progress = createProgress(host.stderr);
  try {
    const { root } = run.repository.location;
    const writer = openWriter(root, host);
    const branch = await writer.headRef();
    const folders = await chooseFolders(run, names);
    const jobs: Job[] = [];
    for (const folder of folders) jobs.push(...(await planFolder(host, run, folder, options)));
    if (jobs.length === 0) throw nothingToDo(folders);

    for (const job of jobs.filter(({ current }) => current))
      progress.finish(job.name, `· ${job.name}: unchanged`);
    const open = jobs.filter(({ current }) => !current);
    const measured = await measureAll(host, run, open, progress, async (job, evidence) => {
      // Minutes may have passed since the work tree was read, and people work in it.
      if ((await writer.headRef()) !== branch || !(await isStillAsked(run, job))) throw changedMeanwhile(job);
      await writeEvidence({ releaseDirectory: join(root, job.folder), evidence: [evidence] });
      return line(job, evidence);
    });
    const code = summarise(host, jobs, measured);
    tellLeftOut(host, await findLeftOut(host, root, jobs.flatMap(filesOf)));
    return code;
  } finally {
    progress.close();
    run.repository.close();
  }
}

async function chooseFolders(run: Run, names: string[]): Promise<string[]> {
  const tree = openWorkTree(run.repository.location.root);
  if (names.length > 0) return chooseReleases(tree, names);
  const { folders } = await selectReleases(tree, run.fork, false);
  if (folders.length > 0) return folders;
  return (await selectReleases(tree, run.fork, true)).folders;
}

async function planFolder(host: Host, run: Run, folder: string, options: ValidateOptions): Promise<Job[]> {
  const bytes = await run.head.read(`${folder}/release.yaml`, releaseLimit);
  const { release } = readRelease(bytes ?? new Uint8Array(), folder);
  const planned = await planValidations(host, run.base, run.head, folder, release, options);
  await refusePromoted(run, folder, planned);
  return planned.map((one) => ({
    ...one,
    folder,
    name: `${release.name}/${release.version} ${one.validation.id}`,
  }));
}

/** The files that a validation rests on and that are to be committed with it. */
function filesOf({ folder, plugin, validation }: Job): string[] {
  const inputs = collectInputPaths(plugin.manifest.config, validation.config).map(({ path }) => path);
  const paths = ['release.yaml', `evidence/${validation.id}.json`, ...inputs];
  return paths.flatMap((path) => {
    try {
      return [resolvePath(folder, path, () => ({}))];
    } catch {
      // It leaves the repository: the plugin's run has said so.
      return [];
    }
  });
}

// A promoted release is immutable: new evidence would change what was signed.
async function refusePromoted(
  run: Run,
  folder: string,
  planned: readonly { current: boolean }[],
): Promise<void> {
  const onBase = (await run.base.source.entryId(folder)) !== null;
  if (!onBase || planned.every((one) => one.current)) return;
  throw new GatehouseError(
    'refused.promoted',
    `${folder} is on the base already and can not be measured again`,
    {
      hint: 'Make a new version: pnpm gate new <name> <version>.',
      place: { file: folder },
    },
  );
}

async function isStillAsked(run: Run, { folder, validation }: Job): Promise<boolean> {
  const bytes = await run.head.read(`${folder}/release.yaml`, releaseLimit);
  const asked = bytes === null ? [] : (readRelease(bytes, folder).release.validations ?? []);
  return asked.some((one) => isDeepStrictEqual(one, validation));
}

function changedMeanwhile({ folder, validation }: Job): GatehouseError {
  const file = `${folder}/release.yaml`;
  return new GatehouseError(
    'input.changed',
    `${file} no longer asks for ${validation.id} as it was measured: nothing was written of it`,
    {
      hint: 'It was edited, or another branch was checked out meanwhile. Run pnpm gate validate again.',
      place: { file },
    },
  );
}

function line(job: Job, evidence: Evidence): string {
  if (evidence.status === 'error') {
    const hint = evidence.error?.hint ? `\n  → ${escapeTerminal(evidence.error.hint)}` : '';
    return `✗ ${job.name}: ${escapeTerminal(`${evidence.error?.message} (${evidence.error?.code})`)}${hint}`;
  }
  const numbers = Object.entries(evidence.headline).map(([metric, value]) => `${metric} ${shorten(value)}`);
  return `✓ ${job.name}: ${evidence.examined} examined; ${escapeTerminal(numbers.join(', '))}`;
}

function shorten(value: unknown): string {
  return typeof value === 'number' && !Number.isInteger(value)
    ? String(Number(value.toPrecision(4)))
    : String(value);
}

function summarise(host: Host, jobs: readonly Job[], measured: ReadonlyMap<Job, Evidence>): number {
  const failed = [...measured.values()].filter((evidence) => evidence.status === 'error').length;
  const parts = [`${measured.size - failed} measured`, `${jobs.length - measured.size} unchanged`];
  if (failed > 0) parts.push(`${failed} could not be measured`);
  host.stdout.write(`${parts.join(', ')}.\n`);
  if (measured.size > 0)
    host.stdout.write('Commit the evidence, then run pnpm gate: plugins measure, the policies judge.\n');
  return failed > 0 ? exitCodes.blocked : exitCodes.ready;
}

function nothingToDo(folders: readonly string[]): GatehouseError {
  return new GatehouseError(
    'usage.value',
    `there is nothing to measure in ${folders.join(', ') || 'this tree'}`,
    {
      hint: 'A release names what is to be measured under `validations:`.',
    },
  );
}
