import type { FindingReport } from './check-report.ts';
import { escapeTerminal } from './escape.ts';
import { type Colors, findingMarks, renderPlace } from './text-parts.ts';

/**
 * What a gate found, for people: each cause with its place and remedy, and in a line each how many findings follow from
 * it and how many rules wait for something to examine. `explain` lists those.
 */
export function renderGateFindings(
  findings: readonly FindingReport[],
  release: string,
  colors: Colors,
): string[] {
  const silent = findings.filter(({ waits_for }) => waits_for !== undefined);
  const folded = silent.length > 1 ? silent : [];
  const causes = findings.filter((one) => one.follows === undefined && !folded.includes(one));
  const list = colors.dim(`(pnpm gate explain ${escapeTerminal(release)} lists them)`);
  return [
    ...causes.flatMap((finding, index) => renderFinding(finding, causes[index + 1], colors)),
    ...renderFollowers(findings, list, colors),
    ...renderSilent(folded, list, colors),
  ];
}

// Of findings in a row with one place or one remedy, the last one says it.
function renderFinding(finding: FindingReport, next: FindingReport | undefined, colors: Colors): string[] {
  const [mark, color] = findingMarks[finding.severity];
  const lines = [
    `      ${colors[color](mark)} ${escapeTerminal(finding.message)}  ${colors.dim(finding.code)}`,
  ];
  const isLike = next?.code === finding.code && next.remedy === finding.remedy;
  const place = finding.line === null ? null : renderPlace(finding);
  if (place !== null && !(isLike && place === renderPlace(next))) lines.push(`        ${colors.dim(place)}`);
  if (finding.remedy !== '' && !isLike) lines.push(`        → ${escapeTerminal(finding.remedy)}`);
  return lines;
}

function renderFollowers(findings: readonly FindingReport[], list: string, colors: Colors): string[] {
  return count(findings, ({ follows }) => follows).map(([cause, number]) => {
    const text = number === 1 ? '1 finding follows' : `${number} findings follow`;
    return `      ${colors.dim('·')} ${text} from ${escapeTerminal(cause)} ${list}`;
  });
}

function renderSilent(silent: readonly FindingReport[], list: string, colors: Colors): string[] {
  return count(silent, ({ severity }) => severity).map(([severity, number]) => {
    const [mark, color] = findingMarks[severity];
    const awaited = count(
      silent.filter((one) => one.severity === severity),
      ({ waits_for }) => waits_for,
    );
    const what = awaited
      .map(([path, times]) => (awaited.length === 1 ? path : `${path} (${times})`))
      .join(', ');
    const text = number === 1 ? '1 rule waits' : `${number} rules wait`;
    return `      ${colors[color](mark)} not evaluated: ${text} for ${escapeTerminal(what)} ${list}`;
  });
}

/** How often each value is there, the most frequent first. */
function count<T, V extends string>(items: readonly T[], keyOf: (item: T) => V | undefined): [V, number][] {
  const counts = new Map<V, number>();
  for (const item of items) {
    const value = keyOf(item);
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one);
}
