import { GatehouseError } from '@gatehouse/contracts';
import { type Base, chooseReleases, openBase, openCommit } from '@gatehouse/facts';
import { openRepository } from '@gatehouse/git';
import { escapeTerminal } from '@gatehouse/report';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { surroundings } from '../open-run.ts';
import type { Outcome } from '../selftest/judge-attempt.ts';
import { allMutants, type Laboratory, openLaboratory } from '../selftest/laboratory.ts';
import type { Scene } from '../selftest/scene.ts';
import { exampleSubject, newestReleases, readSubject } from '../selftest/subject.ts';
import { findBranch } from './audit.ts';

export interface SelftestOptions {
  repo?: string;
  /** The side whose policies are tested; default: the tip of main. */
  base?: string;
  format?: string;
}

/** `gate selftest`: promotes a release in a scratch repository, attacks it in every way known, and shows who refused. */
export async function selftest(
  host: Host,
  release: string | undefined,
  options: SelftestOptions,
): Promise<number> {
  const repository = await openRepository(options.repo ?? host.cwd, surroundings(host));
  try {
    const commit = await findBranch(repository, options.base);
    const base = await openBase(await openCommit(repository, commit), commit);
    const laboratory = await openLaboratory(host, repository, base);
    try {
      const scene = await prepare(host, laboratory, base, release);
      const outcomes = await laboratory.attack(scene, allMutants);
      host.stdout.write(
        options.format === 'json' ? toJson(scene, commit, outcomes) : toText(scene, commit, outcomes),
      );
      return exitCodeOf(outcomes);
    } finally {
      await laboratory.close();
    }
  } finally {
    repository.close();
  }
}

/** So many releases are tried before the example. */
const most = 3;

async function prepare(
  host: Host,
  laboratory: Laboratory,
  base: Base,
  release: string | undefined,
): Promise<Scene> {
  if (release !== undefined) {
    const [folder, ...more] = await chooseReleases(base.source, [release]);
    if (folder !== undefined && more.length === 0) return laboratory.prepare(await readSubject(base, folder));
    throw new GatehouseError('usage.value', `${release} names more than one release`, {
      hint: 'Name one: <name>/<version>.',
    });
  }
  // What went live under older policies may not pass any more; the example is the last resort, and its error counts.
  for (const folder of (await newestReleases(base)).slice(0, most)) {
    try {
      return await laboratory.prepare(await readSubject(base, folder));
    } catch (error) {
      if (!(error instanceof GatehouseError) || error.code !== 'refused.not_ready') throw error;
    }
  }
  return laboratory.prepare(await exampleSubject(host, base));
}

export function exitCodeOf(outcomes: readonly Outcome[]): number {
  const tried = outcomes.filter(({ result }) => result !== 'not-tried');
  if (tried.length === 0) return exitCodes.internal;
  return tried.every(({ result }) => result === 'refused') ? exitCodes.ready : exitCodes.blocked;
}

function toJson(scene: Scene, base: string, outcomes: readonly Outcome[]): string {
  return `${JSON.stringify({ schema: 'gatehouse/selftest-report@1', base, release: scene.release, outcomes }, null, 2)}\n`;
}

const marks: Record<Outcome['result'], string> = {
  refused: '✓',
  'refused-otherwise': '✗ REFUSED FOR ANOTHER REASON:',
  'got-through': '✗ GOT THROUGH:',
  'not-tried': '– not tried:',
};

function toText(scene: Scene, base: string, outcomes: readonly Outcome[]): string {
  const count = (result: Outcome['result']) => outcomes.filter((one) => one.result === result).length;
  const [through, otherwise, skipped] = [
    count('got-through'),
    count('refused-otherwise'),
    count('not-tried'),
  ];
  const tried = outcomes.length - skipped;
  const lines = [
    `Selftest of the policies of ${base.slice(0, 10)} on ${scene.release}, which is promoted when everybody signs.`,
    '',
    ...outcomes.flatMap(lineOf),
    '',
    through + otherwise === 0
      ? `${tried} attacks, ${tried} refused for the reason that was expected${skipped > 0 ? `; ${skipped} not tried` : ''}.`
      : `${tried} attacks: ${through} GOT THROUGH, ${otherwise} refused for another reason; ${skipped} not tried.`,
  ];
  return `${lines.map(escapeTerminal).join('\n')}\n`;
}

function lineOf({ name, tries, result, reasons, signoffs, note }: Outcome): string[] {
  const uncounted = signoffs.length > 0 ? ` (sign-offs: ${signoffs.join(', ')})` : '';
  const by =
    result === 'refused' || result === 'refused-otherwise' ? `  ${reasons.join(', ')}${uncounted}` : '';
  return [`${marks[result]} ${name}: ${tries}${by}`, ...(note === null ? [] : [`    ${note}`])];
}
