import { PluginError } from '@gatehouse/plugin-kit';
import { decodeEntities } from './decode-entities.ts';
import type { Element } from './parse-xml.ts';

export type Outcome = 'passed' | 'failed' | 'errored' | 'skipped';

export interface Case {
  name: string;
  outcome: Outcome;
  /** Passed, but only when it was run again. */
  flaky: boolean;
  /** Undefined where the report gives none that can be read. */
  seconds: number | undefined;
  /** First lines of what went wrong, one for each <failure> and <error>. */
  messages: string[];
}

/** A <testsuite>, or the <testsuites> around them. */
export interface Suite {
  report: string;
  /** Names from the outermost suite, joined by ' / '. */
  name: string;
  /** Its own cases, without those of the suites inside. */
  cases: Case[];
  /** With those of the suites inside. */
  allCases: Case[];
  hasSuites: boolean;
  attributes: Record<string, string>;
}

/** All suites of a report, outer before inner. Throws PluginError `not-junit` or `stray-result`. */
export function readSuites(root: Element, report: string): Suite[] {
  if (root.name !== 'testsuites' && root.name !== 'testsuite')
    throw new PluginError(
      'not-junit',
      `${report} is not a JUnit report: its root is <${root.name}>, not <testsuites> or <testsuite>`,
      'Let the test runner write its JUnit XML format.',
    );
  return readSuite(root, report, []);
}

function readSuite(element: Element, report: string, outer: string[]): Suite[] {
  const own = decodeEntities(element.attributes.name ?? '').trim();
  // The name of <testsuites> is that of the run, not of a suite.
  const path = element.name === 'testsuites' ? outer : [...outer, own === '' ? '(unnamed)' : own];
  const inner = element.children
    .filter(({ name }) => name === 'testsuite' || name === 'testsuites')
    .map((child) => readSuite(child, report, path));
  const tests = element.children.filter(({ name }) => name === 'testcase');
  for (const parent of [element, ...tests]) refuseStray(parent, report);
  const cases = tests.map(readCase);
  const suite = {
    report,
    name: path.length === 0 ? '(no suite)' : path.join(' / '),
    cases,
    allCases: [...cases, ...inner.flatMap(([first]) => first?.allCases ?? [])],
    hasSuites: inner.length > 0,
    attributes: element.attributes,
  };
  return [suite, ...inner.flat()];
}

// What a suite and a case may hold; what else there is must not hide a result.
const known = {
  suite: /^(testsuites?|testcase|properties|system-(out|err))$/,
  case: /^(error|failure|skipped|(flaky|rerun)(Error|Failure)|properties|system-(out|err))$/,
};

/** A result that is counted nowhere would be a failure that nobody sees. */
function refuseStray(parent: Element, report: string): void {
  const names = parent.name === 'testcase' ? known.case : known.suite;
  const stray = parent.children.find((child) => !names.test(child.name) && holdsResult(child));
  if (stray === undefined) return;
  throw new PluginError(
    'stray-result',
    `${report} has a result where none is read: in <${stray.name}> of <${parent.name}>`,
    'Suites hold suites and test cases, and a test case holds its own <failure>, <error> or <skipped>.',
  );
}

function holdsResult({ name, children }: Element): boolean {
  return /^(testsuites?|testcase|error|failure)$/i.test(name) || children.some(holdsResult);
}

function readCase({ attributes, children }: Element): Case {
  const has = (...names: string[]) => children.some(({ name }) => names.includes(name));
  const wrong = children.filter(({ name }) => name === 'error' || name === 'failure');
  const { classname = '', name = '' } = attributes;
  const said = [attributes.status, attributes.result].map((word) => (word ?? '').trim().toLowerCase());
  const says = (words: readonly string[]) => said.some((word) => words.includes(word));
  const outcome =
    has('error') || says(words.errored)
      ? 'errored'
      : has('failure') || says(words.failed)
        ? 'failed'
        : has('skipped') || says(words.skipped)
          ? 'skipped'
          : 'passed';
  return {
    name: decodeEntities([classname, name].filter((part) => part !== '').join(' › ')),
    outcome,
    flaky: outcome === 'passed' && has('flakyFailure', 'flakyError'),
    seconds: readSeconds(attributes.time),
    messages: wrong.map(firstLine),
  };
}

// Some runners say by `status` or `result` alone what came of a case; GoogleTest so marks those that did not run.
const words = {
  errored: ['error', 'errored', 'crashed', 'aborted', 'timeout', 'timedout'],
  failed: ['fail', 'failed', 'failure'],
  skipped: ['notrun', 'disabled', 'skipped', 'ignored', 'suppressed'],
} as const;

// Surefire has written thousands with a comma: 1,234.5.
function readSeconds(time: string | undefined): number | undefined {
  const plain = time?.trim().replaceAll(/,(?=\d{3}(\D|$))/g, '') ?? '';
  return /^\d*\.?\d+(e-?\d+)?$/i.test(plain) ? Number(plain) : undefined;
}

const longestMessage = 300;

function firstLine({ attributes, text }: Element): string {
  const lines = [attributes.message ?? '', text].flatMap((part) => decodeEntities(part).split('\n'));
  const line = lines.find((one) => one.trim() !== '')?.trim() ?? '';
  return line.length > longestMessage ? `${line.slice(0, longestMessage).toWellFormed()}…` : line;
}
