import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createOpa } from '../src/index.ts';

const cacheDir = mkdtempSync(join(tmpdir(), 'gatehouse-opa-test-'));
afterAll(() => rmSync(cacheDir, { recursive: true, force: true }));
const opa = createOpa({ cacheDir });

const policy = {
  path: 'main.rego',
  text: 'package main\n\n# METADATA\n# title: The answer\n# custom:\n#   code: main.answer\ndecision := {"answer": input.x + 1}\n',
};
const tests = {
  path: 'main_test.rego',
  text: 'package main_test\n\nimport data.main\n\ntest_adds if main.decision == {"answer": 2} with input.x as 1\n\ntest_fails if main.decision.answer == 1 with input.x as 1\n',
};

test('says which OPA it is', async () => {
  expect(await opa.version()).toEqual({ ok: true, value: { opa: '1.22.2', go: 'go1.26.8' } });
});

test('the same policy compiled twice gives the same bytes', async () => {
  const [one, two] = await Promise.all(
    [1, 2].map(() => opa.compile([policy], { entrypoints: ['main/decision'] })),
  );
  if (!one?.ok || !two?.ok) throw new Error('did not compile');
  const digests = [one, two].map(({ value }) => createHash('sha256').update(value.wasm).digest('hex'));
  expect(digests[0]).toBe('9625b8a1eddd79e04a36a903897116c7d8408f5301c148087852957e79126967');
  expect(digests[1]).toBe(digests[0]);
});

test('prepare gives wasm and METADATA in one call', async () => {
  const prepared = await opa.prepare([policy], { entrypoints: ['main/decision'] });
  if (!prepared.ok) throw new Error('did not compile');
  expect(Buffer.from(prepared.value.wasm.subarray(0, 4)).toString('latin1')).toBe('\0asm');
  expect(prepared.value.annotations).toEqual([
    {
      path: 'main.decision',
      scope: 'rule',
      file: 'main.rego',
      row: 7,
      annotations: { scope: 'rule', title: 'The answer', custom: { code: 'main.answer' } },
    },
  ]);
});

test('formats', async () => {
  const formatted = await opa.format([{ path: 'a.rego', text: 'package a\nx:=1\n' }]);
  expect(formatted).toEqual({ ok: true, value: [{ path: 'a.rego', text: 'package a\n\nx := 1\n' }] });
});

test('runs tests, and says which lines they reach', async () => {
  const run = await opa.coverage([policy, tests]);
  if (!run.ok) throw new Error('did not run');
  expect(run.value.tests.map(({ name, passed, file, row }) => ({ name, passed, file, row }))).toEqual([
    { name: 'test_adds', passed: true, file: 'main_test.rego', row: 5 },
    { name: 'test_fails', passed: false, file: 'main_test.rego', row: 7 },
  ]);
  expect(run.value.files['main.rego']).toEqual({ covered: [7], notCovered: [] });
});

describe('errors come back as data, all of them, with their places', () => {
  const cases: [name: string, text: string, errors: object[]][] = [
    [
      'syntax',
      'package a\n\nx := {\n',
      [1, 2].map(() => ({ code: 'rego_parse_error', file: 'a.rego', row: 4 })),
    ],
    ['unsafe variable', 'package a\n\nx if y > 1\n', [{ code: 'rego_unsafe_var_error', row: 3, column: 6 }]],
    ['unknown function', 'package a\n\nx := nothing(1)\n', [{ code: 'rego_type_error', row: 3, column: 6 }]],
    [
      'clock, randomness, network, host',
      'package a\n\na := time.now_ns()\n\nb := rand.intn("x", 2)\n\nc := http.send({})\n\nd := opa.runtime()\n\ne := sprintf("%d", [1])\n',
      [3, 5, 7, 9, 11].map((row) => ({ code: 'rego_type_error', file: 'a.rego', row, column: 6 })),
    ],
    ['conflict', 'package a\n\nx := 1\n\nx contains 2\n', [{ code: 'rego_type_error', row: 3 }]],
  ];
  test.each(cases)('%s', async (_, text, errors) => {
    const checked = await opa.check([{ path: 'a.rego', text }]);
    expect(checked).toMatchObject({ ok: false, errors });
    const compiled = await opa.compile([{ path: 'a.rego', text }], { entrypoints: ['a/x'] });
    expect(compiled).toMatchObject({ ok: false, errors });
  });
});

test('a schema of the input finds a field that does not exist', async () => {
  const schema = {
    type: 'object',
    properties: {
      release: { type: 'object', properties: { tier: { type: 'string' } }, additionalProperties: false },
    },
    additionalProperties: false,
  };
  const text = 'package a\n\n# METADATA\n# schemas:\n#   - input: schema.facts\nx := input.release.teir\n';
  const checked = await opa.check([{ path: 'a.rego', text }], { schemas: { 'schema.facts': schema } });
  expect(checked).toMatchObject({ ok: false, errors: [{ code: 'rego_type_error', file: 'a.rego', row: 6 }] });
});

test('nothing to check is never a success', async () => {
  expect(await opa.check([])).toMatchObject({ ok: false, errors: [{ code: 'opa_no_sources' }] });
  expect(await opa.format([])).toMatchObject({ ok: false, errors: [{ code: 'opa_no_sources' }] });
  expect(await opa.test([policy])).toMatchObject({ ok: false, errors: [{ code: 'opa_no_tests' }] });
  expect(await opa.test([policy, tests], { run: 'no_such_test' })).toMatchObject({
    ok: false,
    errors: [{ code: 'opa_no_tests' }],
  });
  expect(await opa.compile([policy], { entrypoints: [] })).toMatchObject({
    ok: false,
    errors: [{ code: 'opa_no_entrypoint' }],
  });
  expect((await opa.compile([policy], { entrypoints: ['main/nothing'] })).ok).toBe(false);
  expect(await opa.check([policy, policy])).toMatchObject({
    ok: false,
    errors: [{ code: 'opa_duplicate_path' }],
  });
});

test('a test that never ends is killed with its process', async () => {
  const endless =
    'package a_test\n\ntest_long if {\n\tn := numbers.range(1, 100000)\n\tsum([p | some x in n; some y in n; p := x * y]) == 0\n}\n';
  const run = await opa.test([{ path: 'a_test.rego', text: endless }], { timeoutMs: 3000 });
  expect(run).toMatchObject({ ok: false, errors: [{ code: 'opa_timeout' }] });
});

test('a damaged cache is noticed, and made anew', async () => {
  const [file] = readdirSync(cacheDir);
  writeFileSync(join(cacheDir, file as string), 'rubbish');
  expect((await opa.version()).ok).toBe(true);
});

test('works without a cache', async () => {
  expect((await createOpa().version()).ok).toBe(true);
});

test('only builtins that wasm brings itself are in the capabilities', async () => {
  const capabilities = await opa.capabilities();
  if (!capabilities.ok) throw new Error('no capabilities');
  const names = capabilities.value.builtins.map(({ name }) => name);
  expect(names).toContain('startswith');
  expect(names.filter((name) => /^(http|time|rand|opa|net\.lookup|uuid|crypto|io)\b/.test(name))).toEqual([]);
  expect(capabilities.value.features.length).toBeGreaterThan(0);
});
