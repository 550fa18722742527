import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Evidence, GatehouseError } from '@gatehouse/contracts';
import { readRelease, releaseLimit, resolvePath } from '@gatehouse/facts';
import { openWriter } from '@gatehouse/git/write';
import { findLeftOut, openRun, type Run } from '@gatehouse/judge';
import {
  chooseMeasured,
  clearKilled,
  type Job,
  measureAll,
  planRelease,
  writeEvidence,
} from '@gatehouse/measure';
import { collectInputPaths } from '@gatehouse/plugin-build';
import { escapeTerminal } from '@gatehouse/report';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { createProgress } from '../progress.ts';
import { tellLeftOut } from '../tell-left-out.ts';

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
    const folders = await chooseMeasured(run, names);
    const machine = { ...host, ownPlugins: join(root, 'plugins') };
    const jobs: Job[] = [];
    for (const folder of folders) {
      const planned = await planRelease(machine, run, folder, options);
      await refusePromoted(run, folder, planned);
      jobs.push(...planned);
    }
    if (jobs.length === 0) throw nothingToDo(folders);

    for (const job of jobs.filter(({ current }) => current))
      progress.finish(job.name, `· ${job.name}: unchanged`);
    for (const folder of folders) await clearKilled(join(root, folder));
    const open = jobs.filter(({ current }) => !current);
    const measured = await measureAll(host, root, open, progress, async (job, evidence) => {
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
