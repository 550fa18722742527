import { chooseRelease } from '@gatehouse/facts';
import { openWriter } from '@gatehouse/git/write';
import { judgeRun, openRun, type Run } from '@gatehouse/judge';
import { escapeTerminal, type Judged } from '@gatehouse/report';
import { formatSignoffMessage } from '@gatehouse/signoff';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { makeSignoff, moveToSignoff, requireCounted } from '../place-signoff.ts';
import { pushBranch, requireNotBehindOrigin } from '../push.ts';
import { askQuestions, chooseQuestions, confirmationsOf, type Question, questionsFor } from '../questions.ts';
import { readReleaseAuthors, wouldSign } from '../release-authors.ts';
import { requireNotAuthor } from '../require-not-author.ts';
import { findSigner, refused, requireClean, type Signer } from '../signer.ts';
import { requireOwnBranch, tellDetached } from '../signing-branch.ts';
import { readSigningKey } from '../signing-key.ts';

export interface ConfirmOptions {
  repo?: string;
  notAuthor?: boolean;
  yes?: boolean;
  /** Push the branch afterwards. */
  push?: boolean;
}

/** `gate confirm`: shows questions with what they rest on, and makes a signed commit with the answers. */
export async function confirm(
  host: Host,
  name: string,
  items: readonly string[],
  options: ConfirmOptions,
): Promise<number> {
  const run = await openRun(host, options);
  try {
    const writer = openWriter(run.repository.location.root, host);
    const branch = await writer.headRef();
    requireOwnBranch(branch, run.target);
    if (options.push) await requireNotBehindOrigin(run, writer, branch);
    const folder = await chooseRelease(run.head, name);
    await requireClean(writer, folder);
    const fingerprint = await readSigningKey(writer, run.repository.location.root);
    const signer = findSigner({ host, roots: [run.base.trustRoot], fingerprint, folder });
    const judged = await judgeOne(host, run, name);
    const questions =
      items.length > 0
        ? chooseQuestions(judged.decision, signer, items)
        : questionsFor(judged.decision, signer);
    if (questions.length === 0) {
      host.stdout.write(`Nothing of ${judged.decision.release} waits for ${signer.principal}.\n`);
      return exitCodes.ready;
    }
    const role = roleFor(questions, signer);
    const authorship = await readReleaseAuthors(host, run, judged, 'confirm');
    const would = wouldSign(host, run, folder, { ...options, role, principal: signer.principal });
    requireNotAuthor('this release', authorship, would);
    const answered = await askQuestions(host, judged.facts, questions, options.yes);
    if (answered.length === 0) {
      host.stdout.write('Nothing was confirmed.\n');
      return exitCodes.inconclusive;
    }
    const message = messageOf(run, judged, role, answered, options);
    const signed = await makeSignoff(run, writer, message);
    const next = await judgeOne(host, signed, name);
    requireCounted(signed, next.facts.signoffs, 'confirm');
    await moveToSignoff(writer, branch, run, signed);
    const open = next.decision.questions.filter(({ open }) => open).length;
    const left = open === 0 ? 'No question is open.' : `${open} are still open.`;
    host.stdout.write(`Confirmed ${answered.length}: commit ${signed.headCommit.slice(0, 10)}. ${left}\n`);
    tellDetached(host, branch);
    if (options.push) await pushBranch(host, writer, branch);
    return exitCodes.ready;
  } finally {
    run.repository.close();
  }
}

async function judgeOne(host: Host, run: Run, name: string): Promise<Judged> {
  const all: Judged[] = [];
  const { errors } = await judgeRun(host, run, { names: [name], onJudged: (one) => all.push(one) });
  const [judged] = all;
  if (judged) return judged;
  throw refused(
    `${escapeTerminal(name)} cannot be judged: ${errors[0]?.message ?? 'it cannot be read'}`,
    `Run pnpm gate check ${name}: it says all that is wrong.`,
  );
}

/** The role that the commit names: one in which the signer answers; each answer is judged by all that they hold. */
function roleFor(questions: readonly Question[], { roles }: Signer): string {
  const asked = questions.flatMap((question) => question.roles);
  return asked.find((role) => roles.includes(role)) as string;
}

function messageOf(
  { base }: Run,
  { facts }: Judged,
  role: string,
  answered: readonly Question[],
  { notAuthor }: ConfirmOptions,
): string {
  return formatSignoffMessage({
    release: `${facts.release.name}/${facts.release.version}`,
    role,
    decision: 'confirm',
    project: facts.project,
    target: facts.target,
    digest: facts.digest,
    root: base.trustRoot.root.version,
    ...(notAuthor ? { denies: 'authorship' as const } : {}),
    confirms: confirmationsOf(facts, answered),
  });
}
