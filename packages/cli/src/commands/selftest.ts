import { GatehouseError } from '@gatehouse/contracts';
import { type Base, chooseReleases, openBase, openCommit } from '@gatehouse/facts';
import { openRepository } from '@gatehouse/git';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { surroundings } from '../open-run.ts';
import type { Outcome } from '../selftest/judge-attempt.ts';
import { allMutants, type Laboratory, notTried, openLaboratory } from '../selftest/laboratory.ts';
import { selftestJson, selftestText, untried } from '../selftest/render-report.ts';
import type { Scene } from '../selftest/scene.ts';
import { exampleSubjects, newestReleases, readSubject, type Subject } from '../selftest/subject.ts';
import { findBranch } from './audit.ts';

export interface SelftestOptions {
  repo?: string;
  /** The side whose policies are tested; default: the tip of main. */
  base?: string;
  format?: string;
}

/**
 * `gate selftest`: promotes a release in a scratch repository, attacks it in every way known, and shows who refused. It is
 * green where nothing got through, and says what it could not play.
 */
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
      const { scene, why } = await prepare(laboratory, await candidates(host, base, release));
      const outcomes =
        scene === null
          ? allMutants.map((mutant) => notTried(mutant, 'no release could be promoted'))
          : await laboratory.attack(scene, allMutants);
      const report = { base: commit, release: scene?.release ?? null, unplayable: why, outcomes };
      host.stdout.write(options.format === 'json' ? selftestJson(report) : selftestText(report));
      return exitCodeOf(outcomes);
    } finally {
      await laboratory.close();
    }
  } finally {
    repository.close();
  }
}

/** So many releases are tried before the examples. */
const most = 3;

/** What could be promoted, the best first: a release that is named, or the newest ones and the examples. */
async function candidates(
  host: Host,
  base: Base,
  release: string | undefined,
): Promise<(() => Promise<Subject>)[]> {
  if (release === undefined) {
    const newest = (await newestReleases(base)).slice(0, most);
    return [...newest.map((folder) => () => readSubject(base, folder)), ...exampleSubjects(host, base)];
  }
  const [folder, ...more] = await chooseReleases(base.source, [release]);
  if (folder !== undefined && more.length === 0) return [() => readSubject(base, folder)];
  throw new GatehouseError('usage.value', `${release} names more than one release`, {
    hint: 'Name one: <name>/<version>.',
  });
}

/** The first that can be promoted, and why those before it cannot: what went live under older policies may not pass any more. */
async function prepare(
  laboratory: Laboratory,
  subjects: readonly (() => Promise<Subject>)[],
): Promise<{ scene: Scene | null; why: string[] }> {
  const why: string[] = [];
  for (const read of subjects) {
    try {
      return { scene: await laboratory.prepare(await read()), why };
    } catch (error) {
      if (
        !(error instanceof GatehouseError) ||
        !/^(refused\.not_ready$|config\.engine$|input\.)/.test(error.code)
      )
        throw error;
      why.push(error.message);
    }
  }
  return { scene: null, why };
}

/** Red where something got through; no pass where nothing of some kind could be tried. */
export function exitCodeOf(outcomes: readonly Outcome[]): number {
  if (outcomes.some(({ result }) => result === 'got-through')) return exitCodes.blocked;
  return outcomes.length === 0 || untried(outcomes).length > 0 ? exitCodes.inconclusive : exitCodes.ready;
}
