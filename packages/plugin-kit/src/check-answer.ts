import { canonicalJson, type PluginAnswer, validatePluginAnswer, violations } from '@gatehouse/contracts';

/**
 * What is wrong with a plugin's answer, in words; empty if it can become evidence. Beyond the schema: every metric
 * has its method, no measurement is given twice, and a value that is undefined (null) says why.
 */
export function checkAnswer(answer: unknown): string[] {
  const misfits = violations(validatePluginAnswer, answer).map((violation) => violation.message);
  if (misfits.length > 0) return misfits;
  const valid = answer as PluginAnswer;
  if ('error' in valid) return [];
  const seen = new Set<string>();
  return valid.measurements.flatMap(({ metric, value, labels, note }) => {
    const name = `\`${metric}\` ${canonicalJson(labels)}`;
    const wrong: string[] = [];
    if (!Object.hasOwn(valid.methods, metric)) wrong.push(`the metric \`${metric}\` has no method`);
    if (seen.has(name)) wrong.push(`${name} is measured twice`);
    if (value === null && !note?.trim()) wrong.push(`${name} has no value and no note that says why`);
    seen.add(name);
    return wrong;
  });
}
