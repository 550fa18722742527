import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { compilerIdentity, createOpa, type OpaResult } from '../src/index.ts';

const opa = createOpa();

const policy = {
  path: 'main.rego',
  text: 'package main\n\n# METADATA\n# title: The answer\n# custom:\n#   code: main.answer\ndecision := {"answer": input.x + 1}\n',
};
const tests = {
  path: 'main_test.rego',
  text: 'package main_test\n\nimport data.main\n\ntest_adds if main.decision == {"answer": 2} with input.x as 1\n\ntest_fails if main.decision.answer == 1 with input.x as 1\n',
};

test('says which OPA it is', async () => {
  const { opa: named, go } = JSON.parse(await compilerIdentity());
  expect(await opa.version()).toEqual({
    ok: true,
    value: { opa: named, go, builtins: expect.arrayContaining(['startswith', 'walk']) },
  });
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

test('a batch costs one start, and each operation has its own result', async () => {
  const broken = { path: 'b.rego', text: 'package b\n\nx := y\n' };
  const batch = await opa.batch([
    { do: 'check', sources: [policy] },
    { do: 'check', sources: [policy, broken] },
    { do: 'compile', sources: [policy], entrypoints: ['main'] },
  ]);
  if (!batch.ok) throw new Error('no batch');
  const [good, bad, compiled] = batch.value;
  expect(good).toEqual({ ok: true, value: { modules: 1 } });
  expect(bad).toMatchObject({ ok: false, errors: [{ code: 'rego_unsafe_var_error', file: 'b.rego' }] });
  expect(compiled.ok && compiled.value.wasm).toBeInstanceOf(Uint8Array);
  expect(await opa.batch([])).toMatchObject({ ok: false, errors: [{ code: 'opa_no_operations' }] });
});

test('a policy without METADATA has no annotations', async () => {
  expect(await opa.annotations([{ ...policy, text: 'package main\n\ndecision := 1\n' }])).toEqual({
    ok: true,
    value: [],
  });
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

test('a test says what it printed and why it could not be evaluated', async () => {
  const text =
    'package a_test\n\ntest_prints if {\n\tprint("seen", data.large)\n\tdata.large == 1\n}\n\ntest_conflict if f(1) == 1\n\nf(x) := x\n\nf(_) := 2\n\ntodo_test_later if false\n';
  const run = await opa.test([{ path: 'a_test.rego', text }], { data: { large: 1 } });
  if (!run.ok) throw new Error('did not run');
  expect(run.value.tests).toMatchObject([
    { name: 'test_prints', passed: true, output: 'seen 1\n' },
    { name: 'test_conflict', passed: false, error: { code: 'eval_conflict_error', file: 'a_test.rego' } },
    { name: 'todo_test_later', passed: false, skipped: true },
  ]);
});

test('data that hides a package is an error', async () => {
  const run = await opa.test([policy, tests], { data: { main: { decision: 1 } } });
  expect(run).toMatchObject({ ok: false, errors: [{ code: 'rego_compile_error', file: 'main.rego' }] });
});

test('a schema written into METADATA is kept by compiling as by checking', async () => {
  const text = `package a\n\n# METADATA\n# schemas:\n#   - input: {"type": "object", "properties": {"x": {"type": "string"}}, "additionalProperties": false}\ny := input.z\n`;
  const sources = [{ path: 'a.rego', text }];
  const results = await opa.batch([
    { do: 'check', sources },
    { do: 'compile', sources, entrypoints: ['a/y'] },
  ]);
  const expected = { ok: false, errors: [{ code: 'rego_type_error', file: 'a.rego', row: 6 }] };
  expect(results).toMatchObject({ ok: true, value: [expected, expected] });
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
    const sources = [{ path: 'a.rego', text }];
    const results = await opa.batch([
      { do: 'check', sources },
      { do: 'compile', sources, entrypoints: ['a/x'] },
    ]);
    const expected = { ok: false, errors };
    expect(results).toMatchObject({ ok: true, value: [expected, expected] });
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
  const sources = [{ path: 'a.rego', text }];
  const more = { schemas: { 'schema.facts': schema }, entrypoints: ['a/x'] };
  const results = await opa.batch([
    { do: 'check', sources, ...more },
    { do: 'prepare', sources, ...more },
    { do: 'prepare', sources: [{ path: 'a.rego', text: text.replace('teir', 'tier') }], ...more },
  ]);
  const expected = { ok: false, errors: [{ code: 'rego_type_error', file: 'a.rego', row: 6 }] };
  expect(results).toMatchObject({ ok: true, value: [expected, expected, { ok: true }] });
});

test('nothing to check is never a success', async () => {
  const results = await opa.batch([
    { do: 'check', sources: [] },
    { do: 'format', sources: [] },
    { do: 'prepare', sources: [], entrypoints: ['main/decision'] },
    { do: 'compile', sources: [policy], entrypoints: [] },
    { do: 'check', sources: [policy, policy] },
    { do: 'test', sources: [policy] },
    { do: 'coverage', sources: [policy] },
    { do: 'test', sources: [policy, tests], run: 'no_such_test' },
  ]);
  expect(codes(results)).toEqual([
    ['opa_no_sources'],
    ['opa_no_sources'],
    ['opa_no_sources'],
    ['opa_no_entrypoint'],
    ['opa_duplicate_path'],
    ['opa_no_tests'],
    ['opa_no_tests'],
    ['opa_no_tests'],
  ]);
});

test('an entrypoint that nothing answers is an error, also where a package is misspelt', async () => {
  const misspelt = { ...policy, text: policy.text.replace('package main', 'package mian') };
  const compiled = await opa.batch([
    { do: 'compile', sources: [policy], entrypoints: ['main/nothing', 'main/decision', 'no//path'] },
    { do: 'prepare', sources: [misspelt], entrypoints: ['main/decision'] },
    { do: 'compile', sources: [policy], entrypoints: [''] },
  ]);
  const unknown = { code: 'opa_unknown_entrypoint' };
  expect(compiled).toMatchObject({
    ok: true,
    value: [
      { ok: false, errors: [unknown, unknown] },
      { ok: false, errors: [unknown] },
      { ok: false, errors: [{ code: 'opa_no_entrypoint' }] },
    ],
  });
});

test('errors of all files and all kinds of bad options have a code', async () => {
  const broken = [1, 2].map((one) => ({ path: `${one}.rego`, text: 'package a\n\nx := {\n' }));
  const files = [{ file: '1.rego' }, { file: '1.rego' }, { file: '2.rego' }, { file: '2.rego' }];
  const many = Array.from({ length: 20 }, (_, at) => `x${at} := y`).join('\n\n');
  const results = await opa.batch([
    { do: 'check', sources: broken },
    { do: 'format', sources: broken },
    { do: 'check', sources: [{ path: 'a.rego', text: `package a\n\n${many}\n` }] },
    { do: 'check', sources: [{ path: 'a.rego', text: '' }] },
    { do: 'check', sources: [{ path: '', text: 'package a\n' }] },
    { do: 'format', sources: [policy, policy] },
    { do: 'check', sources: [policy], schemas: { '1 +': {} } },
    { do: 'test', sources: [policy, tests], data: [1] },
    { do: 'check', sources: [policy], capabilities: [1] },
    { do: 'test', sources: [policy, tests], run: '(' },
  ]);
  if (!results.ok) throw new Error('no batch');
  expect(results.value[0]).toMatchObject({ errors: files });
  expect(results.value[1]).toMatchObject({ errors: files });
  expect(!results.value[2].ok && results.value[2].errors.length).toBe(20);
  expect(codes({ ok: true, value: results.value.slice(3) })).toEqual([
    ['rego_parse_error'],
    ['opa_no_path'],
    ['opa_duplicate_path'],
    ['opa_bad_schema'],
    ['opa_bad_data'],
    ['opa_bad_capabilities'],
    ['opa_error'],
  ]);
});

test('strict checks find what is not used', async () => {
  const text = 'package a\n\nimport data.b\n\nx := 1\n';
  const sources = [{ path: 'a.rego', text }];
  const results = await opa.batch([
    { do: 'check', sources },
    { do: 'check', sources, strict: true },
    { do: 'prepare', sources, strict: true, entrypoints: ['a/x'] },
  ]);
  const expected = { ok: false, errors: [{ code: 'rego_compile_error', row: 3 }] };
  expect(results).toMatchObject({ ok: true, value: [{ ok: true }, expected, expected] });
});

test('a test that never ends is killed with its process', async () => {
  const endless =
    'package a_test\n\ntest_long if {\n\tn := numbers.range(1, 100000)\n\tsum([p | some x in n; some y in n; p := x * y]) == 0\n}\n';
  const run = await opa.test([{ path: 'a_test.rego', text: endless }], { timeoutMs: 2000 });
  expect(run).toMatchObject({ ok: false, errors: [{ code: 'opa_timeout' }] });
});

function codes(results: OpaResult<OpaResult<unknown>[]>): (string[] | null)[] {
  if (!results.ok) throw new Error('no batch');
  return results.value.map((one) => (one.ok ? null : one.errors.map(({ code }) => code)));
}
