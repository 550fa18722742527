import type { CheckReport, GovernanceReport, ReleaseReport } from '../check-report.ts';
import { verdictMarks } from '../text-parts.ts';
import {
  describeGovernance,
  describeRelease,
  describeRun,
  type Sentence,
  verdictOrder,
} from './describe-verdict.ts';
import { inOrder, type Telling, tellGovernance, tellRelease, tellRun } from './list-told.ts';
import { type Block, fit } from './markdown-fit.ts';
import { quote, quoteHtml } from './markdown-text.ts';

/**
 * Markdown for a comment or the summary of a step: the first line is the verdict, the reason and who acts next; all else is
 * folded. At most 65,536 bytes; what has no room is counted.
 */
export function renderMarkdown(report: CheckReport): string {
  const blocks = [
    ...blocksOfRun(report),
    ...report.releases.map(blockOfRelease),
    ...(report.governance === null ? [] : [blockOfGovernance(report.governance)]),
  ];
  const rank = ({ verdict }: Block) => verdictOrder.indexOf(verdict);
  const sorted = blocks.sort((one, other) => rank(one) - rank(other));
  return fit([describeFirst(report), ...describeStamps(report), describeSides(report)].join('\n\n'), sorted);
}

function describeFirst(report: CheckReport): string {
  const { about, reason, next, others } = describeRun(report);
  const [word] = verdictMarks[report.verdict];
  const name = about === null ? '' : `${quote(about)}: `;
  const more = others === 0 ? '' : ` (${others} more with this verdict)`;
  return `**${word}** — ${name}${say(reason)}${more}. **Next:** ${say(next)}.`;
}

function say({ ours, theirs }: Sentence): string {
  return theirs === null ? ours : `${ours}: ${quote(theirs)}`;
}

function describeStamps({ report_only, preview }: CheckReport): string[] {
  return [
    ...(report_only ? ['**Report only:** the exit code of this run says nothing.'] : []),
    ...(preview ? ['**Preview:** uncommitted files were judged; sign-offs count only for commits.'] : []),
  ];
}

function describeSides({ base, head, policy_digest, evaluated_at }: CheckReport): string {
  const sides = [
    `base ${quote(base.slice(0, 10))}`,
    `head ${head === null ? 'work tree' : quote(head.slice(0, 10))}`,
    `policy ${quote(policy_digest.slice(7, 17))}`,
    `judged for ${quote(evaluated_at)}`,
  ];
  return sides.join(' · ');
}

function blocksOfRun(report: CheckReport): Block[] {
  const told = tellRun(report);
  return (['error', 'unsettled'] as const).flatMap((kind) => {
    const own = told.filter((one) => one.kind === kind);
    const title = kind === 'error' ? 'could not be judged' : 'to be settled first';
    if (own.length === 0) return [];
    const verdict = kind === 'error' ? ('blocked' as const) : ('inconclusive' as const);
    return [{ verdict, title: `${own.length} ${title}`, told: own.map(itemOf), rest: [] }];
  });
}

function blockOfRelease(release: ReleaseReport): Block {
  const { tier, profiles, gates, waivers, signoffs, questions, candidates } = release;
  const { verdict, reason, next } = describeRelease(release);
  const open = questions.filter((question) => question.open);
  return {
    verdict,
    title: titleOf(release.release, verdict),
    told: inOrder(tellRelease(release)).map(itemOf),
    rest: [
      `- tier ${quote([tier, ...profiles].join(', '))}; why: ${say(reason)}; next: ${say(next)}`,
      ...signoffs.map((one) => `- sign-off ${quote(countOf(one))}`),
      ...candidates
        .filter(({ counted }) => !counted)
        .map(
          ({ commit, explanation }) => `- not counted ${quote(commit.slice(0, 10))}: ${quote(explanation)}`,
        ),
      ...open.map(
        ({ item, question, named, roles }) =>
          `- question ${quote(`${item}: ${question}`)} for ${quote(named ?? roles.join(' or '))}`,
      ),
      ...waivers.map(({ state, message }) => `- waiver, ${quote(state)}: ${quote(message)}`),
      ...gates.map(
        ({ gate, status, examined }) =>
          `- gate ${quote(gate)}: ${status.replace('_', ' ')}, ${examined} examined`,
      ),
    ],
  };
}

function blockOfGovernance(governance: GovernanceReport): Block {
  const { about, verdict, reason, next } = describeGovernance(governance);
  return {
    verdict,
    title: titleOf(about ?? 'governed files', verdict),
    told: inOrder(tellGovernance(governance)).map(itemOf),
    rest: [
      `- why: ${say(reason)}; next: ${say(next)}`,
      ...governance.quorum.map((one) => `- sign-off by the ${one.root} trust root ${quote(countOf(one))}`),
      ...governance.changed.map((path) => `- changed ${quote(path)}`),
    ],
  };
}

function titleOf(about: string, verdict: CheckReport['verdict']): string {
  return `${verdictMarks[verdict][0]}: ${quoteHtml(about)}`;
}

function countOf({ role, need, have }: { role: string; need: number; have: string[] }): string {
  return `${role} ${Math.min(have.length, need)}/${need} ${have.join(', ')}`;
}

const does: Record<Telling['severity'], string> = {
  block: 'blocks',
  wait: 'waits',
  overridden: 'overridden',
  warn: 'warns',
  waived: 'waived',
  retired: 'retired',
};

function itemOf({
  severity,
  message,
  code,
  file,
  line,
  remedy,
  about,
  kind,
}: Telling): Block['told'][number] {
  const place = file === null ? '' : ` at ${quote([file, line].filter((part) => part !== null).join(':'))}`;
  const what = kind === 'release' || kind === 'change' || about === null ? '' : `${quote(about)} `;
  const mend = remedy === '' ? '' : `. To mend it: ${quote(remedy)}`;
  return {
    severity,
    line: `- **${does[severity]}** ${what}${quote(message)} (${quote(code)})${place}${mend}`,
  };
}
