import { GatehouseError } from '@gatehouse/contracts';
import { chooseRelease } from '@gatehouse/facts';
import type { Writer } from '@gatehouse/git/write';
import { judgeRun, type Run } from '@gatehouse/judge';
import {
  type CheckReport,
  escapeTerminal,
  type Judged,
  type ReleaseReport,
  renderText,
} from '@gatehouse/report';
import { type Decision, formatSignoffMessage } from '@gatehouse/signoff';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { makeSignoff, moveToSignoff, requireCounted } from '../place-signoff.ts';
import { askQuestions, confirmationsOf, type Question, questionsFor } from '../questions.ts';
import { describeDenials } from '../read-authorship.ts';
import { readReleaseAuthors, wouldSign } from '../release-authors.ts';
import { requireNotAuthor } from '../require-not-author.ts';
import { confirmed, refused, requireClean, requireSigner } from '../signer.ts';
import { readSigningKey } from '../signing-key.ts';
import { describeRelease } from './describe-release.ts';
import type { SignOptions } from './sign-options.ts';

/** Signs a release, after checking all that can be checked before. `branch`: the ref that gets the commit. */
export async function signRelease(
  host: Host,
  run: Run,
  writer: Writer,
  {
    name,
    decision,
    branch,
    options,
  }: { name: string; decision: Decision; branch: string; options: SignOptions },
): Promise<number> {
  const folder = await chooseRelease(run.head, name);
  await requireClean(writer, folder);
  const signer = requireSigner({
    host,
    roots: [run.base.trustRoot],
    fingerprint: await readSigningKey(writer, run.repository.location.root),
    role: options.role,
    folder,
  });
  const judgedReleases: Judged[] = [];
  const report = await judgeRun(host, run, { names: [name], onJudged: (one) => judgedReleases.push(one) });
  const [release, judged] = [report.releases[0], judgedReleases[0]];
  if (!release || !judged || (decision === 'approve' && !evidenceIsComplete(release))) {
    host.stdout.write(renderText(report, { color: host.stdout.color }));
    host.stderr.write(
      `Not signed: ${name} has open findings of its own; nobody signs before they are mended.\n`,
    );
    return release ? exitCodes.blocked : exitCodes.usage;
  }
  const { principal } = signer;
  const authorship = await readReleaseAuthors(host, run, judged, decision);
  if (decision !== 'withdraw') {
    requireNotAuthor('this release', authorship, wouldSign(host, run, folder, { ...options, principal }));
    requireAllowed(run, release, { decision, role: options.role });
  }
  host.stdout.write(describeRelease(judged, principal, decision, options));
  const denials = await describeDenials(run.repository, judged.facts.signoffs, authorship);
  host.stdout.write(denials.map((line) => `${escapeTerminal(line)}\n`).join(''));
  const questions = decision === 'approve' ? questionsFor(judged.decision, signer) : [];
  const answered = await askQuestions(host, judged.facts, questions, options.yes);
  if (!(await confirmed(host, options.yes))) return exitCodes.inconclusive;
  const signed = await makeSignoff(run, writer, message(judged, run, decision, { ...options, answered }));
  const next = requireRelease(await judgeRun(host, signed, { names: [name] }));
  requireCounted(signed, next.candidates, decision);
  await moveToSignoff(writer, branch, run, signed);
  host.stdout.write(
    `${done[decision]}: commit ${signed.headCommit.slice(0, 10)}. ${nextStep(next, decision)}\n`,
  );
  return exitCodes.ready;
}

function evidenceIsComplete(release: ReleaseReport): boolean {
  return release.gates.every(
    (gate) => gate.gate === 'signoff' || !['failed', 'not_evaluated'].includes(gate.status),
  );
}

function requireAllowed(
  run: Run,
  release: ReleaseReport,
  { decision, role }: { decision: Decision; role: string },
): void {
  const governs = run.base.trustRoot.root.governance.role;
  if (decision === 'ratify' && role !== governs) {
    throw refused(
      `broken glass is ratified as ${governs}, not as ${role}`,
      `Ask somebody who holds ${governs}.`,
    );
  }
  const roles = release.signoffs.map((one) => one.role);
  if (decision === 'approve' && !roles.includes(role)) {
    throw refused(
      `${release.release} does not ask for the role ${role}`,
      `It asks for: ${roles.join(', ')}.`,
    );
  }
}

function message(
  { facts }: Judged,
  run: Run,
  decision: Decision,
  options: SignOptions & { answered: readonly Question[] },
): string {
  const confirms = confirmationsOf(facts, options.answered);
  return formatSignoffMessage({
    release: `${facts.release.name}/${facts.release.version}`,
    role: options.role,
    decision,
    project: facts.project,
    target: facts.target,
    digest: decision === 'ratify' ? ratifiedDigest(facts) : facts.digest,
    root: run.base.trustRoot.root.version,
    ...(options.until === undefined ? {} : { until: options.until }),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(options.notAuthor ? { denies: 'authorship' } : {}),
    ...(confirms.length > 0 ? { confirms } : {}),
  });
}

// What was let go is ratified, whatever it refers to has become since.
function ratifiedDigest({ release, unratified }: Judged['facts']): string {
  const name = `${release.name}/${release.version}`;
  const found = unratified.find((one) => one.release === name);
  if (found) return found.digest;
  throw refused(
    `there is nothing to ratify about ${name}`,
    'Glass was not broken for it, or it is ratified already.',
  );
}

const done: Record<Decision, string> = {
  approve: 'Signed',
  confirm: 'Confirmed',
  withdraw: 'Withdrawn',
  'break-glass': 'Glass broken',
  ratify: 'Ratified',
};

function requireRelease({ releases, errors }: CheckReport): ReleaseReport {
  const [release] = releases;
  if (release) return release;
  const message = `not signed, because the release cannot be judged with it: ${errors[0]?.message}`;
  throw new GatehouseError('refused.role', message, { hint: errors[0]?.hint ?? undefined });
}

function nextStep(release: ReleaseReport, decision: Decision): string {
  if (decision === 'ratify') return 'It reaches main with the next merge.';
  if (decision === 'withdraw')
    return 'Push this branch: whoever judges has to see it, and keeps to it as long as it is there.';
  if (decision === 'break-glass') return `The gate now says: ${release.verdict}.`;
  const missing = release.signoffs.filter((one) => one.have.length < one.need).map((one) => one.role);
  return missing.length > 0
    ? `Still to sign: ${missing.join(', ')}.`
    : `All have signed: pnpm gate promote ${release.release}`;
}
