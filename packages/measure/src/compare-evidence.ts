import type { Evidence } from '@gatehouse/contracts';

/** What two measurements of the same thing say. */
export interface EvidenceComparison {
  /** Numbers that are the same. */
  same: number;
  /** Metrics that are other on each run (times, speeds): not compared. */
  varying: string[];
  /** What differs: for people, one line each. */
  differences: string[];
}

/**
 * Compares evidence with what the same plugin measures now: number by number, exactly, and what was read. A number that
 * only one side has is a difference.
 */
export function compareEvidence(old: Evidence, now: Evidence): EvidenceComparison {
  const varying = Object.entries({ ...old.methods, ...now.methods }).flatMap(([metric, method]) =>
    method.varies === true && now.methods[metric]?.varies === true ? [metric] : [],
  );
  const [before, after] = [old, now].map((one) => numbersOf(one, varying)) as [Numbers, Numbers];
  const differences = differ({ examined: `${old.examined}` }, { examined: `${now.examined}` });
  const numbers = differ(before, after);
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return {
    same: names.size - numbers.length,
    varying: varying.sort(),
    differences: [...differences, ...differ(inputsOf(old), inputsOf(now)), ...numbers],
  };
}

type Numbers = Record<string, string>;

function numbersOf({ measurements }: Evidence, varying: readonly string[]): Numbers {
  const fixed = measurements.filter(({ metric }) => !varying.includes(metric));
  return Object.fromEntries(
    fixed.map(({ metric, labels, value, n }) => {
      const about = Object.entries(labels)
        .sort()
        .map(([key, label]) => `${key}: ${label}`);
      const name = about.length === 0 ? metric : `${metric} (${about.join(', ')})`;
      return [name, `${value} of ${n}`] as const;
    }),
  );
}

function inputsOf({ inputs }: Evidence): Numbers {
  return Object.fromEntries(inputs.map(({ path, digest }) => [path, digest]));
}

function differ(before: Numbers, after: Numbers): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) =>
    before[name] === after[name]
      ? []
      : [`${name}: ${before[name] ?? 'nothing'} in the evidence, ${after[name] ?? 'nothing'} now`],
  );
}
