import { PluginError } from '@gatehouse/plugin-kit';
import { decodeEntities, type Element } from '@gatehouse/plugin-kit/xml';
import type { Case } from './case.ts';
import { mergeRuns } from './merge-runs.ts';
import { readElement, readOutcome } from './read-outcome.ts';
import { readSeconds } from './read-seconds.ts';

/** A <testsuite>, or the <testsuites> around them. */
export interface Suite {
  report: string;
  /** Names from the outermost suite, joined by ' / '. */
  name: string;
  /** Its own cases, without those of the suites inside. */
  cases: Case[];
  /** With those of the suites inside. */
  allCases: Case[];
  /** As they stand in the report: a test that was run again is there several times. */
  ownRuns: Case[];
  allRuns: Case[];
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
  return readSuite(root, report, [], root.attributes.name === 'pytest tests');
}

function readSuite(element: Element, report: string, outer: string[], inPytest: boolean): Suite[] {
  const own = decodeEntities(element.attributes.name ?? '').trim();
  // The name of <testsuites> is that of the run, not of a suite.
  const path = element.name === 'testsuites' ? outer : [...outer, own === '' ? '(unnamed)' : own];
  const inner = element.children
    .filter(({ name }) => name === 'testsuite' || name === 'testsuites')
    .map((child) => readSuite(child, report, path, inPytest));
  const tests = element.children.filter(({ name }) => name === 'testcase');
  for (const parent of [element, ...tests]) refuseStray(parent, report);
  const ownRuns = tests.map(readCase);
  const cases = mergeRuns(ownRuns, element.attributes.tests, inPytest || own === 'pytest');
  const suite = {
    report,
    name: path.length === 0 ? '(no suite)' : path.join(' / '),
    cases,
    allCases: [...cases, ...inner.flatMap(([first]) => first?.allCases ?? [])],
    ownRuns,
    allRuns: [...ownRuns, ...inner.flatMap(([first]) => first?.allRuns ?? [])],
    hasSuites: inner.length > 0,
    attributes: element.attributes,
  };
  return [suite, ...inner.flat()];
}

const ofSuite = /^(testsuites?|testcase|properties|system-(out|err))$/;
const ofCase = /^(properties|system-(out|err)|(flaky|rerun)(Error|Failure))$/;

/** A result that is counted nowhere would be a failure that nobody sees. */
function refuseStray(parent: Element, report: string): void {
  const stray =
    parent.name === 'testcase'
      ? parent.children.find(
          (child) => !ofCase.test(child.name) && readElement(child) === 'unknown' && holdsResult(child),
        )
      : parent.children.find(
          (child) => !ofSuite.test(child.name) && (readElement(child) === 'skipped' || holdsResult(child)),
        );
  if (stray === undefined) return;
  throw new PluginError(
    'stray-result',
    `${report} has a result where none is read: in <${stray.name}> of <${parent.name}>`,
    'Suites hold suites and test cases, and a test case holds its own <failure>, <error> or <skipped>.',
  );
}

function holdsResult(element: Element): boolean {
  const { name, children } = element;
  return (
    /^(testsuites?|testcase|error|failure)$/i.test(name) ||
    ['failed', 'errored'].includes(readElement(element)) ||
    children.some(holdsResult)
  );
}

function readCase(element: Element): Case {
  const { attributes, children } = element;
  const { classname = '', name = '', file = '', time = '' } = attributes;
  const { outcome, unknown } = readOutcome(element);
  const telling = children.filter((child) => ['failed', 'errored', 'skipped'].includes(readElement(child)));
  const again = children.filter((child) => /^(flaky|rerun)(Error|Failure)$/.test(child.name));
  const wrong = telling.filter((child) => readElement(child) !== 'skipped');
  const seconds = readSeconds(time);
  return {
    id: name === '' ? undefined : JSON.stringify([classname, name, file]),
    name: decodeEntities([classname, name].filter((part) => part !== '').join(' › ')),
    outcome,
    flaky: outcome === 'passed' && again.some((child) => child.name.startsWith('flaky')),
    seconds,
    unread: time.trim() === '' || seconds !== undefined ? undefined : cut(time),
    messages: [
      ...(wrong.length > 0 ? wrong : telling).map(firstLine),
      ...unknown.map((what) => cut(decodeEntities(`${what} is not known`))),
    ],
    marks: wrong.length + again.length,
  };
}

const longestMessage = 300;

function firstLine({ attributes, text }: Element): string {
  const lines = [attributes.message ?? '', text].flatMap((part) => decodeEntities(part).split('\n'));
  return cut(lines.find((one) => one.trim() !== '')?.trim() ?? '');
}

function cut(line: string): string {
  return line.length > longestMessage ? `${line.slice(0, longestMessage).toWellFormed()}…` : line;
}
