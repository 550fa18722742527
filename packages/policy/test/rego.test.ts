import { validateFacts, violations } from '@gatehouse/contracts';
import type { OpaTest } from '@gatehouse/opa';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { decide, gatesModule, openEvaluator, readPolicySources } from '../src/index.ts';
import { change, compileOurs, files, opa, ready } from './our-policy.ts';

// The rules of this repository, by their own tests in Rego.
const rego = Object.entries(files)
  .filter(([path]) => path.endsWith('.rego'))
  .map(([path, text]) => ({ path, text }));
const isTest = (path: string) => path.endsWith('_test.rego') && path.startsWith('gates/');
const tests: OpaTest[] = [];

// In two processes at once, because OPA in wasm uses one core; the helpers of the tests, in lib/, go to both.
beforeAll(async () => {
  const data = { ...readPolicySources(files).data, examples: { ready, change } };
  const suites = rego.filter(({ path }) => isTest(path));
  const rules = rego.filter(({ path }) => !isTest(path));
  const halves = [0, 1].map((half) => suites.filter((_, index) => index % 2 === half));
  const runs = halves.map((half) =>
    opa.test([...rules, gatesModule(rules), ...half], { data, timeoutMs: 300_000 }),
  );
  for (const run of await Promise.all(runs)) {
    if (!run.ok) throw new Error(JSON.stringify(run.errors, null, 2));
    tests.push(...run.value.tests);
  }
}, 320_000);

test('every test in Rego passes', () => {
  expect(tests.length).toBeGreaterThan(50);
  expect(
    tests
      .filter(({ passed }) => !passed)
      .map(({ package: name, name: one, file, row }) => `${name}.${one} ${file}:${row}`),
  ).toEqual([]);
});

test('every gate has tests of its own', () => {
  const gates = new Set(Object.keys(files).flatMap((path) => path.match(/^gates\/([a-z]+)\//)?.[1] ?? []));
  const tested = new Set(tests.map(({ file }) => file.match(/^gates\/([a-z]+)\//)?.[1]));
  expect([...gates].filter((gate) => !tested.has(gate))).toEqual([]);
  expect(gates.size).toBeGreaterThan(9);
});

test('nothing in the Rego is unused', async () => {
  const all = [...rego, gatesModule(rego)];
  expect(await opa.check(all, { strict: true })).toEqual({ ok: true, value: { modules: all.length } });
});

test('the example facts fit their schema and are ready, through the compiled policy', async () => {
  expect(violations(validateFacts, ready)).toEqual([]);
  const policy = await compileOurs();
  const evaluator = openEvaluator();
  onTestFinished(() => evaluator.close());
  evaluator.load(policy);
  const decision = decide(ready, policy, await evaluator.evaluate(ready));
  const open = decision.gates.flatMap((gate) =>
    gate.rules.filter(({ status }) => !['passed', 'not_applicable'].includes(status)),
  );
  // Only warn until 2027-03-01 and 2027-06-01.
  expect(open).toEqual([
    { code: 'validation.profile_unmeasured', status: 'warned', examined: 2, ground: 'signed' },
    { code: 'validation.software_unmeasured', status: 'warned', examined: 4, ground: 'signed' },
  ]);
  expect(decision.verdict).toBe('ready');
});
