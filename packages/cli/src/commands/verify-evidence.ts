import { join } from 'node:path';
import { type Evidence, GatehouseError } from '@gatehouse/contracts';
import { parseEvidence } from '@gatehouse/facts';
import { openRun, type Run } from '@gatehouse/judge';
import { chooseMeasured, compareEvidence, type Job, measureAll, planRelease } from '@gatehouse/measure';
import { escapeTerminal } from '@gatehouse/report';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { createProgress } from '../progress.ts';

export interface VerifyEvidenceOptions {
  repo?: string;
  only?: string[];
  /** Run the commands of releases too: code of this tree, with the rights of the user. */
  runCommands?: boolean;
}

const evidenceLimit = 32 * 1024 * 1024;

/** `gate verify-evidence`: measures again, writes nothing, and compares with the evidence that is there. */
export async function verifyEvidence(
  host: Host,
  names: string[],
  options: VerifyEvidenceOptions,
): Promise<number> {
  const run = await openRun(host, { repo: options.repo, worktree: true });
  const progress = createProgress(host.stderr);
  try {
    const jobs: Job[] = [];
    const machine = { ...host, ownPlugins: join(run.repository.location.root, 'plugins') };
    for (const folder of await chooseMeasured(run, names))
      jobs.push(...(await planRelease(machine, run, folder, { ...options, again: true })));
    if (jobs.length === 0) {
      throw new GatehouseError('usage.value', 'no validation is named, so there is nothing to verify', {
        hint: 'A release names what is to be measured under `validations:`.',
      });
    }
    const outcomes: Outcome[] = [];
    const isTrusted = ({ plugin }: Job) =>
      options.runCommands === true || !plugin.manifest.capabilities.includes('processes');
    for (const job of jobs.filter((one) => !isTrusted(one))) {
      const outcome = refused('it runs a command of the release; say --run-commands if you trust this tree');
      outcomes.push(outcome);
      progress.finish(job.name, shown(job, outcome));
    }
    await measureAll(
      host,
      run.repository.location.root,
      jobs.filter(isTrusted),
      progress,
      async (job, now) => {
        const outcome = compare(await readOld(run, job), now);
        outcomes.push(outcome);
        return shown(job, outcome);
      },
    );
    return summarise(host, outcomes);
  } finally {
    progress.close();
    run.repository.close();
  }
}

async function readOld(run: Run, { folder, validation }: Job): Promise<Evidence | null> {
  const bytes = await run.head.read(`${folder}/evidence/${validation.id}.json`, evidenceLimit);
  return bytes === null ? null : parseEvidence(bytes);
}

interface Outcome {
  verified: boolean;
  lines: string[];
}

function compare(old: Evidence | null, now: Evidence): Outcome {
  if (old === null) return refused('there is no evidence, or none that can be read');
  if (now.status === 'error') return refused(`it could not be measured again: ${now.error?.message}`);
  if (old.status === 'error')
    return refused(`the evidence is an error (${old.error?.code}), and now it can be measured`);
  const { plugin } = old;
  if (plugin.digest !== now.plugin.digest)
    return refused(
      `it was measured by ${plugin.name} ${plugin.version}, which is not the plugin of the base`,
    );
  if (old.config_digest !== now.config_digest) return refused('it was measured with another configuration');
  const { same, varying, differences } = compareEvidence(old, now);
  if (differences.length > 0)
    return refused(
      `${differences.length} ${differences.length === 1 ? 'number or file differs' : 'numbers or files differ'}`,
      ...shorten(differences),
    );
  const left = varying.length === 0 ? '' : `; not compared, other on each run: ${varying.join(', ')}`;
  return same === 0
    ? refused(`it has no number that could be compared${left}`)
    : { verified: true, lines: [`${same} numbers are the same${left}`] };
}

function shown({ name }: Job, { verified, lines }: Outcome): string {
  return escapeTerminal(`${verified ? '✓' : '✗'} ${name}: `) + lines.map(escapeTerminal).join('\n    ');
}

function refused(...lines: string[]): Outcome {
  return { verified: false, lines };
}

const mostShown = 10;

function shorten(lines: string[]): string[] {
  return lines.length <= mostShown
    ? lines
    : [...lines.slice(0, mostShown), `and ${lines.length - mostShown} more`];
}

function summarise(host: Host, outcomes: readonly Outcome[]): number {
  const good = outcomes.filter(({ verified }) => verified).length;
  const bad = outcomes.length - good;
  host.stdout.write(`${good} verified, ${bad} not.\n`);
  if (bad === 0) return exitCodes.ready;
  host.stdout.write(
    'Measure again (pnpm gate validate --again), and ask whoever committed the evidence why it differs.\n',
  );
  return exitCodes.blocked;
}
