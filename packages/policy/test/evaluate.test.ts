import { describe, expect, onTestFinished, test } from 'vitest';
import { decide, openCompiler, openEvaluator, type PolicyCache, preparePolicy } from '../src/index.ts';
import { facts, policyFiles } from './samples.ts';

function memoryCache(): PolicyCache & { files: Map<string, Uint8Array>; hits: number } {
  const cache = {
    files: new Map<string, Uint8Array>(),
    hits: 0,
    async read(name: string) {
      const found = cache.files.get(name) ?? null;
      if (found) cache.hits += 1;
      return found;
    },
    async write(name: string, bytes: Uint8Array) {
      cache.files.set(name, bytes);
    },
  };
  return cache;
}

const prepare = async (files: Record<string, string>, cache = memoryCache()) =>
  preparePolicy(files, await openCompiler(), cache);

async function evaluator(files: Record<string, string>, options = {}) {
  const opened = openEvaluator(options);
  opened.load(await prepare(files));
  onTestFinished(() => opened.close());
  return opened;
}

test('Rego in, decision out, through real wasm', async () => {
  const policy = await prepare(policyFiles);
  const opened = openEvaluator();
  opened.load(policy);
  onTestFinished(() => opened.close());
  const decision = decide(facts, policy, await opened.evaluate(facts));
  expect(decision.verdict).toBe('ready');
  const unknown = { ...facts, release: { ...facts.release, tier: 'medium' as const } };
  const blocked = decide(unknown, policy, await opened.evaluate(unknown));
  expect(blocked.verdict).toBe('blocked');
  expect(blocked.gates[0]?.findings).toEqual([
    { code: 'g.tier', severity: 'block', subject: 'medium', at: ['tier'], params: {} },
  ]);
  expect(opened.spent.evaluations).toBe(2);
});

test('a compiled policy is taken from the cache, and a damaged one is made anew', async () => {
  const cache = memoryCache();
  const first = await prepare(policyFiles, cache);
  const second = await prepare(policyFiles, cache);
  // Its rules, and its data.
  expect(cache.hits).toBe(2);
  expect(second).toEqual({ ...first, wasm: Buffer.from(first.wasm) });
  for (const [name, bytes] of cache.files) {
    for (const damaged of [bytes.slice(0, -1), bytes.slice(1), new Uint8Array()]) {
      cache.files.set(name, damaged);
      const again = await prepare(policyFiles, cache);
      expect({ ...again, wasm: Buffer.from(again.wasm) }).toEqual(second);
    }
  }
});

test('any change of source or data is another policy; tests and examples are not part of it', async () => {
  const { digest } = await prepare(policyFiles);
  expect((await prepare({ ...policyFiles, 'data/tiers.yaml': 'low: true\n' })).digest).not.toBe(digest);
  expect(
    (await prepare({ ...policyFiles, 'lib/more.rego': 'package lib.more\n\nx := 1\n' })).digest,
  ).not.toBe(digest);
  expect((await prepare({ ...policyFiles, 'gates/g/g_test.rego': 'not even rego' })).digest).toBe(digest);
});

const gate = policyFiles['gates/g/g.rego'];

function withDates(...lines: string[]): Record<string, string> {
  const text = gate.replace('code: g.tier', ['code: g.tier', ...lines].join('\n#   '));
  return { ...policyFiles, 'gates/g/g.rego': text };
}

test('the catalogue says from when to when a rule denies', async () => {
  const { catalogue } = await prepare(withDates('effective_on: "2026-11-30"', 'retires_on: "2026-12-01"'));
  expect(catalogue.gates[0]?.rules[0]).toMatchObject({
    effective_on: '2026-11-30',
    retires_on: '2026-12-01',
  });
});

