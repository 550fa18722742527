import type { Facts, GatehouseError } from '@gatehouse/contracts';
import { expect, test } from 'vitest';
import { decide, openCompiler, openEvaluator, type Policy, preparePolicy } from '../src/index.ts';
import { facts, policyFiles } from './samples.ts';

const none = { read: async () => null, write: async () => {} };
const gate = policyFiles['gates/g/g.rego'] as string;
const unknownTier: Facts = { ...facts, release: { ...facts.release, tier: 'medium' } };

async function prepare(change: (gate: string) => string = (same) => same, data = ''): Promise<Policy> {
  const files = { ...policyFiles, 'gates/g/g.rego': change(gate) };
  return preparePolicy(
    data === '' ? files : { ...files, 'data/tiers.yaml': data },
    await openCompiler(),
    none,
  );
}

/** What an evaluator of its own says with this policy: the verdict, or the code of its error. */
async function ask(policy: Policy, about: Facts, options = {}): Promise<string> {
  const evaluator = openEvaluator(options);
  evaluator.load(policy);
  try {
    return decide(about, policy, await evaluator.evaluate(about)).verdict;
  } catch (error) {
    return (error as GatehouseError).code;
  } finally {
    await evaluator.close();
  }
}

test('a thread that served one policy judges by the next, and by its data', async () => {
  const [strict, lax] = [await prepare(), await prepare(undefined, 'low: true\nmedium: true\n')];
  expect(lax.digest).not.toBe(strict.digest);
  for (const [policy, verdict] of [
    [strict, 'blocked'],
    [lax, 'ready'],
    [strict, 'blocked'],
  ] as const) {
    expect(await ask(policy, unknownTier)).toBe(verdict);
  }
});

test('an evaluator that was given no policy does not judge by the one before', async () => {
  expect(await ask(await prepare(), facts)).toBe('ready');
  const bare = openEvaluator();
  await expect(bare.evaluate(facts)).rejects.toMatchObject({ code: 'policy.crashed' });
  await bare.close();
});

test('nor by the one before where its own cannot be loaded', async () => {
  const policy = await prepare();
  expect(await ask(policy, facts)).toBe('ready');
  expect(await ask({ ...policy, wasm: policy.wasm.subarray(0, -1) }, facts)).toBe('policy.crashed');
  expect(await ask(policy, facts)).toBe('ready');
});

test('one that was closed before it answered, that crashed or never ended leaves nothing to the next', async () => {
  const policy = await prepare();
  const early = openEvaluator();
  early.load(policy);
  const asked = early.evaluate(unknownTier).then(
    () => 'in time',
    (error: GatehouseError) => error.code,
  );
  await early.close();
  expect(['policy.crashed', 'in time']).toContain(await asked);
  expect(await ask(policy, facts)).toBe('ready');

  const conflict = await prepare((text) =>
    `${text}\nboth := 1 if input.project\n\nboth := 2 if input.schema\n`.replace(
      '"examined": 1',
      '"examined": both',
    ),
  );
  expect(await ask(conflict, facts)).toBe('policy.crashed');
  expect(await ask(policy, facts)).toBe('ready');

  const endless = await prepare((text) =>
    text
      .replace(
        'package gates.g\n',
        'package gates.g\n\nn := numbers.range(1, 20000)\n\nslow if sum([p | some x in n; some y in n; p := x * y]) == 1\n',
      )
      .replace('"examined": 1', '"examined": count([1 | slow])'),
  );
  expect(await ask(endless, facts, { timeoutMs: 200, memoryPages: 65_536 })).toBe('policy.timeout');
  expect(await ask(policy, facts)).toBe('ready');
});

test('an evaluator that is closed twice gives its thread away once', async () => {
  const policy = await prepare();
  const first = openEvaluator();
  first.load(policy);
  await first.evaluate(facts);
  await first.close();
  const [second, third] = [openEvaluator(), openEvaluator()];
  await first.close();
  for (const evaluator of [second, third]) evaluator.load(policy);
  const answers = await Promise.all([second.evaluate(facts), third.evaluate(unknownTier)]);
  expect(
    answers.map((answer, index) => decide([facts, unknownTier][index] as Facts, policy, answer).verdict),
  ).toEqual(['ready', 'blocked']);
  await Promise.all([second.close(), third.close()]);
});
