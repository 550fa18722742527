export type Outcome = 'passed' | 'failed' | 'errored' | 'skipped';

/** What a word, a flag or an element says; `unknown` has not passed. */
export type Said = Outcome | 'unknown';

/**
 * Every word that is known, as a `status`, `result` or the name of an element inside of a case, in lower case and without
 * spaces, hyphens and underscores. A case has passed only by one of `passed`, or without any word.
 */
export const words: Record<Outcome, readonly string[]> = {
  passed: 'pass passed success successful succeeded ok run ran executed complete completed fixed'.split(' '),
  failed: 'fail failed failure ko nok notok broken regression unsuccessful xpass xpassed'.split(' '),
  errored:
    'error errored crash crashed abort aborted timeout timedout killed interrupted cancelled canceled blocked'.split(
      ' ',
    ),
  skipped: (
    'skip skipped notrun notexecuted disabled ignore ignored suppressed untested undefined pending inconclusive ' +
    'excluded deselected incomplete risky todo xfail xfailed warning'
  ).split(' '),
};

const meanings = new Map(
  Object.entries(words).flatMap(([outcome, all]) =>
    all.map((word): [string, Said] => [word, outcome as Outcome]),
  ),
);

/** What a word says, or undefined for an empty one. */
export function readWord(word: string): Said | undefined {
  const plain = word.toLowerCase().replaceAll(/[\s_-]/g, '');
  return plain === '' ? undefined : (meanings.get(plain) ?? 'unknown');
}

/** Attributes that hold one of the words. */
export const wordAttributes = ['status', 'result', 'outcome', 'state', 'verdict'] as const;

/** Attributes that are true or false, or a count, by what they say when they are not `passed`. */
export const flagAttributes: Record<string, { is: boolean; says: Outcome }> = {
  success: { is: false, says: 'failed' },
  successful: { is: false, says: 'failed' },
  passed: { is: false, says: 'failed' },
  executed: { is: false, says: 'skipped' },
  ran: { is: false, says: 'skipped' },
  disabled: { is: true, says: 'skipped' },
  skipped: { is: true, says: 'skipped' },
  ignored: { is: true, says: 'skipped' },
  failed: { is: true, says: 'failed' },
  failure: { is: true, says: 'failed' },
  failures: { is: true, says: 'failed' },
  errored: { is: true, says: 'errored' },
  error: { is: true, says: 'errored' },
  errors: { is: true, says: 'errored' },
};

/** What the flag `name` says, or undefined for an attribute that is none, or empty. */
export function readFlag(name: string, value: string): Said | undefined {
  const flag = Object.hasOwn(flagAttributes, name) ? flagAttributes[name] : undefined;
  const plain = value.trim().toLowerCase();
  if (flag === undefined || plain === '') return undefined;
  const isTrue = /^(true|yes|y|on)$/.test(plain) || Number(plain) > 0;
  const isFalse = /^(false|no|n|off)$/.test(plain) || Number(plain) <= 0;
  // What is said in another word is not what lets a case pass: a reason why it was skipped, for one.
  if (!isTrue && !isFalse) return flag.is ? flag.says : 'unknown';
  return isTrue === flag.is ? flag.says : 'passed';
}
