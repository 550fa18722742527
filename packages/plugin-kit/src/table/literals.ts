import { PluginError } from '../define-plugin.ts';
import { kindOf } from './columns.ts';
import type { TableReader } from './open-table-reader.ts';
import { quoteText } from './quote.ts';

const moment = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?)?$/;
const timeOfDay = /^\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;

/**
 * A value of a configuration as SQL that can be compared with a column of `type`, or undefined where it is of another
 * kind: a number for a number, a text for a text, an ISO 8601 text for a date or time.
 */
export function literalFor(value: unknown, type: string): string | undefined {
  const kind = kindOf(type);
  if (type === 'BOOLEAN') return typeof value === 'boolean' ? String(value) : undefined;
  if (kind === 'numeric')
    return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
  if (typeof value !== 'string') return undefined;
  if (kind === 'categorical') return quoteText(value);
  const pattern = type === 'TIME' ? timeOfDay : moment;
  return kind === 'temporal' && pattern.test(value) ? `CAST(${quoteText(value)} AS ${type})` : undefined;
}

/** Throws PluginError `bad-pattern` for a regular expression that RE2, the engine of DuckDB, can not read. */
export async function checkPattern(reader: TableReader, pattern: string): Promise<void> {
  try {
    await reader.connection.run(`SELECT regexp_matches('', ${quoteText(pattern)})`);
  } catch (error) {
    const [why] = (error as Error).message.split('\n');
    throw new PluginError(
      'bad-pattern',
      `the regular expression ${pattern} can not be used: ${why}`,
      'Write it in the syntax of RE2: no look-ahead, look-behind or back-reference.',
    );
  }
}
