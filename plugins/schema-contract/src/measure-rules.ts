import type { Measured } from '@gatehouse/plugin-kit';
import { type CheckCounts, countPlanned, type TableReader } from '@gatehouse/plugin-kit/table';
import { operators, type QualityRule } from './contract.ts';
import type { PlannedRule } from './plan-rules.ts';

export type Measurement = Measured['measurements'][number];

export interface MeasuredRules {
  measurements: Measurement[];
  summary: { rules: number; violated: number; unmeasured: number };
  violations: Record<string, unknown>[];
}

/** Counts what breaks each rule. `rows`: of the table, which percentages are of. */
export async function measureRules(
  reader: TableReader,
  table: string,
  rules: readonly PlannedRule[],
  { rows, examples }: { rows: number; examples: number },
): Promise<MeasuredRules> {
  const planned = rules.map((rule) => rule.planned);
  const counted = await countPlanned(reader, table, planned, examples);
  const labels = labelRules(rules);
  const results = rules.map((rule, index) =>
    resultOf(rule, labels[index] as Record<string, string>, counted[index], rows),
  );
  return {
    measurements: results.flatMap((result) => result.measurements),
    summary: {
      rules: rules.length,
      violated: results.filter(({ violated }) => violated === true).length,
      unmeasured: results.filter(({ violated }) => violated === undefined).length,
    },
    violations: results.flatMap(({ violated, counts, labels }) =>
      violated
        ? [{ ...labels, count: counts?.unexpected, of: counts?.examined, examples: counts?.examples }]
        : [],
    ),
  };
}

interface Result {
  labels: Record<string, string>;
  measurements: Measurement[];
  /** Undefined where it could not be measured. */
  violated: boolean | undefined;
  counts: CheckCounts | undefined;
}

function resultOf(
  rule: PlannedRule,
  labels: Record<string, string>,
  counts: CheckCounts | undefined,
  rows: number,
): Result {
  const why = 'unmeasured' in rule.planned ? rule.planned.unmeasured : 'there is no value to check';
  const nothing = (metric: string): Measurement => ({ metric, value: null, n: 0, labels, note: why });
  if (counts === undefined || counts.examined === 0) {
    const metrics = rule.quality ? ['quality_value', 'violation_count'] : ['violation_count'];
    return { labels, measurements: metrics.map(nothing), violated: undefined, counts };
  }
  const { examined, unexpected } = counts;
  if (!rule.quality) {
    const measurement = { metric: 'violation_count', value: unexpected, n: examined, labels };
    return { labels, measurements: [measurement], violated: unexpected > 0, counts };
  }
  const value = rule.quality.unit === 'percent' ? (100 * unexpected) / rows : unexpected;
  const broken = rule.quality.operators.filter(
    ({ name, numbers }) => !operators[name](value, numbers[0] as number, numbers[1] as number),
  );
  const measurements = [
    { metric: 'quality_value', value, n: examined, labels },
    { metric: 'violation_count', value: broken.length, n: rule.quality.operators.length, labels },
  ];
  return { labels, measurements, violated: broken.length > 0, counts };
}

// A contract may have the same rule with the same number twice, such as two patterns.
function labelRules(rules: readonly PlannedRule[]): Record<string, string>[] {
  const times = new Map<string, number>();
  return rules.map(({ column, rule, quality }) => {
    const name = quality?.name === undefined ? {} : { name: quality.name };
    const labels = { column, rule, ...(quality ? expectedOf(quality) : {}), ...name };
    const key = JSON.stringify(labels);
    const time = (times.get(key) ?? 0) + 1;
    times.set(key, time);
    return time === 1 ? labels : { ...labels, time: String(time) };
  });
}

function expectedOf({ operators: all, unit }: QualityRule): { expected: string } {
  const said = all.map(({ name, numbers }) => `${name} ${numbers.join(' ')}`);
  return { expected: `${said.join(', ')} ${unit}` };
}
