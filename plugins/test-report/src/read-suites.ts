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

/** All suites of a report, outer before inner. Throws PluginError `not-junit`. */
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
  const cases = element.children.filter(({ name }) => name === 'testcase').map(readCase);
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

function readCase({ attributes, children }: Element): Case {
  const has = (...names: string[]) => children.some(({ name }) => names.includes(name));
  const wrong = children.filter(({ name }) => name === 'error' || name === 'failure');
  const { classname = '', name = '' } = attributes;
  const outcome = has('error')
    ? 'errored'
    : has('failure')
      ? 'failed'
      : has('skipped') || notRun.includes((attributes.status ?? '').toLowerCase())
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

// GoogleTest marks cases that did not run by an attribute alone.
const notRun = ['notrun', 'disabled', 'skipped', 'ignored'];

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
