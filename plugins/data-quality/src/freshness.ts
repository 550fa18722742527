import { PluginError } from '@gatehouse/plugin-kit';
import { kindOf, type TableColumns, type TableReader } from '@gatehouse/plugin-kit/table';
import { finiteOf } from './column-counts.ts';
import type { Freshness } from './config.ts';
import { type Measurement, measurement } from './measurement.ts';
import { noColumn } from './missing-names.ts';

/**
 * How old the newest value of a column is, and how many values lie after the time it is compared with: one of them
 * would make old data look fresh. Throws PluginError `bad-config`, `missing-column`, `column-type`.
 */
export async function measureFreshness(
  reader: TableReader,
  table: string,
  columns: TableColumns,
  freshness: Freshness,
): Promise<Measurement[]> {
  const { column, now, against } = freshness;
  if ((now === undefined) === (against === undefined))
    throw new PluginError('bad-config', `freshness of ${column} needs either \`now\` or \`against\``);
  const value = secondsOf(column, columns);
  const time =
    against === undefined
      ? String(secondsAt(now as string))
      : `(SELECT max(${secondsOf(against, columns)}) FROM ${table})`;
  const [row = {}] = await reader.rows(
    `SELECT ${time}::DOUBLE AS time, max(${value})::DOUBLE AS newest, count(${value})::DOUBLE AS n,
     count_if(${value} > ${time})::DOUBLE AS future FROM ${table}`,
  );
  const labels = { column, against: against ?? (now as string) };
  const n = Number(row.n);
  const why = n === 0 ? `${column} has no value` : row.time === null ? `${against} has no value` : undefined;
  const age = Number(row.time) - Number(row.newest);
  // An age below zero is no age, and would be below every bound.
  const early = why ?? (age < 0 ? `the newest value is ${-age} s after the time to compare with` : undefined);
  return [
    measurement('age_seconds', labels, n, early === undefined ? age : null, early),
    measurement('future_count', labels, n, why === undefined ? Number(row.future) : null, why),
  ];
}

function secondsOf(column: string, columns: TableColumns): string {
  const type = columns.get(column);
  if (type === undefined)
    throw new PluginError('missing-column', `freshness: ${noColumn([column], columns)}`);
  if (kindOf(type) === 'temporal' && type !== 'TIME') return finiteOf(column, type);
  throw new PluginError(
    'column-type',
    `freshness: ${column} is ${type}, not a date or timestamp`,
    'Store it as one, say under `reader` which `date_format` it has, or name another column.',
  );
}

// Date takes the 31st of February for the 3rd of March.
function secondsAt(time: string): number {
  const milliseconds = Date.parse(time);
  const same =
    !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(time.slice(0, 10));
  if (same) return milliseconds / 1000;
  throw new PluginError('bad-config', `${time} is no time`, 'Write it as 2026-01-31T12:00:00Z.');
}
