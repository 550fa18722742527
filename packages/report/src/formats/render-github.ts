import type { CheckReport } from '../check-report.ts';
import { escapeTerminal } from '../escape.ts';
import { verdictMarks } from '../text-parts.ts';
import { describeRun, plainly } from './describe-verdict.ts';
import { inOrder, listTold, type Told } from './list-told.ts';
import { shorten } from './shorten.ts';

type Kind = 'error' | 'warning' | 'notice';

const kinds: Record<Told['severity'], Kind> = {
  block: 'error',
  wait: 'warning',
  overridden: 'warning',
  warn: 'notice',
  waived: 'notice',
  retired: 'notice',
};
const kindOfVerdict: Record<CheckReport['verdict'], Kind> = {
  blocked: 'error',
  inconclusive: 'warning',
  'break-glass': 'warning',
  'ready-with-waivers': 'notice',
  ready: 'notice',
  'nothing-to-judge': 'notice',
};

/** GitHub shows so many annotations of a kind for a step, and leaves out the rest without a word. */
const most = 10;
/** Characters of one text: an annotation is a hint, the report has all. */
const longest = 1000;

/** Workflow commands of GitHub Actions, to be printed: the verdict first, then what was found as far as GitHub shows it. */
export function renderGithub(report: CheckReport): string {
  const told = inOrder(listTold(report));
  const room: Record<Kind, number> = { error: most, warning: most, notice: most };
  room[kindOfVerdict[report.verdict]] -= 1;
  const shown = told.filter(({ severity }) => {
    room[kinds[severity]] -= 1;
    return room[kinds[severity]] >= 0;
  });
  const rest = told.length - shown.length;
  const more =
    rest === 0
      ? ''
      : `${rest} of ${told.length} findings have no annotation: GitHub shows ${most} of a kind.`;
  const lines = [describeVerdict(report, more), ...shown.map(annotate), ...(more === '' ? [] : [more])];
  return `${lines.join('\n')}\n`;
}

function describeVerdict(report: CheckReport, more: string): string {
  const { about, reason, next, others } = describeRun(report);
  const [word] = verdictMarks[report.verdict];
  const stamps = [
    ...(report.report_only ? ['Report only: the exit code of this run says nothing.'] : []),
    ...(report.preview ? ['Preview: uncommitted files were judged.'] : []),
  ];
  const lines = [
    `${about === null ? '' : `${about}: `}${plainly(reason)}${others === 0 ? '' : ` (${others} more with this verdict)`}`,
    `Next: ${plainly(next)}`,
  ];
  const title = [`title=${property(`Gatehouse: ${word}`)}`];
  return command(kindOfVerdict[report.verdict], title, [...lines, ...stamps, more]);
}

function annotate({ about, code, severity, message, remedy, justification, ...place }: Told): string {
  const properties = [
    ...(place.file === null ? [] : [`file=${property(place.file)}`]),
    ...(place.line === null ? [] : [`line=${place.line}`]),
    ...(place.line === null || place.column === null ? [] : [`col=${place.column}`]),
    `title=${property(`${code} (${severity}) ${about ?? 'the run as a whole'}`)}`,
  ];
  return command(kinds[severity], properties, [
    message,
    remedy,
    justification === null ? '' : `Waived: ${justification}`,
  ]);
}

function command(kind: Kind, properties: readonly string[], lines: readonly string[]): string {
  const text = lines.filter((line) => line !== '').map(data);
  return `::${kind} ${properties.join(',')}::${text.join('%0A')}`;
}

// What the runner takes back: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
function data(text: string): string {
  return shorten(escapeTerminal(text), longest).replaceAll('%', '%25');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
