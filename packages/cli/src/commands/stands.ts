import { auditHistory, diskAuditCache, findStanding, type Standing, settleAudit } from '@gatehouse/audit';
import { GatehouseError } from '@gatehouse/contracts';
import { openBase, openCommit } from '@gatehouse/facts';
import { openRepository, type Repository } from '@gatehouse/git';
import { publishedTarget, surroundings } from '@gatehouse/judge';
import { escapeTerminal } from '@gatehouse/report';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { findBranch, requireGenesis } from './audit.ts';

export interface StandsOptions {
  repo?: string;
  branch?: string;
  /** Only releases of this name. */
  release?: string;
  format?: string;
  /** What an auditor pins: then all of history since is judged too, and each promotion has to be proven in it. */
  genesis?: string;
}

/** `gate stands`: exit 0 only if a digest is an artifact of a promoted release that still stands. For jobs that deploy. */
export async function stands(host: Host, given: string, options: StandsOptions): Promise<number> {
  const digest = readDigest(given);
  const repository = await openRepository(options.repo ?? host.cwd, surroundings(host));
  try {
    const { tip, name } = await findPublished(repository, options.branch);
    const all = await findStanding(host, repository, tip, digest);
    const asked = all.filter(({ release }) => isOf(release, options.release));
    const releases =
      options.genesis === undefined ? asked : await proveAll(host, repository, tip, asked, options.genesis);
    host.stdout.write(
      options.format === 'json'
        ? `${JSON.stringify({ schema: 'gatehouse/standing-report@1', digest, tip, releases }, null, 2)}\n`
        : `${describe(digest, name, releases).map(escapeTerminal).join('\n')}\n`,
    );
    return releases.some((one) => one.stands) ? exitCodes.ready : exitCodes.blocked;
  } finally {
    repository.close();
  }
}

function readDigest(given: string): string {
  const digest = given.toLowerCase().replace(/^(sha256:)?/, 'sha256:');
  if (/^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  throw new GatehouseError('usage.value', `${JSON.stringify(given)} is no SHA-256 digest`, {
    hint: 'Give what is deployed, as sha256sum or the registry prints it: sha256:<64 hexadecimal digits>. A tag can move, and is none.',
  });
}

/**
 * The tip that is asked: what origin has, where there is one. What is checked out does not choose it (a job may well have a
 * tag or a branch there), nor does a branch here that may be behind.
 */
async function findPublished(
  repository: Repository,
  given: string | undefined,
): Promise<{ tip: string; name: string }> {
  if (given !== undefined) return { tip: await repository.resolve(given), name: given };
  const { own, fetched } = await publishedTarget(repository);
  for (const name of [fetched, own]) {
    const tip = await repository.find(name);
    if (tip !== null) return { tip, name };
  }
  return { tip: await findBranch(repository, undefined), name: own };
}

async function proveAll(
  host: Host,
  repository: Repository,
  tip: string,
  asked: readonly Standing[],
  genesis: string,
): Promise<Standing[]> {
  requireGenesis(genesis);
  const history = await auditHistory(host, { repository, tip, genesis, cache: diskAuditCache(host) });
  const base = await openBase(await openCommit(repository, tip), tip);
  const { steps } = await settleAudit(repository, history.records, base);
  const proven = new Map(steps.map((step) => [step.commit, step]));
  return asked.map((one) => {
    const step = proven.get(one.commit ?? '');
    if (!one.stands || step?.verdict === 'promoted' || step?.verdict === 'break-glass') return one;
    const why = step?.reasons.at(-1)?.message ?? 'its promotion is older than the genesis';
    return { ...one, stands: false, because: why };
  });
}

function isOf(release: string, wanted: string | undefined): boolean {
  return wanted === undefined || release === wanted || release.startsWith(`${wanted}/`);
}

function describe(digest: string, tip: string, releases: readonly Standing[]): string[] {
  if (releases.length === 0) return [`✗ no release on ${tip} has an artifact ${digest}`];
  const lines = releases.map(({ release, artifacts, commit, on, stands: isStanding, because }) => {
    const when = commit === null ? '' : `, ${on} by ${commit.slice(0, 10)}`;
    return `${isStanding ? '✓' : '✗'} ${release} (${artifacts.join(', ')})${when}: ${because}`;
  });
  return [...lines, `  as of ${tip}`];
}
