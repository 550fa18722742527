import { findStanding, type Standing } from '@gatehouse/audit';
import { GatehouseError } from '@gatehouse/contracts';
import { openRepository } from '@gatehouse/git';
import { surroundings } from '@gatehouse/judge';
import { escapeTerminal } from '@gatehouse/report';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { findBranch } from './audit.ts';

export interface StandsOptions {
  repo?: string;
  branch?: string;
  format?: string;
}

/** `gate stands`: exit 0 only if a digest is an artifact of a promoted release that still stands. For jobs that deploy. */
export async function stands(host: Host, given: string, options: StandsOptions): Promise<number> {
  const digest = readDigest(given);
  const repository = await openRepository(options.repo ?? host.cwd, surroundings(host));
  try {
    const tip = await findBranch(repository, options.branch);
    const releases = await findStanding(host, repository, tip, digest);
    host.stdout.write(
      options.format === 'json'
        ? `${JSON.stringify({ schema: 'gatehouse/standing-report@1', digest, tip, releases }, null, 2)}\n`
        : `${describe(digest, tip, releases).map(escapeTerminal).join('\n')}\n`,
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

function describe(digest: string, tip: string, releases: readonly Standing[]): string[] {
  if (releases.length === 0) return [`✗ no release on ${tip.slice(0, 10)} has an artifact ${digest}`];
  return releases.map(({ release, artifacts, commit, on, stands: isStanding, because }) => {
    const when = commit === null ? '' : `, ${on} by ${commit.slice(0, 10)}`;
    return `${isStanding ? '✓' : '✗'} ${release} (${artifacts.join(', ')})${when}: ${because}`;
  });
}
