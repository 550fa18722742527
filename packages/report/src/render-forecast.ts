import pc from 'picocolors';
import { escapeTerminal } from './escape.ts';
import type { ForecastEvent, ForecastRelease, ForecastReport } from './forecast-report.ts';
import { renderError } from './render-text.ts';
import { type Colors, gateMarks, verdictMarks } from './text-parts.ts';

const mostFindings = 3;

/** The forecast for people: where each release stands and will stand, then what happens, day by day. */
export function renderForecast(report: ForecastReport, options: { color: boolean }): string {
  const colors = pc.createColors(options.color);
  const { base, head, policy_digest, evaluated_at, days, releases, events, errors } = report;
  const about = [
    `base ${base.slice(0, 10)}`,
    `head ${head === null ? 'work tree' : head.slice(0, 10)}`,
    `policy ${policy_digest.slice(7, 17)}`,
    `${evaluated_at} and ${days} days more`,
  ];
  const lines = [
    colors.dim(about.join(' · ')),
    ...releases.map((release) => renderRelease(release, colors)),
    ...(events.length > 0 ? [''] : []),
    ...events.flatMap((event) => renderEvent(event, colors)),
    ...errors.flatMap((error) => ['', ...renderError(error, options)]),
    '',
    summary(report),
  ];
  return `${lines.join('\n')}\n`;
}

function renderRelease({ release, promoted, verdicts }: ForecastRelease, colors: Colors): string {
  const words = verdicts.map(({ date, in_days, verdict }) => {
    const [word, color] = verdictMarks[verdict];
    return in_days === 0 ? colors[color](word) : `${colors[color](word)} from ${date}`;
  });
  return `${colors.bold(escapeTerminal(release))}${promoted ? ' (promoted)' : ''}  ${words.join(', ')}`;
}

function renderEvent(event: ForecastEvent, colors: Colors): string[] {
  const { date, in_days, release, code, title, change, causes, findings } = event;
  const [mark, color] = gateMarks[change?.to ?? 'warned'];
  const day = `${date} (in ${in_days === 1 ? '1 day' : `${in_days} days`})`;
  const what = [...causes, ...findings.slice(0, mostFindings).map(({ message }) => message)];
  const [first = title, ...others] = what;
  const more = findings.length - mostFindings;
  const remedy = findings.find((finding) => finding.remedy !== '')?.remedy;
  return [
    `${colors[color](mark)} ${day}  ${escapeTerminal(`${release ?? 'trust root'}  ${code}: ${first}`)}`,
    ...others.map((text) => `    ${escapeTerminal(text)}`),
    ...(more > 0 ? [`    and ${more} more`] : []),
    ...(remedy === undefined ? [] : [`    → ${escapeTerminal(remedy)}`]),
  ];
}

function summary({ days, releases, events, errors }: ForecastReport): string {
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  const looked = `${count(releases.length, 'release')} judged on each of ${count(days, 'day')}`;
  const failed = errors.length > 0 ? `, ${count(errors.length, 'error')}` : '';
  const found = events.length === 0 ? 'nothing turns red by itself' : count(events.length, 'event');
  return `${looked}: ${found}${failed}`;
}
