import pc from 'picocolors';
import type { BacktestEffect, BacktestPromotion, BacktestReport, RuleDifference } from './backtest-report.ts';
import { escapeTerminal } from './escape.ts';
import type { Colors } from './text-parts.ts';

const marks = {
  'newly-blocked': ['✗', 'red', 'NEWLY BLOCKED'],
  'newly-passed': ['✓', 'green', 'NEWLY PASSED'],
  unchanged: ['·', 'dim', 'unchanged'],
} as const;

const mostRules = 8;

/** What a policy would have done, for people: each promotion that it changes, and by which rules; then the counts. */
export function renderBacktest(report: BacktestReport, options: { color: boolean }): string {
  const colors = pc.createColors(options.color);
  const { project, tip, policy, counts } = report;
  const from = policy.commit === null ? 'the work tree' : policy.commit.slice(0, 10);
  const about = [project, `tip ${tip.slice(0, 10)}`, `policy ${policy.digest.slice(7, 17)} of ${from}`];
  const different = report.promotions.filter(({ rules }) => rules.length > 0);
  const order: BacktestEffect[] = ['newly-blocked', 'newly-passed', 'unchanged'];
  const lines = [
    colors.dim(escapeTerminal(about.join(' · '))),
    ...order.flatMap((effect) =>
      different.filter((one) => one.effect === effect).flatMap((one) => renderPromotion(one, colors)),
    ),
    ...report.unjudged.map(
      ({ commit, release, code, message }) =>
        `${colors.yellow('?')} ${commit.slice(0, 10)}  ${escapeTerminal(`${release ?? ''}  could not be judged: ${message}`.trim())}  ${colors.dim(escapeTerminal(code))}`,
    ),
    '',
    ...(report.promotions.length === 0 ? ['No promotion to judge again.'] : []),
    order.map((effect) => `${marks[effect][2].toLowerCase()} ${counts[effect]}`).join(' · ') +
      (report.unjudged.length > 0 ? ` · not judged ${report.unjudged.length}` : ''),
  ];
  return `${lines.join('\n')}\n`;
}

function renderPromotion(promotion: BacktestPromotion, colors: Colors): string[] {
  const { commit, time, release, effect, before, after, rules } = promotion;
  const [mark, color, word] = marks[effect];
  const verdicts = before === after ? `still ${after}` : `was ${before}, would be ${after}`;
  const shown = rules.slice(0, mostRules).map((rule) => `    ${renderRule(rule, colors)}`);
  const more = rules.length - shown.length;
  return [
    `${colors[color](mark)} ${time.slice(0, 10)}  ${commit.slice(0, 10)}  ${escapeTerminal(release)}  ${colors[color](word)}  ${verdicts}`,
    ...shown,
    ...(more > 0 ? [`    and ${more} more rules (--format json has all)`] : []),
  ];
}

function renderRule({ code, before, after }: RuleDifference, colors: Colors): string {
  const outcome = (one: RuleDifference['before'], absent: string) => {
    if (one === null) return absent;
    const count =
      one.findings === 0 ? '' : ` (${one.findings} ${one.findings === 1 ? 'finding' : 'findings'})`;
    return `${one.status.replace('_', ' ')}${count}`;
  };
  return `${escapeTerminal(code)}  ${colors.dim(`${outcome(before, 'no such rule')} → ${outcome(after, 'removed')}`)}`;
}
