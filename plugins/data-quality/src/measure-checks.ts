import { type CheckCounts, checkPattern, countPlanned, type TableReader } from '@gatehouse/plugin-kit/table';
import type { Checks } from './checks-config.ts';
import type { CheckedTable, LabelledCheck } from './labelled-check.ts';
import { type Measurement, measurement } from './measurement.ts';
import { planChecks } from './plan-checks.ts';

export interface MeasuredChecks {
  measurements: Measurement[];
  summary: { checks: number; unexpected: number; unmeasured: number };
  details: Record<string, unknown>[];
}

/** Counts what is not as expected: all checks of rows in one pass, checks of uniqueness one by one. */
export async function measureChecks(
  reader: TableReader,
  table: string,
  checks: Checks,
  checked: CheckedTable,
  examples: number,
): Promise<MeasuredChecks> {
  for (const pattern of Object.values(checks.match_regex ?? {})) await checkPattern(reader, pattern);
  const all = planChecks(checks, checked);
  const planned = all.map((check) => check.planned);
  const counted = await countPlanned(reader, table, planned, examples);
  const results = all.map((check, index) => ({ check, counts: counted[index] }));
  const unmeasured = results.filter(({ counts }) => counts === undefined || counts.examined === 0).length;
  return {
    measurements: results.flatMap(({ check, counts }) => measurementsOf(check, counts)),
    summary: {
      checks: results.length,
      unexpected: results.filter(({ counts }) => (counts?.unexpected ?? 0) > 0).length,
      unmeasured,
    },
    details: results.flatMap(({ check, counts }) =>
      counts && counts.unexpected > 0 ? [{ ...check.labels, ...counts }] : [],
    ),
  };
}

function measurementsOf({ labels, planned }: LabelledCheck, counts: CheckCounts | undefined): Measurement[] {
  const why = 'unmeasured' in planned ? planned.unmeasured : 'there is no value to check';
  if (counts === undefined || counts.examined === 0)
    return [
      measurement('unexpected_count', labels, 0, null, why),
      measurement('unexpected_share', labels, 0, null, why),
    ];
  const { examined, unexpected } = counts;
  return [
    measurement('unexpected_count', labels, examined, unexpected),
    measurement('unexpected_share', labels, examined, unexpected / examined),
  ];
}