describe('a bad policy is refused with its place', () => {
  const cases: [name: string, files: Record<string, string>, error: object][] = [
    ['no main', { 'gates/g/g.rego': gate }, { code: 'policy.missing' }],
    [
      'syntax',
      { ...policyFiles, 'lib/a.rego': 'package lib.a\n\nx := {\n' },
      { code: 'policy.invalid', place: { file: 'policies/lib/a.rego', line: 4 } },
    ],
    [
      'unsafe variable',
      { ...policyFiles, 'lib/a.rego': 'package lib.a\n\nx if y > 1\n' },
      { code: 'policy.invalid', place: { line: 3, column: 6 } },
    ],
    [
      'clock',
      { ...policyFiles, 'lib/a.rego': 'package lib.a\n\nx := time.now_ns()\n' },
      { code: 'policy.invalid', place: { line: 3 } },
    ],
    [
      'a builtin that nobody knows',
      { ...policyFiles, 'lib/a.rego': 'package lib.a\n\nx := conjure(1)\n' },
      { code: 'policy.invalid', place: { file: 'policies/lib/a.rego', line: 3, column: 6 } },
    ],
    [
      'rules that conflict',
      { ...policyFiles, 'lib/a.rego': 'package lib.a\n\nx := 1\n\nx(_) := 2\n' },
      { code: 'policy.invalid', place: { file: 'policies/lib/a.rego', line: 3, column: 1 } },
    ],
    [
      'data that is not YAML',
      { ...policyFiles, 'data/tiers.yaml': 'a: [' },
      { code: 'policy.invalid', place: { file: 'policies/data/tiers.yaml' } },
    ],
    [
      'data in JSON with a key twice',
      { ...policyFiles, 'data/tiers.json': '{"low": true,\n "low": false}' },
      { code: 'policy.invalid', place: { file: 'policies/data/tiers.json', line: 2, column: 2 } },
    ],
    [
      'data in JSON that is YAML',
      { ...policyFiles, 'data/tiers.json': '{low: true}' },
      { code: 'policy.invalid', place: { file: 'policies/data/tiers.json', line: 1, column: 2 } },
    ],
    [
      'a rule with another code',
      { ...policyFiles, 'gates/g/g.rego': gate.replace('code: g.tier', 'code: g.other') },
      { code: 'policy.invalid', place: { file: 'policies/gates/g/g.rego' } },
    ],
    [
      'a rule without remedy',
      { ...policyFiles, 'gates/g/g.rego': gate.replace('#   remedy: Choose one.\n', '') },
      { code: 'policy.invalid' },
    ],
    [
      'a rule that retires before it is effective',
      withDates('effective_on: "2026-12-01"', 'retires_on: "2026-12-01"'),
      { code: 'policy.invalid', place: { file: 'policies/gates/g/g.rego', line: 18 } },
    ],
    ['a rule that retires on no day', withDates('retires_on: "2026-02-30"'), { code: 'policy.invalid' }],
    ['a rule that retires some day', withDates('retires_on: soon'), { code: 'policy.invalid' }],
    ['no gates', { 'main.rego': 'package main\n\ndecision := 1\n' }, { code: 'policy.missing' }],
  ];
  test.each(cases)('%s', async (_, files, error) => {
    await expect(prepare(files)).rejects.toMatchObject(error);
  });
});

test('a policy that never ends is stopped, and the gate is named', async () => {
  const slow =
    'n := numbers.range(1, 20000)\n\nslow if sum([p | some x in n; some y in n; p := x * y]) == input.never\n';
  const gate = policyFiles['gates/g/g.rego']
    .replace('package gates.g\n', `package gates.g\n\n${slow}`)
    .replace('"examined": 1', '"examined": count([1 | slow])');
  const opened = await evaluator(
    { ...policyFiles, 'gates/g/g.rego': gate },
    { timeoutMs: 1000, memoryPages: 65_536 },
  );
  const stopped = {
    code: 'policy.timeout',
    message: expect.stringMatching(/stopped; the gate g never ends/),
  };
  await expect(opened.evaluate(facts)).rejects.toMatchObject(stopped);
  await expect(opened.evaluate(facts)).rejects.toMatchObject(stopped);
});

test('a policy that takes all memory is stopped by the cap', async () => {
  const big = 'big := count([[x, y] | some x in numbers.range(1, 3000); some y in numbers.range(1, 3000)])\n';
  const gate = policyFiles['gates/g/g.rego']
    .replace('package gates.g\n', `package gates.g\n\n${big}`)
    .replace('"examined": 1', '"examined": big');
  const opened = await evaluator({ ...policyFiles, 'gates/g/g.rego': gate }, { memoryPages: 200 });
  await expect(opened.evaluate(facts)).rejects.toMatchObject({ code: 'policy.crashed' });
});

test('rules that give two values for one name are refused, not chosen from', async () => {
  const gate =
    `${policyFiles['gates/g/g.rego']}\nboth := 1 if input.project\n\nboth := 2 if input.schema\n`.replace(
      '"examined": 1',
      '"examined": both',
    );
  const opened = await evaluator({ ...policyFiles, 'gates/g/g.rego': gate });
  await expect(opened.evaluate(facts)).rejects.toMatchObject({ code: 'policy.crashed' });
});

test('facts are never judged without a policy', async () => {
  const opened = openEvaluator();
  onTestFinished(() => opened.close());
  await expect(opened.evaluate(facts)).rejects.toMatchObject({ code: 'policy.crashed' });
});
