import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { policyError, shownPath } from '@gatehouse/policy';
import {
  checkPolicy,
  compareEngines,
  coverageOfRules,
  formatRego,
  hasPassed,
  isWhole,
  newRule,
  openOpa,
  type PolicyOptions,
  readWorkPolicy,
  renderComparison,
  renderCoverage,
  renderDocs,
  renderProblems,
  renderTests,
  runRegoTests,
  type WorkPolicy,
} from '@gatehouse/policy-author';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';

/** `gate policy check`: whether the policies of the work tree are sound. */
export async function policyCheck(host: Host, options: PolicyOptions): Promise<number> {
  const { problems, modules, gates, rules } = await checkPolicy(host, await readWorkPolicy(host, options));
  const looked = `${rules} rules of ${gates} gates, ${modules} Rego files`;
  const summary = problems.length === 0 ? `✓ ${looked}: sound` : `✗ ${looked}: ${problems.length} to mend`;
  return tell(host, [...renderProblems(problems), summary], problems.length === 0);
}

export interface PolicyTestOptions extends PolicyOptions {
  /** A regular expression: only tests whose full name, such as `data.gates.review_test.test_…`, matches it. */
  filter?: string;
}

/** `gate policy test`: the tests in Rego, and every example through OPA and through the compiled policy. */
export async function policyTest(host: Host, options: PolicyTestOptions): Promise<number> {
  const work = await readWorkPolicy(host, options);
  const { filter } = options;
  const { tests } = await runRegoTests(host, work, filter === undefined ? {} : { run: filter });
  const isGreen = tests.length > 0 && tests.every(hasPassed);
  if (filter !== undefined) return tell(host, renderTests(tests), isGreen);
  const comparison = await compareEngines(host, work);
  const isAlike = comparison.cases > 0 && comparison.different.length === 0;
  return tell(host, [...renderTests(tests), ...renderComparison(comparison)], isGreen && isAlike);
}

/** `gate policy coverage`: the lines of rules that no test reaches; there must be none. */
export async function policyCoverage(host: Host, options: PolicyOptions): Promise<number> {
  const work = await readWorkPolicy(host, options);
  const { tests, files } = await runRegoTests(host, work, { cover: true });
  const coverage = coverageOfRules(work, files);
  const failed = tests.some((test) => !hasPassed(test)) ? renderTests(tests) : [];
  return tell(host, [...failed, ...renderCoverage(coverage, work)], failed.length === 0 && isWhole(coverage));
}

export interface PolicyWriteOptions extends PolicyOptions {
  /** Write nothing: say what would be written, and fail if there is any. */
  check?: boolean;
}

/** `gate policy fmt`: writes Rego as OPA writes it. */
export async function policyFmt(host: Host, options: PolicyWriteOptions): Promise<number> {
  const work = await readWorkPolicy(host, options);
  const formatted = await formatRego(await openOpa(host), work.sources);
  if (!formatted.ok) throw policyError(formatted.errors);
  const texts = Object.fromEntries(formatted.value.map(({ path, text }) => [path, text]));
  return writeOrTell(host, work, texts, options, 'formatted');
}

/** `gate policy docs`: writes policies/README.md and a page for each gate, from METADATA and data. */
export async function policyDocs(host: Host, options: PolicyWriteOptions): Promise<number> {
  const work = await readWorkPolicy(host, options);
  const annotations = await (await openOpa(host)).annotations([...work.judging, ...work.added]);
  if (!annotations.ok) throw policyError(annotations.errors);
  return writeOrTell(host, work, renderDocs(annotations.value, work), options, 'current');
}

/** `gate policy new`: a rule with its METADATA, its test and its entry in main.rego. It blocks until it is written. */
export async function policyNew(host: Host, name: string, options: PolicyOptions): Promise<number> {
  const work = await readWorkPolicy(host, options);
  const { files, next } = await newRule(host, work, name);
  for (const [path, text] of Object.entries(files)) await write(work, path, text);
  const written = Object.keys(files).map((path) => `+ ${shownPath(path)}`);
  return tell(host, [...written, ...next], true);
}

async function writeOrTell(
  host: Host,
  work: WorkPolicy,
  texts: Readonly<Record<string, string>>,
  { check = false }: PolicyWriteOptions,
  state: string,
): Promise<number> {
  const stale = Object.keys(texts).filter((path) => texts[path] !== work.files[path]);
  if (!check) for (const path of stale) await write(work, path, texts[path] as string);
  const lines = stale.map((path) => `${check ? '✗' : '+'} ${shownPath(path)}`);
  const all = Object.keys(texts).length;
  if (stale.length === 0) return tell(host, [`✓ ${all} files are ${state}`], true);
  const summary = check
    ? `✗ ${stale.length} of ${all} files are not ${state}`
    : `✓ ${stale.length} of ${all} files written`;
  return tell(host, [...lines, summary], !check);
}

async function write({ root }: WorkPolicy, path: string, text: string): Promise<void> {
  const file = join(root, shownPath(path));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

function tell(host: Host, lines: readonly string[], isSound: boolean): number {
  host.stdout.write(`${lines.join('\n')}\n`);
  return isSound ? exitCodes.ready : exitCodes.blocked;
}
