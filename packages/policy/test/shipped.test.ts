import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openCompiler, type PolicyCompiler, preparePolicy } from '../src/index.ts';
import { dist, files, shipped } from './our-policy.ts';

// What the build of this package compiles, so that a run compiles nothing.

/** Prepares the rules of this repository, with other files; and how often that compiled. */
async function prepare(more: Record<string, string> = {}, identity?: string) {
  const opa = await openCompiler();
  let compiled = 0;
  const compiler: PolicyCompiler = {
    identity: identity ?? opa.identity,
    prepare(...given) {
      compiled += 1;
      return opa.prepare(...given);
    },
  };
  const policy = await preparePolicy({ ...files, ...more }, compiler, shipped);
  return { policy, compiled };
}

test('what is shipped is what a fresh compilation gives, byte for byte', async () => {
  const fresh = new Map<string, Uint8Array>();
  const nothing = {
    read: async () => null,
    async write(name: string, bytes: Uint8Array) {
      fresh.set(name, bytes);
    },
  };
  await preparePolicy(files, await openCompiler(), nothing);
  expect(fresh.size).toBe(2);
  expect(readdirSync(dist).sort()).toEqual([...fresh.keys()].sort());
  for (const [name, bytes] of fresh) expect(readFileSync(dist + name).equals(bytes)).toBe(true);
});

test('with the rules of this repository nothing is compiled', async () => {
  expect((await prepare()).compiled).toBe(0);
  expect((await prepare({ 'gates/parity/parity_test.rego': 'not even rego' })).compiled).toBe(0);
});

test('another threshold is judged with, and nothing is compiled', async () => {
  const { policy: before } = await prepare();
  const { policy, compiled } = await prepare({ 'data/thresholds.yaml': 'any: {other: 1}\n' });
  expect(compiled).toBe(0);
  expect(policy.data).toEqual({ ...before.data, thresholds: { any: { other: 1 } } });
  expect(policy.digest).not.toBe(before.digest);
  expect(Buffer.from(policy.wasm).equals(before.wasm)).toBe(true);
});

test.each<[what: string, more: Record<string, string>, identity?: string]>([
  ['another rule', { 'lib/calendar.rego': `${files['lib/calendar.rego']}\n` }],
  ['a pack more', { 'packs/a/lib/a.rego': 'package lib.a\n\nx := 1\n' }],
  ['another compiler', {}, 'another compiler'],
])('%s is compiled', async (_, more, identity) => {
  expect((await prepare(more, identity)).compiled).toBe(1);
});

test('a module less is missed', async () => {
  const { 'lib/people.rego': _, ...fewer } = files;
  await expect(preparePolicy(fewer, await openCompiler(), shipped)).rejects.toMatchObject({
    code: 'policy.invalid',
  });
});
