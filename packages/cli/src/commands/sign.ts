import { GatehouseError } from '@gatehouse/contracts';
import { chooseReleases } from '@gatehouse/facts';
import { openWriter } from '@gatehouse/git/write';
import { escapeTerminal, type Judged, type ReleaseReport, renderText } from '@gatehouse/report';
import { formatSignoffMessage, parsePublicKey, type TrustRootIndex } from '@gatehouse/signoff';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { judgeRun } from '../judge.ts';
import { openRun, type Run, target } from '../open-run.ts';
import { readSigningKey } from '../signing-key.ts';

export interface SignOptions {
  repo?: string;
  role: string;
  withdraw?: boolean;
  reason?: string;
  yes?: boolean;
}

/** `gate sign`: shows what is signed and makes the signed commit, after checking all that can be checked before it. */
export async function sign(host: Host, name: string, options: SignOptions): Promise<number> {
  const run = await openRun(host, options);
  try {
    const [folder, ...more] = await chooseReleases(run.head, [name]);
    if (folder === undefined || more.length > 0) throw severalReleases(name);
    const writer = openWriter(run.repository.location.root, host.env);
    await requireClean(await writer.dirtyPaths(folder), folder);
    const principal = await findSigner(
      await readSigningKey(writer, run.repository.location.root),
      run.base.trustRoot,
      options.role,
    );

    const judgedReleases: Judged[] = [];
    const report = await judgeRun(host, run, {
      names: [name],
      onJudged: (judged) => judgedReleases.push(judged),
    });
    const release = report.releases[0];
    const judged = judgedReleases[0];
    if (!release || !judged || (!options.withdraw && !evidenceIsComplete(release))) {
      host.stdout.write(renderText(report, { color: host.stdout.color }));
      host.stderr.write(
        `Not signed: ${name} has open findings of its own; nobody signs before they are mended.\n`,
      );
      return release ? exitCodes.blocked : exitCodes.usage;
    }
    requireAllowed(judged, release, principal, options.role);
    host.stdout.write(describe(judged, principal, options));
    if (!(await confirmed(host, options))) return exitCodes.inconclusive;
    const commit = await writer.commitSignedEmpty(message(judged, run, options));
    return await confirmCounted(host, run, name, commit, options);
  } finally {
    run.repository.close();
  }
}

function requireClean(dirty: readonly string[], folder: string): void {
  if (dirty.length === 0) return;
  throw new GatehouseError(
    'refused.dirty',
    `${folder} has uncommitted changes: ${dirty.slice(0, 5).join(', ')}`,
    {
      hint: 'Commit them first: a sign-off covers what is committed.',
    },
  );
}

function findSigner(line: string, root: TrustRootIndex, role: string): string {
  const key = parsePublicKey(line.split(/\s+/).slice(0, 2).join(' '));
  const principal = root.principalOfKey(key.fingerprint);
  if (principal === null) {
    throw new GatehouseError(
      'refused.role',
      `the key git would sign with (${key.fingerprint}) is not in the trust root`,
      {
        hint: 'Sign with a key that policies/trust/root.yaml lists, or have this one added by its governors.',
      },
    );
  }
  const roles = root.root.principals[principal]?.roles ?? [];
  if (roles.includes(role)) return principal;
  throw new GatehouseError('refused.role', `${principal} does not hold the role ${role}`, {
    hint: `${principal} holds: ${roles.join(', ') || 'none'}.`,
  });
}

function evidenceIsComplete(release: ReleaseReport): boolean {
  return release.gates.every(
    (gate) => gate.gate === 'signoff' || !['failed', 'not_evaluated'].includes(gate.status),
  );
}

function requireAllowed({ facts }: Judged, release: ReleaseReport, principal: string, role: string): void {
  if (facts.authors.includes(principal)) {
    throw new GatehouseError('refused.role', `${principal} wrote this release and can not sign it`, {
      hint: 'Ask somebody else who holds the role.',
    });
  }
  const roles = release.signoffs.map((one) => one.role);
  if (!roles.includes(role)) {
    throw new GatehouseError('refused.role', `${release.release} does not ask for the role ${role}`, {
      hint: `It asks for: ${roles.join(', ')}.`,
    });
  }
}

function describe({ facts }: Judged, principal: string, options: SignOptions): string {
  const evidence = Object.values(facts.evidence).map(({ id, plugin, examined, headline }) => {
    const numbers = Object.entries(headline).map(([metric, value]) => `${metric} ${value}`);
    return `    ${id} (${plugin.name} ${plugin.version}, ${examined} examined): ${numbers.join(', ')}`;
  });
  const lines = [
    `${options.withdraw ? 'Withdraw' : 'Sign'} as ${principal} for ${options.role}:`,
    `  ${facts.release.name} ${facts.release.version}, tier ${facts.release.tier}: ${facts.release.summary}`,
    `  digest ${facts.digest}`,
    '  evidence',
    ...evidence,
    ...(facts.release.waivers ?? []).map(
      (waiver) => `  waiver of ${waiver.rule} until ${waiver.until}: ${waiver.reason}`,
    ),
    ...(facts.release.review?.caveats ?? []).map((caveat) => `  caveat: ${caveat}`),
  ];
  return `${lines.map(escapeTerminal).join('\n')}\n`;
}

async function confirmed(host: Host, options: SignOptions): Promise<boolean> {
  if (options.yes) return true;
  const answer = await host.ask('Sign this? [y/N] ');
  if (answer === null) {
    throw new GatehouseError('usage.value', 'nobody can be asked here', {
      hint: 'Read what is signed, then add --yes.',
    });
  }
  if (/^y(es)?$/i.test(answer.trim())) return true;
  host.stdout.write('Not signed.\n');
  return false;
}

function message({ facts }: Judged, run: Run, options: SignOptions): string {
  return formatSignoffMessage({
    release: `${facts.release.name}/${facts.release.version}`,
    role: options.role,
    decision: options.withdraw ? 'withdraw' : 'approve',
    project: facts.project,
    target,
    digest: facts.digest,
    root: run.base.trustRoot.root.version,
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  });
}

// The commit exists: say whether the gate counts it, by asking the gate.
async function confirmCounted(
  host: Host,
  run: Run,
  name: string,
  commit: string,
  options: SignOptions,
): Promise<number> {
  const again = await openRun(host, { repo: run.repository.location.root, base: run.baseCommit });
  try {
    const report = await judgeRun(host, again, { names: [name] });
    const release = report.releases[0];
    const candidate = release?.candidates.find((one) => one.commit === commit);
    if (!release || !candidate || (!candidate.counted && !options.withdraw)) {
      throw new GatehouseError(
        'internal',
        `the sign-off ${commit} was made but does not count: ${candidate?.reason ?? 'not found'}`,
      );
    }
    const missing = release.signoffs.filter((one) => one.have.length < one.need).map((one) => one.role);
    const then =
      missing.length > 0
        ? `Still to sign: ${missing.join(', ')}.`
        : `All have signed: pnpm gate promote ${release.release}`;
    host.stdout.write(
      `${options.withdraw ? 'Withdrawn' : 'Signed'}: commit ${commit.slice(0, 10)}. ${then}\n`,
    );
    return 0;
  } finally {
    again.repository.close();
  }
}

function severalReleases(name: string): GatehouseError {
  return new GatehouseError('usage.value', `${name} names more than one release`, {
    hint: 'Name one: <name>/<version>.',
  });
}
