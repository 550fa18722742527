import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Facts, validateFacts, violations } from '@gatehouse/contracts';
import { createOpa, type OpaTest } from '@gatehouse/opa';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { decide, openEvaluator, policyError, preparePolicy, readPolicySources } from '../src/index.ts';

// The rules of this repository, by their own tests in Rego.
const folder = fileURLToPath(new URL('../../../policies/', import.meta.url));
const files = Object.fromEntries(list('').map((path) => [path, readFileSync(folder + path, 'utf8')]));
const rego = Object.entries(files)
  .filter(([path]) => path.endsWith('.rego'))
  .map(([path, text]) => ({ path, text }));
const ready = JSON.parse(files['examples/ready.json'] ?? 'null') as Facts;
const opa = createOpa();

function list(below: string): string[] {
  return readdirSync(folder + below, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? list(`${below}${entry.name}/`) : [`${below}${entry.name}`],
  );
}

const isTest = (path: string) => path.endsWith('_test.rego') && path.startsWith('gates/');
const tests: OpaTest[] = [];

// In two processes at once, because OPA in wasm uses one core; the helpers of the tests, in lib/, go to both.
beforeAll(async () => {
  const data = { ...readPolicySources(files).data, examples: { ready } };
  const suites = rego.filter(({ path }) => isTest(path));
  const rules = rego.filter(({ path }) => !isTest(path));
  const halves = [0, 1].map((half) => suites.filter((_, index) => index % 2 === half));
  const runs = halves.map((half) => opa.test([...rules, ...half], { data, timeoutMs: 120_000 }));
  for (const run of await Promise.all(runs)) {
    if (!run.ok) throw new Error(JSON.stringify(run.errors, null, 2));
    tests.push(...run.value.tests);
  }
}, 150_000);

test('every test in Rego passes', () => {
  expect(tests.length).toBeGreaterThan(50);
  expect(
    tests
      .filter(({ passed }) => !passed)
      .map(({ package: name, name: one, file, row }) => `${name}.${one} ${file}:${row}`),
  ).toEqual([]);
});

test('every gate has tests of its own', () => {
  const gates = readdirSync(`${folder}gates`);
  const tested = new Set(tests.map(({ file }) => file.match(/^gates\/([a-z]+)\//)?.[1]));
  expect(gates.filter((gate) => !tested.has(gate))).toEqual([]);
});

test('the Rego is formatted', async () => {
  const formatted = await opa.format(rego);
  if (!formatted.ok) throw new Error('could not be formatted');
  expect(formatted.value.filter(({ path, text }) => files[path] !== text).map(({ path }) => path)).toEqual(
    [],
  );
});

test('the example facts fit their schema and are ready, through the compiled policy', async () => {
  expect(violations(validateFacts, ready)).toEqual([]);
  const compiler = {
    identity: 'opa',
    async prepare(modules: { path: string; text: string }[], entrypoint: string) {
      const prepared = await opa.prepare(modules, { entrypoints: [entrypoint], strict: true });
      if (!prepared.ok) throw policyError(prepared.errors);
      return prepared.value;
    },
  };
  const policy = await preparePolicy(files, compiler, { read: async () => null, write: async () => {} });
  const evaluator = openEvaluator();
  onTestFinished(() => evaluator.close());
  evaluator.load(policy);
  const decision = decide(ready, policy, await evaluator.evaluate(ready));
  const open = decision.gates.flatMap((gate) =>
    gate.rules.filter(({ status }) => !['passed', 'not_applicable'].includes(status)),
  );
  expect(open).toEqual([]);
  expect(decision.verdict).toBe('ready');
});
