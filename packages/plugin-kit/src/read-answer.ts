import { type PluginAnswer, parseJsonStrictly } from '@gatehouse/contracts';
import { checkAnswer } from './check-answer.ts';
import { findNotJson } from './plain-json.ts';
import { printable } from './printable.ts';
import { type ChildResult, largestAnswer } from './run-child.ts';
import { RunFailure } from './run-failure.ts';

/** A child's answer, checked. Throws RunFailure for every way in which it is none. */
export function readAnswer(
  result: ChildResult,
  limits: { seconds: number; memory_mb: number },
): PluginAnswer {
  switch (result.ending) {
    case 'timeout':
      throw new RunFailure(
        'timeout',
        `the plugin did not end within ${limits.seconds} seconds${last(result)}`,
      );
    case 'memory':
      throw new RunFailure('memory', `the plugin used more than ${limits.memory_mb} MB${last(result)}`);
    case 'answer-too-large':
      throw new RunFailure(
        'answer-too-large',
        `the plugin's answer is larger than ${largestAnswer / 2 ** 20} MB`,
      );
    case 'not-started':
      throw new RunFailure(
        'crashed',
        `the plugin could not be started${last(result)}`,
        'Is it built? Try `pnpm build`.',
      );
  }
  if (result.stderr.some((line) => line.includes('JavaScript heap out of memory')))
    throw new RunFailure('memory', `the plugin used more than ${limits.memory_mb} MB`);
  if (result.signal !== null)
    throw new RunFailure('crashed', `the plugin was ended by ${result.signal}${last(result)}`);
  if (result.code !== 0)
    throw new RunFailure('crashed', `the plugin ended with exit code ${result.code}${last(result)}`);
  return parseAnswer(result);
}

function parseAnswer(result: ChildResult): PluginAnswer {
  if (result.stdout.length === 0)
    throw new RunFailure('bad-answer', `the plugin answered nothing${last(result)}`);
  const answer = parseJson(result);
  const wrong = checkAnswer(answer);
  if (wrong.length === 0) return answer as PluginAnswer;
  const words = wrong
    .slice(0, 5)
    .map((one) => printable(one))
    .join('; ');
  throw new RunFailure('bad-answer', `the plugin's answer is not usable: ${words}${last(result)}`);
}

function parseJson(result: ChildResult): unknown {
  try {
    const answer = parseJsonStrictly(result.stdout);
    // JSON can still say 1e999, half a surrogate pair, and more levels than can be walked.
    const wrong = findNotJson(answer);
    if (wrong === undefined) return answer;
    throw new Error(wrong);
  } catch (error) {
    const start = printable(result.stdout.subarray(0, 200).toString('utf8'), 80);
    const why = printable((error as Error).message, 200);
    throw new RunFailure(
      'bad-answer',
      `the plugin's answer is not JSON: ${why}; it begins ‘${start}’${last(result)}`,
    );
  }
}

function last(result: ChildResult): string {
  return result.stderr.length === 0 ? '' : `; it said last: ${result.stderr.join(' | ')}`;
}
